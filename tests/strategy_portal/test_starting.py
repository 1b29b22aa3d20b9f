"""What a web process has in memory when it begins to serve."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

NOT_NEEDED = (
    "psycopg",
    "openpyxl",
    "plotly",
    "weasyprint",
    "PIL",
    "lxml",
    "docx",
    "pdfplumber",
    "icalendar",
    "holidays",
)


@pytest.fixture(scope="module")
def started(tmp_path_factory) -> set[str]:
    """The packages of a process that has started to serve a portal on SQLite and asked nothing yet."""
    script = "import sys, strategy_portal.wsgi; print(*(name for name, module in sys.modules.items() if module))"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "strategy_portal.settings", "ENV_FILE": "", "SECRET_KEY": "for-a-start-" + "0" * 40,
        "DATABASE_URL": f"sqlite:///{tmp_path_factory.mktemp('start') / 'portal.sqlite3'}", "HTTPS": "off",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.split(".")[0] for name in done.stdout.split()}


@pytest.mark.parametrize("package", NOT_NEEDED)
def test_it_does_without_what_few_pages_or_other_databases_need(started, package):
    assert package not in started
