"""Reports of every shape: of nothing, of very long texts, of hostile texts, of 180 indicators, and of real strategies.

Each kind of report, each form and each shape meet each other at least once (pairwise): the kind moves on by one with
the shape and with the form. The cover reports are checked in all of them; the appendices, which no form changes, once
for each shape. Each real strategy in its own form with each kind, and all its files: test_documents.py.
"""

import html
import re
from dataclasses import dataclass
from datetime import date
from itertools import product
from random import Random

import page
import pytest

from indicators.judging.standing import Commentary, Entry
from indicators.models import Indicator
from outcomes.models import Strategy
from reports import documents
from reports.models import Arrangement, ReportForm, ReportKind
from reports.models.report import OF_A_YEAR
from reports.scorecards.cover_fit import PAGE_COVER
from reports.scorecards.report import Report, report_of
from reports.scorecards.report_keys import find_key
from strategy_portal.domain.status import Status
from strategy_portal.models import Team
from tests.bench.portal import FIRST_UNITS, add_strategy

from .sheets import faults, texts_of

KINDS = tuple(ReportKind.values)
FORMS = ("scrutiny-panel", "cabinet", "members-library")
SHAPES = ("nothing", "long", "hostile", "many")
WRITTEN_LONG = ("long", "hostile")
REAL = (
    "wlc-customer-2023-28", "elc-customer-2023-28", "borough-customer-service-2024-27",
    "wlc-customer-services-2011-14",
)  # fmt: skip
LONG = " ".join(["as-long-as-a-text-may-be"] * 200)
FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?%?")
MORE = re.compile(r"\b\d+ more\b")
UNSEEN = re.compile(r"<(title|desc)>.*?</\1>|<(\w+) class=\"visually-hidden\">.*?</\2>", re.DOTALL)


def meeting_each_other(shapes: tuple[str, ...]) -> list[tuple[str, str, str]]:
    pairs = product(enumerate(shapes), enumerate(FORMS))
    return [(shape, form, KINDS[(first + second) % len(KINDS)]) for (first, shape), (second, form) in pairs]


def shown(body: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", UNSEEN.sub("", body)))


def figures(text: str) -> set[str]:
    """How many more there are than are named is no figure of the report: a page has room for more than a sheet."""
    return {figure.rstrip(",") for figure in FIGURE.findall(MORE.sub("", text))}


@dataclass(frozen=True)
class Shapes:
    """`report(shape, form, kind)`: made anew, its strategy with it."""

    request: pytest.FixtureRequest

    def report(self, shape: str, form: str, kind: str) -> Report:
        strategy, on = self.request.getfixturevalue(f"strategy_of_{shape}"), self.request.getfixturevalue("on")
        return self.of(strategy, form, kind, on)

    def of(self, strategy: Strategy, form: str, kind: str, on: date) -> Report:
        year = "2012-13" if strategy.ends_on < date(2025, 4, 1) else "2025-26"
        chosen = ReportForm.objects.get(slug=form)
        Arrangement.objects.update_or_create(strategy=strategy, defaults={"form": chosen})
        key = find_key(strategy, year if kind in OF_A_YEAR else "", on, kind=ReportKind(kind))
        return report_of(key, on, today=on)


@pytest.fixture
def shapes(request, db) -> Shapes:
    return Shapes(request)


@pytest.fixture
def strategy_of_nothing(db) -> Strategy:
    return Strategy.objects.create(
        slug="nothing", title="A strategy of nothing", organisation="A council", organisation_short="AC",
        starts_on=date(2023, 4, 1), ends_on=date(2028, 3, 31),
    )  # fmt: skip


@pytest.fixture
def strategy_of_long(wlc, monkeypatch) -> Strategy:
    Indicator.objects.of(wlc).update(title=LONG[:300], short_title="", sentence=LONG[:100])
    wlc.actions.update(title=LONG[:300])
    wlc.outcomes.update(title=LONG[:200])
    monkeypatch.setattr(Entry, "commentaries", (Commentary(what_happened=LONG, why=LONG, what_next=LONG),))
    return wlc


@pytest.fixture
def strategy_of_hostile(poisoned) -> Strategy:
    return poisoned


@pytest.fixture
def strategy_of_many(db, people) -> Strategy:
    """180 indicators in ten outcomes, with 24 actions."""
    Team.objects.create(organisation="Benchmark", name=FIRST_UNITS)
    add_strategy("many", 1, 1, 10, people, Random(180), (18,) * 10)
    return Strategy.objects.get(slug="many")


def check_cover(report: Report, *, is_written_long: bool = False) -> None:
    """Four sheets, valid, filled, and no figure in it that the page does not have.

    What people wrote is not cut, nor set smaller: where each text has 700 characters there may be more sheets.
    """
    printed = documents.pdf(report)
    assert printed.sheets <= documents.COVER_SHEETS or is_written_long
    check_file(printed, is_written_long=is_written_long)
    text = " ".join(texts_of(printed.pdf))
    body = documents.part_body(report, documents.COVER, {})
    furniture = figures(f"{report.frame.title} {report.frame.reference} 1 2 3 4")
    only_in_pdf = figures(" ".join(text.split())) - figures(shown(body)) - furniture
    on_page = figures(shown(body))
    assert {figure for figure in only_in_pdf if not set(figure.split(".")) <= on_page} == set()


def test_page_one_names_each_red_of_180_indicators_or_counts_it_and_says_where_it_is(shapes):
    """Page, PDF and counts agree: nothing red is left out unsaid."""
    report = shapes.report("many", "scrutiny-panel", "annual")
    red = [entry for entry in report.evidence.entries if entry.status is Status.RED]
    assert len(red) > 15
    printed = documents.pdf(report)
    page_one = " ".join(texts_of(printed.pdf)[0].split())
    unnamed = [
        each for each in red if f"{each.indicator.reference} " not in page_one or each.in_words.figure not in page_one
    ]
    counted = re.search(r"and (\d+) others?\.", page_one)
    assert len(unnamed) == (int(counted[1]) if counted else 0)
    assert "Each is in appendix 1." in page_one
    body = documents.part_body(report, documents.COVER, {})
    assert all(f"{each.indicator.reference} " in shown(body) for each in report.evidence.entries)
    assert body.count('<tr class="report-figures">') == PAGE_COVER.missed + PAGE_COVER.met


def check_file(printed: documents.Printed, *, is_written_long: bool = False) -> None:
    """An entry longer than a sheet begins on a new one, so where texts are that long a sheet may end early."""
    checked = page.validate_pdf_bytes(printed.pdf, profile="ua1")
    assert checked.is_compliant, [(each.rule_id, each.message) for each in checked.failures]
    assert is_written_long or faults(printed.pdf) == []


def test_each_kind_form_and_shape_meet_each_other():
    met = meeting_each_other(SHAPES)
    assert {(shape, form) for shape, form, _ in met} == set(product(SHAPES, FORMS))
    assert {(shape, kind) for shape, _, kind in met} == set(product(SHAPES, KINDS))
    assert {(form, kind) for _, form, kind in met} == set(product(FORMS, KINDS))


@pytest.mark.parametrize(("shape", "form", "kind"), meeting_each_other(SHAPES))
def test_the_cover_report_of_every_shape_is_valid_filled_and_as_its_page(shape, form, kind, shapes):
    check_cover(shapes.report(shape, form, kind), is_written_long=shape in WRITTEN_LONG)


@pytest.mark.parametrize(("slug", "form", "kind"), meeting_each_other(REAL))
def test_the_cover_report_of_a_real_strategy_in_every_form_is_too(slug, form, kind, shapes, on):
    check_cover(shapes.of(Strategy.objects.get(slug=slug), form, kind, on))


@pytest.mark.parametrize("shape", SHAPES)
def test_the_appendices_of_every_shape_are_valid_filled_and_as_the_page(shape, shapes):
    """Of 180 indicators their own appendix alone: it takes most of a minute, and the others are as any."""
    report = shapes.report(shape, FORMS[0], ReportKind.ANNUAL)
    numbered = [part for part in documents.parts_of(report) if part.number]
    for part in numbered[:1] if shape == "many" else numbered:
        printed = documents.pdf(report, part.slug)
        check_file(printed, is_written_long=shape in WRITTEN_LONG)
        text = " ".join(texts_of(printed.pdf))
        on_page = figures(shown(documents.part_body(report, part.slug, {})))
        assert on_page - figures(" ".join(text.split())) == set()
