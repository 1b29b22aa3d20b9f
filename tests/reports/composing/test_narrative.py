"""People's text beside the figures."""

import pytest

from reports.composing.services import save_narrative
from reports.models import Narrative
from reports.scorecards.report_keys import find_key
from strategy_portal.records.versions import ChangedMeanwhile


@pytest.fixture
def key(borough, on):
    return find_key(borough, "2024-25", on)


@pytest.fixture
def save(key, people):
    return lambda text, seen: save_narrative(key=key, section="conclusion", text=text, seen=seen, by=people["clerk"])


def test_who_wrote_it_is_in_the_history(save, people):
    narrative = save("First.", 0)
    save("Second.", 1)
    assert [(row.text, row.history_user) for row in narrative.history.all()] == [
        ("Second.", people["clerk"]), ("First.", people["clerk"]),
    ]  # fmt: skip


def test_a_version_that_is_not_the_latest_overwrites_nothing(save, key):
    save("First.", 0)
    save("Second.", 1)
    with pytest.raises(ChangedMeanwhile) as conflict:
        save("Mine.", 1)
    assert conflict.value.theirs.text == Narrative.objects.get(**key.columns, section="conclusion").text == "Second."


def test_two_who_both_write_the_first_text_conflict(save):
    save("First.", 0)
    with pytest.raises(ChangedMeanwhile):
        save("Mine.", 0)
