"""Who is away names a deputy, who does their work meanwhile: from the first day to the last, and not longer."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Action
from consultations.models import Consultation
from indicators.expecting.expected import expected_in, may_enter
from indicators.expecting.returns import returns_for
from indicators.models import Value
from reports.reminding.remarks import may_read
from strategy_portal.access import act_today
from strategy_portal.models import Absence, Role, Team, User
from strategy_portal.people.absences import save_absence
from strategy_portal.records.versions import Refused
from tests.tokens import token_of

FIRST, LAST = date(2026, 11, 23), date(2026, 11, 27)
DAY = timedelta(days=1)


@pytest.fixture
def away(people):
    """`away("officer", "officer-housing")`: the second stands in for the first in that week."""

    def is_away(person: str, deputy: str) -> Absence:
        save_absence(
            people[person], starts_on=FIRST, ends_on=LAST, deputy=people[deputy], seen=0, by=people[person], on=FIRST
        )
        return Absence.objects.get(person=people[person])

    return is_away


@pytest.fixture
def acting(settings):
    """The person as a request of that day knows them."""

    def act(person: User, day: date) -> User:
        settings.TODAY = day.isoformat()
        fresh = User.objects.get(pk=person.pk)
        act_today(fresh)
        return fresh

    return act


def teams_of(person: User) -> set[Team]:
    return set(Team.objects.filter(pk__in=person.acts_for.teams))


@pytest.mark.parametrize(("day", "acts"), [(FIRST - DAY, 0), (FIRST, 1), (LAST, 1), (LAST + DAY, 0)])
def test_a_deputy_acts_for_the_teams_of_who_is_away_from_the_first_day_to_the_last(day, acts, people, away, acting):
    away("officer", "officer-housing")
    own, theirs = set(people["officer-housing"].teams.all()), set(people["officer"].teams.all())
    assert theirs - own
    assert teams_of(acting(people["officer-housing"], day)) == (own | theirs if acts else own)


def test_a_person_without_a_day_acts_for_themselves_alone(people, away):
    """As a service, a command or a task reads them from the database."""
    away("officer", "officer-housing")
    assert teams_of(people["officer-housing"]) == set(people["officer-housing"].teams.all())


def test_who_is_away_loses_nothing_and_nobody_else_gets_anything(people, away, acting):
    away("officer", "officer-housing")
    for name in ("officer", "approver", "board"):
        assert teams_of(acting(people[name], FIRST)) == set(people[name].teams.all())


def test_the_deputy_of_a_deputy_who_is_away_too_acts_for_both(people, away, acting):
    third = User.objects.create(username="third", role=Role.OFFICER)
    away("officer", "officer-housing")
    save_absence(
        people["officer-housing"], starts_on=FIRST, ends_on=FIRST, deputy=third, seen=0, by=third, on=FIRST
    )  # fmt: skip
    theirs = set(people["officer"].teams.all()) | set(people["officer-housing"].teams.all())
    assert teams_of(acting(third, FIRST)) == theirs
    assert teams_of(acting(third, FIRST + DAY)) == set()


@pytest.mark.parametrize("change", [{"role": Role.CLERK}, {"is_active": False}])
def test_nobody_acts_for_who_has_another_role_by_now_or_none(change, people, away, acting):
    away("officer", "officer-housing")
    User.objects.filter(username="officer").update(**change)
    assert teams_of(acting(people["officer-housing"], FIRST)) == set(people["officer-housing"].teams.all())


def test_everything_that_asks_whose_work_it_is_counts_them(people, away, acting):
    """Values, returns, actions, consultations, remarks: each for the deputy as for who is away."""
    absent, deputy = people["officer"], people["officer-housing"]
    action = Action.objects.filter(owners__isnull=False).exclude(pk__in=Action.objects.owned_by(deputy)).first()
    action.owners.create(team=absent.teams.first(), part="supporting", order=9, person=absent)
    consultation = Consultation.objects.first()
    Consultation.objects.filter(pk=consultation.pk).update(lead=absent.teams.first())
    value = Value.objects.in_remit_of(absent).exclude(pk__in=Value.objects.in_remit_of(deputy)).first()
    away("officer", "officer-housing")
    for day, may in ((FIRST, True), (LAST + DAY, False)):
        acts = acting(deputy, day)
        assert Value.objects.in_remit_of(acts).contains(value) is may
        assert Value.objects.approved_or_in_remit_of(acts).exclude(state="approved").count() > 0
        assert may_enter(acts, value.indicator, value.unit) is may
        assert Action.objects.owned_by(acts).contains(action) is may
        assert Consultation.objects.led_by(acts).contains(consultation) is may
        assert may_read(acts, value) is may
    owed = {each.quarter for each in returns_for(absent, FIRST) if each.owed}
    assert owed <= {each.quarter for each in returns_for(acting(deputy, FIRST), FIRST) if each.owed}


def test_it_costs_no_query(people, away, acting):
    counts = []
    for _ in range(2):
        acts = acting(people["officer-housing"], FIRST)
        with CaptureQueriesContext(connection) as asked:
            returns_for(acts, FIRST), list(Value.objects.in_remit_of(acts)), list(Action.objects.owned_by(acts))
        counts.append(len(asked))
        if not Absence.objects.exists():
            away("officer", "officer-housing")
    assert counts[0] == counts[1]


# --- What it means on pages and in the API ----------------------------------------------------------------------------


@pytest.fixture
def draft(people) -> Value:
    """What came back to the officer, and was never approved: of a team to which the other one does not belong."""
    found = Value.objects.filter(state="returned", unit=None).in_remit_of(people["officer"])
    return found.exclude(pk__in=Value.objects.in_remit_of(people["officer-housing"])).get()


def address_of(value: Value) -> str:
    period = value.period.slug
    return f"/strategies/{value.period.strategy.slug}/returns/{period}/{value.indicator.reference}/"


def test_the_deputy_saves_a_value_in_their_own_name_and_others_still_see_no_draft(
    people, away, draft, signed_in, quarter, settings
):
    away("officer", "officer-housing")
    settings.TODAY = FIRST.isoformat()
    client = signed_in("officer-housing")
    assert client.get(address_of(draft)).status_code == 200
    owed = expected_in(people["officer"], draft.period.strategy, quarter, FIRST)
    key = next(each.key for each in owed if each.value == draft)
    sent = {f"{key}-version": draft.version, f"{key}-numerator": "120", f"{key}-denominator": "150"}
    client.post(f"{address_of(draft)}save/", sent)
    draft.refresh_from_db()
    assert draft.history.latest().history_user == people["officer-housing"]
    other = User.objects.create(username="other", role=Role.OFFICER)
    client.force_login(other)
    assert client.get(address_of(draft)).status_code == 404


def test_a_token_of_the_deputy_reads_the_drafts_on_these_days(people, away, draft, client, settings):
    away("officer", "officer-housing")
    bearer = {"authorization": f"Token {token_of(people['officer-housing'])}"}
    seen = {}
    for day in (FIRST, LAST + DAY):
        settings.TODAY = day.isoformat()
        answer = client.get(f"/api/v1/values/{draft.pk}/", headers=bearer)
        seen[day] = answer.status_code
    assert seen == {FIRST: 200, LAST + DAY: 404}


def test_a_deputy_approves_for_the_approver_but_not_what_they_submitted(people, away, signed_in, settings):
    value = Value.objects.awaiting_approval().first()
    deputy = User.objects.create(username="deputy", role=Role.APPROVER, is_demonstration=True)
    people["deputy"] = deputy
    away("approver", "deputy")
    page = f"/strategies/{value.period.strategy.slug}/approvals/2026-27-Q2/"
    sent = {"decision": "approve", "values": [f"{value.pk}"], f"version-{value.pk}": value.version}
    client = signed_in("deputy")
    settings.TODAY = (FIRST - DAY).isoformat()
    assert str(value.indicator.short_name) not in client.get(page).content.decode()
    settings.TODAY = FIRST.isoformat()
    assert client.get(page).status_code == 200
    Value.objects.filter(pk=value.pk).update(submitted_by=deputy, entered_by=deputy)
    assert client.post(page, sent).status_code == 422
    value.refresh_from_db()
    assert value.state == "submitted"


def test_a_deactivated_deputy_does_nothing(people, away, signed_in, settings):
    away("officer", "officer-housing")
    client = signed_in("officer-housing")
    User.objects.filter(username="officer-housing").update(is_active=False)
    settings.TODAY = FIRST.isoformat()
    assert client.get("/returns/").status_code == 302


# --- Saying so --------------------------------------------------------------------------------------------------------


def test_a_person_says_when_they_are_away_changes_it_and_takes_it_back(signed_in, people, settings):
    settings.TODAY = FIRST.isoformat()
    client, officer = signed_in("officer"), people["officer"]
    sent = {"seen": 0, "starts_on": "2026-12-01", "ends_on": "2026-12-04", "deputy": people["officer-housing"].pk}
    assert client.post("/account/absence/", sent).status_code == 302
    row = Absence.objects.get()
    assert (row.person, row.deputy, row.history.get().history_user) == (officer, people["officer-housing"], officer)
    assert client.post("/account/absence/", sent | {"ends_on": "2026-12-05"}).status_code == 409
    for page in ("/account/", "/account/reminders/"):
        shown = client.get(page).content.decode()
        assert "Away from 1 December 2026 to 4 December 2026" in shown
        assert 'href="/account/absence/"' in shown
    assert client.post("/account/absence/", {"seen": 1}).status_code == 302
    assert not Absence.objects.exists()
    assert Absence.history.latest().history_type == "-"


def test_the_account_names_for_whom_one_stands_in(signed_in, away, settings):
    away("officer", "officer-housing")
    settings.TODAY = FIRST.isoformat()
    assert "You stand in today for" in signed_in("officer-housing").get("/account/").content.decode()
    settings.TODAY = (LAST + DAY).isoformat()
    assert "You stand in today for" not in signed_in("officer-housing").get("/account/").content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {"starts_on": "2026-12-01"}, {"ends_on": "2026-12-01"}, {"starts_on": "2026-12-02", "ends_on": "2026-12-01"},
        {"starts_on": "2026-01-01", "ends_on": "2026-01-09"}, {"deputy": "clerk"}, {"deputy": "officer"},
        {"starts_on": "2026-12-01", "ends_on": "2026-12-01", "deputy": "clerk"},
        {"starts_on": "2026-12-01", "ends_on": "2026-12-01", "deputy": "officer"},
        {"starts_on": "9" * 40, "ends_on": "x"}, {"seen": "-1"}, {"seen": "9" * 30},
    ],
)  # fmt: skip
def test_an_absence_has_both_days_in_order_and_a_deputy_of_the_same_role(sent, signed_in, people, settings):
    settings.TODAY = FIRST.isoformat()
    if "deputy" in sent:
        sent = sent | {"deputy": people[sent["deputy"]].pk}
    assert signed_in("officer").post("/account/absence/", {"seen": 0} | sent).status_code == 422
    assert not Absence.objects.exists()


def test_the_performance_team_may_stand_in_and_another_role_may_not(people, away):
    assert away("officer", "performance").deputy == people["performance"]
    with pytest.raises(Refused) as refused:
        away("approver", "officer")
    assert refused.value.field == "deputy"


@pytest.mark.parametrize("page", ["/returns/", "/my-actions/", "/strategies/wlc-customer-2023-28/returns/2026-27-Q2/"])
def test_the_pages_of_a_deputys_work_say_for_whom_they_act_and_until_when(page, away, settings, signed_in, people):
    away("officer", "officer-housing")
    settings.TODAY = FIRST.isoformat()
    said = f"You act here for <strong>{people['officer']}</strong>, absent until 27 November 2026 too."
    assert said in signed_in("officer-housing").get(page).text
    settings.TODAY = (LAST + DAY).isoformat()
    assert "You act here" not in signed_in("officer").get(page).text
    assert "You act here" not in signed_in("officer-housing").get("/returns/").text
