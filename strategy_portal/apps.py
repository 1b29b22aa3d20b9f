from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.core.checks import register

from .checks import variables_are_read


class StrategyPortalConfig(AppConfig):
    name = "strategy_portal"
    verbose_name = "Strategy Portal"

    def ready(self) -> None:
        register(variables_are_read, deploy=True)


class PortalStaticFilesConfig(StaticFilesConfig):
    """Leaves out what the packages ship and no page asks for: most of a font's weights and scripts, and prose."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        *("*cyrillic*", "*greek*", "*vietnamese*", "*math*", "*symbols*", "*.scss", "*.md", "*.ts", "LICENSE"),
        *(
            "*-[1235689]00*",
            "[1-9]00*.css",
            "latin*ic.css",
            "latin.css",
            "latin-ext*.css",
            "index*.css",
            "esm",
            "scss",
            "*.json",
        ),
    ]
