"""Entering, submitting and approving a value in one step, for tests of what follows; the officer and what is owed."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from indicators.approving.services import approve_values
from indicators.entering.checking import Entered
from indicators.entering.services import save_value
from indicators.expecting.expected import expected_in
from indicators.models import CollectionUnit, Indicator, IndicatorRule, Value
from tests.conftest import ON

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
SAID = {"what_happened": "It fell.", "why": "New staff joined.", "what_next": "They are trained."}


def figure(**entered) -> Entered:
    """`figure(numerator=9, denominator=10)`, with commentary, so that any colour can be submitted."""
    numbers = {
        name: Decimal(str(entered.pop(name))) for name in ("number", "numerator", "denominator") if name in entered
    }
    return Entered(**{**SAID, **numbers, **entered})


@pytest.fixture
def indicator_of(wlc):
    def indicator_of(reference: str) -> Indicator:
        outcome, order = reference.split(".")
        return Indicator.objects.of(wlc).with_judging().get(key_output__outcome__number=outcome, order=order)

    return indicator_of


@pytest.fixture
def enter(wlc, people, indicator_of):
    """`enter("2.2", "2026-27-Q2", number=5)`: a saved draft, with commentary; what waits there is taken back first."""

    def enter(reference: str, period: str, unit: str = "", **entered) -> Value:
        indicator, row = indicator_of(reference), wlc.periods.select_related("strategy").get(slug=period)
        place = CollectionUnit.objects.get(strategy=wlc, name=unit) if unit else None
        there = Value.objects.filter(indicator=indicator, period=row, unit=place)
        there.filter(state="submitted").update(state="draft")
        before = there.first()
        return save_value(
            indicator=indicator, period=row, unit=place, entered=figure(**entered),
            version=before.version if before else 0, by=people["officer"],
        )  # fmt: skip

    return enter


@pytest.fixture
def approve(people):
    """Submits and approves values, as if no question about them were open."""

    def approve(*values: Value, at: datetime = NOON) -> None:
        for value in values:
            Value.objects.filter(pk=value.pk).update(state="submitted", submitted_by=people["officer"], submitted_at=at)
            value.refresh_from_db()
        approve_values(values, by=people["approver"], at=at)

    return approve


@pytest.fixture
def turned(indicator_of) -> Indicator:
    """2.2 was better higher, at one decimal; from 1 July 2026 on lower is better, in whole numbers."""
    IndicatorRule.objects.create(
        indicator=indicator_of("2.2"), holds_from=date(2026, 7, 1), polarity="lower", decimal_places=0,
        reason="Turned", agreed_by="The panel",
    )  # fmt: skip
    return indicator_of("2.2")


@pytest.fixture
def officer(signed_in):
    return signed_in("officer")


@pytest.fixture
def expected(wlc, quarter, people):
    """`expected("2.2")` is the officer's expected entry as it stands now."""

    def find(reference: str):
        return next(
            expected
            for expected in expected_in(people["officer"], wlc, quarter, ON)
            if expected.indicator.reference == reference
        )

    return find
