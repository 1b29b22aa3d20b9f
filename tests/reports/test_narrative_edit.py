"""People's text beside the figures."""

import pytest

from reports.composing.services import save_narrative
from reports.models import Narrative
from reports.scorecards.report_form import find_key
from strategy_portal.records.versions import ChangedMeanwhile

ADDRESS = "/strategies/borough-customer-service-2024-27/reports/annual/2024-25/narrative/conclusion/"


@pytest.fixture
def key(borough, on):
    return find_key(borough, "2024-25", on)


@pytest.fixture
def save(key, people):
    return lambda text, seen: save_narrative(key=key, section="conclusion", text=text, seen=seen, by=people["clerk"])


def test_the_text_stands_in_the_report(signed_in):
    answer = signed_in("clerk").post(ADDRESS, {"text": "A good year.", "seen": 0}, follow=True)
    shown = answer.content.decode()
    assert "<p>A good year.</p>" in shown
    assert "The text of “4 Conclusion” is saved." in shown


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


def test_on_a_conflict_the_typed_text_stays_and_the_other_is_shown(signed_in, save):
    save("Theirs, saved meanwhile.", 0)
    answer = signed_in("performance").post(ADDRESS, {"text": "Mine, typed at length.", "seen": 0})
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Mine, typed at length.</textarea>" in shown
    assert "<td>Theirs, saved meanwhile.</td>" in shown
    assert 'name="seen" value="1"' in shown


def test_an_empty_text_takes_the_narrative_away(signed_in, save):
    save("First.", 0)
    signed_in("clerk").post(ADDRESS, {"text": "", "seen": 1})
    assert Narrative.objects.get(section="conclusion", strategy__slug__startswith="borough").text == ""


def test_a_section_that_the_form_lacks_is_not_found(signed_in):
    assert signed_in("clerk").get(ADDRESS.replace("conclusion", "preface")).status_code == 404


def test_a_line_of_the_implications_has_a_text_of_its_own(signed_in):
    address = "/strategies/wlc-customer-2023-28/reports/end-of-strategy/narrative/implications-VI/"
    shown = signed_in("clerk").get(address).content.decode()
    assert "VI Resources (financial, staffing and property)" in shown


@pytest.mark.parametrize("who", ["officer", "approver", "board"])
def test_others_may_not_write(signed_in, who):
    assert signed_in(who).get(ADDRESS).status_code == 403
