"""For which meeting a report is made, up to which day it reads, and who has to clear it."""

from datetime import UTC, date, datetime

import pytest

from outcomes.models import Strategy
from reports.models import BoardMeeting, Clearance, Narrative, PaperDates, Preparation
from reports.preparing import services
from reports.scorecards.report_keys import find_key
from strategy_portal.records.versions import ChangedMeanwhile, Refused

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
PANEL = "Scrutiny panel"


@pytest.fixture
def key(borough, on):
    return find_key(borough, "2024-25", on)


@pytest.fixture
def meeting(db) -> BoardMeeting:
    return BoardMeeting.objects.create(kind="committee", body=PANEL, meets_on=date(2026, 12, 17))


@pytest.fixture
def prepare(key, people):
    def prepare(**said) -> Preparation:
        given = {"meeting": None, "cut_off": None, "embargo_until": None, "seen": 0} | said
        return services.save_preparation(key=key, by=people["clerk"], **given)

    return prepare


@pytest.fixture
def posts(db, prepare, meeting, people):
    """Finance, then the head of service, clear what goes to the panel."""
    dates = PaperDates(body=PANEL, posts=["Finance", "Head of service"])
    services.save_paper_dates(dates=dates, seen=0, by=people["clerk"])
    prepare(meeting=meeting)


@pytest.fixture
def clear(key, people):
    return lambda post, who: services.clear_report(key=key, post=post, remark="", by=people[who], at=AT)


def test_a_report_that_nobody_prepared_reads_up_to_today(key, on):
    assert services.preparation_of(key).read_on(on) == on


def test_a_report_reads_up_to_its_cut_off_once_that_day_has_come(prepare, on):
    assert prepare(cut_off=date(2026, 9, 30)).read_on(on) == date(2026, 9, 30)
    assert Preparation(cut_off=date(2027, 1, 1)).read_on(on) == on


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"cut_off": date(2020, 1, 1)}, "cut_off"),
        ({"cut_off": date(2024, 3, 31)}, "cut_off"),
        ({"cut_off": date(2026, 12, 18), "with_meeting": True}, "cut_off"),
        ({"of_another": True}, "meeting"),
        ({"called_off": True}, "meeting"),
    ],
)
def test_what_can_not_be_is_refused_at_its_field(prepare, meeting, said, field):
    given = {"cut_off": said.get("cut_off")}
    if "cut_off" not in said or "with_meeting" in said:
        given["meeting"] = meeting
    if "of_another" in said:
        meeting.strategy = Strategy.objects.get(slug="elc-customer-2023-28")
    if "called_off" in said:
        meeting.called_off = "Nobody can come"
    with pytest.raises(Refused) as refused:
        prepare(**given)
    assert refused.value.field == field


def test_two_people_who_prepare_one_report_see_each_other(prepare):
    prepare(cut_off=date(2026, 9, 30))
    with pytest.raises(ChangedMeanwhile):
        prepare(cut_off=date(2026, 8, 31))


def test_a_committee_has_its_own_dates_or_those_of_all_others(db, people):
    for dates in (PaperDates(body=PANEL, texts=12), PaperDates(texts=11)):
        services.save_paper_dates(dates=dates, seen=0, by=people["clerk"])
    found = services.paper_dates_for(["scrutiny PANEL", "Cabinet"])
    assert [dates.texts for dates in found.values()] == [12, 11]


def test_dates_that_contradict_each_other_are_refused_at_their_field(db, people):
    with pytest.raises(Refused, match="give 11 or more") as refused:
        services.save_paper_dates(dates=PaperDates(body=PANEL, cut_off=9, texts=11), seen=0, by=people["clerk"])
    assert refused.value.field == "cut_off"


def test_a_committee_has_its_dates_once(db, people):
    services.save_paper_dates(dates=PaperDates(body=PANEL), seen=0, by=people["clerk"])
    with pytest.raises(Refused, match="has its dates already"):
        services.save_paper_dates(dates=PaperDates(body=PANEL.upper()), seen=0, by=people["clerk"])


def test_posts_clear_in_their_order_each_once(key, posts, clear):
    with pytest.raises(Refused, match="Finance clears it first"):
        clear("Head of service", "approver")
    with pytest.raises(Refused, match="Still to be cleared by: Finance, Head of service"):
        services.refuse_if_not_cleared(key)
    clear("Finance", "performance")
    with pytest.raises(Refused, match="Finance has nothing to clear"):
        clear("Finance", "performance")
    clear("Head of service", "approver")
    services.refuse_if_not_cleared(key)


def test_who_writes_does_not_clear_alone(key, posts, clear, people, settings):
    with_text = Narrative(**key.columns, section="purpose", text="To report.")
    with_text._history_user = people["performance"]
    with_text.save()
    clear("Finance", "performance")
    with pytest.raises(Refused, match="somebody else has to clear it too"):
        clear("Head of service", "performance")
    settings.CLEAR_OWN_REPORTS = True
    clear("Head of service", "performance")


def test_what_is_cleared_is_not_changed_until_it_is_opened_again_for_a_reason(key, posts, clear, prepare, people):
    clear("Finance", "performance")
    with pytest.raises(Refused, match="Finance cleared the report on 21 November 2026"):
        services.refuse_if_cleared(key)
    with pytest.raises(Refused, match="open it again"):
        prepare(cut_off=date(2026, 9, 30), seen=1)
    with pytest.raises(Refused, match="Say why"):
        services.reopen_report(key=key, reason=" ", by=people["clerk"], at=AT)
    services.reopen_report(key=key, reason="A figure was wrong", by=people["clerk"], at=AT)
    services.refuse_if_cleared(key)
    assert Clearance.objects.get().history.first().history_change_reason == "A figure was wrong"
    assert services.posts_still_to_clear(key, services.preparation_of(key)) == ["Finance", "Head of service"]
