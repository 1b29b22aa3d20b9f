"""What everyone reads of a strategy without signing in: what its last public report said, and nothing newer."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db.models import QuerySet
from django.utils.html import escape

from indicators.models import Indicator
from reports import documents
from reports.models import IssuedReport, ReportKind
from reports.scorecards.published import printed_numbers, published, published_strategies
from reports.scorecards.report import report_of
from reports.scorecards.report_keys import ReportKey, find_reported, years_of
from reports.services import withdraw_report

STRATEGY = "/published/wlc-customer-2023-28/"
KNOWLEDGE = f"{STRATEGY}indicators/1.3/"


@pytest.fixture
def issued(db) -> IssuedReport:
    return IssuedReport.objects.defer(None).get()


@pytest.fixture
def page(signed_in):
    return lambda address=STRATEGY: signed_in("public").get(address).text


def keep(issued: IssuedReport, **columns) -> None:
    """Puts other figures in the place of those that were kept, as no code of the portal can."""
    QuerySet(IssuedReport).filter(pk=issued.pk).update(**columns)


def test_everyone_reads_the_summary_the_exceptions_and_each_figure_as_it_was_kept(issued, page):
    shown = page()
    assert "Ten of the 17 indicators that could be judged met their target in 2025/26." in shown
    told = {each["reference"]: each for each in issued.figures["attention"]}
    assert "1.4" in told
    assert all(each["said"] in shown for each in told.values())
    for row in issued.figures["indicators"]:
        assert f"{row['reference']} {row['name']}" in shown
        latest = row["years"]["2025-26"]
        assert latest["shown"] in shown or latest["status"] == "not-yet-measured"


def test_the_page_of_an_indicator_has_its_figures_its_reason_and_the_sum(page):
    shown = page(KNOWLEDGE)
    for text in ("82.4%", "9,934 ÷ 12,061 × 100 = 82.4%", "New staff started before their training", "Target 85%"):
        assert text in shown
    assert shown.count("</tr>") == 1 + 3 + 1 + 12


def test_what_changes_after_the_report_was_issued_does_not_show(wlc, page):
    before = page()
    Indicator.objects.of(wlc).update(short_title="Renamed")
    assert "Renamed" not in page()
    assert "Renamed" not in page(KNOWLEDGE)
    assert page().count("Staff knowledge") == before.count("Staff knowledge")


def test_that_nobody_recorded_a_reason_is_said(issued, page):
    silent = [each | {"reason": "", "remedy": ""} for each in issued.figures["attention"]]
    keep(issued, figures=issued.figures | {"attention": silent})
    assert "nobody recorded a reason." in page()
    assert "nothing is recorded." in page(KNOWLEDGE)


def test_a_report_that_is_withdrawn_or_not_public_is_not_published(issued, people, signed_in):
    keep(issued, data_label="Exempt")
    assert signed_in("public").get(STRATEGY).status_code == signed_in("public").get(KNOWLEDGE).status_code == 404
    keep(issued, data_label="Public")
    at = datetime(2026, 11, 21, 12, tzinfo=UTC)
    withdraw_report(report=issued, reason="A figure was wrong", by=people["clerk"], at=at)
    assert signed_in("public").get(STRATEGY).status_code == 404
    assert published_strategies() == []


def test_an_earlier_version_does_not_come_back_where_the_last_one_is_withdrawn(issued, people):
    second = IssuedReport.objects.defer(None).get()
    second.pk, second.version, second.reason = None, 2, "Mistyped"
    QuerySet(IssuedReport).bulk_create([second])
    latest = IssuedReport.objects.get(version=2)
    assert published("wlc-customer-2023-28").issued == latest
    at = datetime(2026, 11, 21, 12, tzinfo=UTC)
    withdraw_report(report=latest, reason="Wrong", by=people["clerk"], at=at)
    assert published("wlc-customer-2023-28") is None


def test_a_report_of_a_part_does_not_stand_for_the_strategy(issued):
    keep(issued, about="outcome-1")
    assert published("wlc-customer-2023-28") is None


def test_what_was_kept_before_there_were_names_shows_the_titles(issued, page):
    new = ("name", "outcome")
    old = [{name: kept for name, kept in row.items() if name not in new} for row in issued.figures["indicators"]]
    keep(issued, figures={**issued.figures, "indicators": old, "attention": [], "actions": []})
    shown = page()
    assert "1.3 Percentage of customers who rated staff professionalism/knowledge" in shown
    assert "What is not going well" not in shown


def test_the_data_are_those_that_were_kept(issued, signed_in):
    assert signed_in("public").get(f"{STRATEGY}figures.json").json() == issued.figures
    assert f"/reports/{issued.pk}/data.csv" in signed_in("public").get(STRATEGY).text


def test_the_home_page_of_everyone_leads_there(page):
    assert f'href="{STRATEGY}"' in page("/")


@pytest.mark.parametrize("address", [STRATEGY, KNOWLEDGE])
def test_the_pages_take_three_queries(address, signed_in, django_assert_num_queries):
    client = signed_in("public")
    with django_assert_num_queries(3):
        client.get(address)


def test_of_an_indicator_that_was_never_measured_nothing_is_drawn(page):
    shown = page(f"{STRATEGY}indicators/4.1/")
    assert "There is no figure for 2025/26." in shown
    assert "How it went" not in shown


def test_a_sum_is_not_drawn_against_the_target_of_its_year(page):
    """rules 5.2: the shape of a quarter is that of the year so far, and the target is the year's."""
    shown = page(f"{STRATEGY}indicators/3.1/")
    assert "The target is 10." in shown
    assert "Target 10" not in shown
    assert "Status of the year so far" in shown
    assert "how the year stood by the end of its period" in shown


@pytest.mark.parametrize("slug", [
    "wlc-customer-2023-28", "elc-customer-2023-28", "wlc-customer-services-2011-14", "borough-customer-service-2024-27",
])  # fmt: skip
@pytest.mark.parametrize("kind", list(ReportKind))
def test_every_kind_of_report_of_every_strategy_can_be_read(slug, kind, issued, on, page):
    """What would be kept of it stands in the place of what was kept of the report that is issued."""
    strategy = find_reported(slug)
    years = years_of(strategy, kind, on)
    key = ReportKey(strategy, kind, None if kind is ReportKind.END_OF_STRATEGY else years[-1], on=on)
    report = report_of(key, on, today=on)
    figures = {**documents.public_figures(report), "texts": documents.public_texts(report)}
    keep(issued, figures=figures, strategy=strategy, kind=kind, year_starts_on=key.year.start if key.year else None)
    shown = page(f"/published/{slug}/")
    assert strategy.title in shown
    for row in figures["indicators"]:
        outcome, order = row["reference"].split(".")
        assert escape(row["title"]) in page(f"/published/{slug}/indicators/{outcome}.{order}/")
    assert (f"All {len(figures['actions'])} actions" in shown) == bool(figures["actions"])
    assert ('<details class="fold" open>' in shown) == bool(figures["actions"] and not figures["indicators"])


def test_hostile_words_that_were_kept_are_text(issued, page):
    hostile = "<script>alert(1)</script>"
    rows = [
        {**row, "name": hostile, "title": hostile, "outcome": hostile, "target": f"85% {hostile}"}
        for row in issued.figures["indicators"]
    ]
    told = [{**each, "said": hostile, "reason": hostile, "remedy": hostile} for each in issued.figures["attention"]]
    keep(issued, figures={**issued.figures, "indicators": rows, "attention": told, "texts": {}})
    for address in (STRATEGY, KNOWLEDGE):
        assert hostile not in page(address)
        assert escape(hostile) in page(address)


def test_an_unknown_strategy_or_indicator_is_not_found(signed_in):
    for address in ("/published/unknown/", f"{STRATEGY}indicators/9.9/", "/published/elc-customer-2023-28/"):
        assert signed_in("public").get(address).status_code == 404


@pytest.mark.parametrize(("text", "numbers"), [
    ("82.4%", ["82.4"]), ("Level 3", ["3"]), ("£1,250.50", ["1250.50"]), ("−3.1", ["-3.1"]), ("3 so far", ["3"]),
    ("0", ["0"]), ("40 to 60%", ["40", "60"]), ("", []), ("not available", []), ("–", []),
])  # fmt: skip
def test_printed_numbers_are_read_back(text, numbers):
    assert printed_numbers(text) == [Decimal(number) for number in numbers]


def with_knowledge(issued: IssuedReport, **kept) -> None:
    rows = [{**row, **kept} if row["reference"] == "1.3" else row for row in issued.figures["indicators"]]
    keep(issued, figures={**issued.figures, "indicators": rows})


def test_both_ends_of_a_range_are_drawn(issued):
    with_knowledge(issued, target="70 to 85%")
    assert published("wlc-customer-2023-28").indicator(1, 3).period_target == (Decimal(70), Decimal(85))


def test_words_of_the_source_are_no_target_that_is_drawn(issued, page):
    years = {"2025-26": {"value": "82.4%", "status": "no-target", "shown": "82.4%"}}
    with_knowledge(issued, target="50% by 2026", years=years)
    assert "The target is 50% by 2026." in page(KNOWLEDGE)
    assert "Target 50% by 2026" not in page(KNOWLEDGE)
