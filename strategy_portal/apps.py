from django.apps import AppConfig


class StrategyPortalConfig(AppConfig):
    name = "strategy_portal"
    verbose_name = "Strategy Portal"
