"""python manage.py report"""

import pytest
from django.core.management import CommandError, call_command

SLUG = "borough-customer-service-2024-27"


def test_it_writes_the_pdf_where_it_is_told_to(borough, tmp_path):
    path = tmp_path / "report.pdf"
    call_command("report", SLUG, "annual", "2024-25", "--output", str(path), verbosity=0)
    assert path.read_bytes().startswith(b"%PDF")


def test_without_a_name_the_file_is_named_after_the_report(borough, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    call_command("report", SLUG, "end-of-strategy")
    call_command("report", SLUG, "mid-year", "2025-26", "--part", "indicators")
    assert (tmp_path / f"{SLUG}-mid-term-draft.pdf").exists()
    assert (tmp_path / f"{SLUG}-mid-year-2025-26-draft-indicators.pdf").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no-such-strategy", "annual", "2024-25"], "There is no strategy no-such-strategy. There are: borough"),
        ([SLUG, "annual", "2031-32"], "has no annual report 2031-32. There are: 2024-25, 2025-26, 2026-27."),
        ([SLUG, "annual"], "An annual report needs a year, as in 2024-25"),
        ([SLUG, "end-of-strategy", "2024-25"], "an end-of-strategy report has none"),
        ([SLUG, "annual", "2024-25", "--output", "/no/such/folder/x.pdf"], "can't be written"),
    ],
)
def test_errors_say_what_to_do(borough, arguments, message):
    with pytest.raises(CommandError, match=message):
        call_command("report", *arguments)


def test_an_unknown_kind_is_refused(borough):
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("report", SLUG, "weekly")
