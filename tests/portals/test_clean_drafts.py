"""The sentences that the portal drafts of portals made at random: its own check finds nothing in them."""

import pytest

from reports.composing.checks import check
from reports.composing.drafts import drafts
from reports.composing.recording import places_of, record_of
from reports.models import ReportKind
from reports.scorecards.report import report_of
from reports.scorecards.report_keys import find_key
from tests.conftest import ON

from .making import Maker, People


@pytest.mark.parametrize("kind", ReportKind.values)
@pytest.mark.parametrize("seed", range(1, 5))
def test_what_is_drafted_of_a_random_portal_is_clean(seed, kind, people):
    strategy = Maker(seed, People(people["performance"], people["officer"], people["approver"]), ON).make()
    year = [each.slug for each in strategy.years if each.start <= ON][-1]
    key = find_key(strategy, "" if kind == ReportKind.END_OF_STRATEGY else year, ON, kind=ReportKind(kind))
    report = report_of(key, ON)
    places, record = places_of(report), record_of(report)
    texts = {place: "\n\n".join(drafts(found, record)) for place, found in places.items()}
    assert check(texts, places, record) == ()
