"""Who owes what: teams by quarter, actions and replies, for the performance team, and one's own for others."""

import csv
import io

import pytest
from django.urls import reverse

from actions.models import Action
from consultations.models import Consultation
from indicators.models import Indicator, Value
from reports.models import Digest
from reports.scorecards.owes import owes
from strategy_portal.models import Role, Team, User

WLC = "wlc-customer-2023-28"


@pytest.fixture
def page(wlc, on):
    """`page()`: what all teams of West Lothian owe on the demonstration's day."""

    def page(**asked):
        return owes(wlc, on, **asked)

    return page


def team(page, name):
    return next(each for each in page.teams if each.name == name)


def cell(page, name, label="Q2 2026/27"):
    return next(each for each in team(page, name).cells if each.quarter.label == label)


def test_each_figure_is_counted_once(page):
    for line in page().teams:
        for each in line.cells:
            parts = (each.approved, each.submitted, each.returned, each.drafts, each.missing, each.locked)
            assert sum(parts) == each.expected == len(each.entries)


def test_the_teams_make_up_the_totals(page):
    found = page()
    for place, total in enumerate(found.totals):
        assert total.expected == sum(line.cells[place].expected for line in found.teams if line.cells)
        assert total.handed_in == sum(line.cells[place].handed_in for line in found.teams if line.cells)


def test_what_is_late_stands_on_top_with_working_days(page, wlc):
    """Due on 28 October 2026; 21 November is the 17th working day after it."""
    found = page()
    assert found.teams[0].days_late == 17
    assert [line.days_late for line in found.teams] == sorted((line.days_late for line in found.teams), reverse=True)
    assert found.sentence.endswith("17 working days after 28 October 2026.")


def test_a_figure_that_came_back_is_owed_again(page, wlc):
    value = Value.objects.filter(period__slug="2026-27-Q2", period__strategy=wlc, state="approved", unit=None).first()
    before = cell(page(), str(value.indicator.owner))
    Value.objects.filter(pk=value.pk).update(state="returned", return_reason="Say why")
    after = cell(page(), str(value.indicator.owner))
    assert (after.returned, after.owed) == (before.returned + 1, before.owed + 1)
    assert f"{after.returned} came back" in after.notes


def test_nothing_more_is_late_once_all_is_submitted(page, wlc):
    for line in page().teams:
        for each in line.cells:
            for entry in each.entries:
                if entry.is_open:
                    Indicator.objects.filter(pk=entry.indicator.pk).update(is_proposed=True)
    assert page().late == 0
    assert page().sentence == "No figure is late."


def test_a_team_without_an_officer_says_so(page):
    name = next(line.name for line in page().teams if line.officers)
    Team.objects.get(name=name).members.filter(role=Role.OFFICER).update(is_active=False)
    assert team(page(), name).lacks_officer


def test_what_nobody_owns_stands_under_nobody(page, wlc):
    indicator = Indicator.objects.of(wlc).filter(level="organisation", frequency="quarterly").first()
    Indicator.objects.filter(pk=indicator.pk).update(owner=None)
    found = page()
    nobody = next(line for line in found.teams if line.team is None)
    assert any(entry.indicator == indicator for each in nobody.cells for entry in each.entries)


def test_actions_that_are_late_quiet_or_to_accept(elc, on):
    before = owes(elc, on)
    action = before.late_actions[0].action
    Action.objects.filter(pk=action.pk).update(state="completed", completed_on=on)
    found = owes(elc, on)
    assert action in [line.action for line in found.completed_actions]
    assert len(found.late_actions) == len(before.late_actions) - 1
    assert found.sentence == f"No figure is expected. {len(found.late_actions)} actions are overdue."
    assert found.late_actions
    assert all(line.days_overdue for line in found.late_actions)
    assert all(line.is_quiet for line in found.quiet_actions)


def test_themes_without_a_reply_are_counted_once_the_consultation_has_closed(wlc, on):
    open_one = Consultation.objects.get(slug="how-we-answer-you")
    assert owes(wlc, on).replies == ()
    Consultation.objects.filter(pk=open_one.pk).update(opened_on="2026-10-01", closed_on="2026-11-20")
    confirmed = open_one.themes.filter(state="confirmed")
    found = owes(wlc, on).replies
    assert [(each.themes, each.answered) for each in found] == [
        (confirmed.count(), confirmed.filter(reply__is_final=True).count())
    ]


@pytest.mark.parametrize("order", ["team", "updated"])
def test_the_teams_can_be_sorted_otherwise(page, order):
    names = [line.name for line in page(order=order).teams]
    assert sorted(names) == sorted(line.name for line in page().teams)
    if order == "team":
        assert names == sorted(names, key=str.lower)


def test_the_queries_do_not_grow_with_the_teams(page, django_assert_max_num_queries, wlc):
    page()
    with django_assert_max_num_queries(16):
        page()


# --- Pages -----------------------------------------------------------------------------------------------------------


def test_the_page_begins_with_the_answer(signed_in, page):
    shown = signed_in("performance").get("/owes/").content.decode()
    assert page().sentence in shown
    assert shown.index(page().sentence) < shown.index("Team by team")


def test_the_page_asks_few_queries(signed_in, django_assert_max_num_queries):
    client = signed_in("performance")
    client.get("/owes/")
    with django_assert_max_num_queries(21):
        client.get("/owes/")


def test_an_officer_sees_their_own_teams_alone(signed_in, people, wlc):
    mine = set(people["officer"].teams.values_list("name", flat=True))
    client = signed_in("officer")
    assert {line.name for line in client.get("/owes/").context["page"].teams} <= mine
    other = Team.objects.exclude(name__in=mine).filter(members__isnull=False).first()
    assert client.get(reverse("reports:team-owes", args=[WLC, other.pk])).status_code == 404
    assert client.get(reverse("reports:team-owes", args=[WLC, 0])).status_code == 404


def test_a_team_s_page_has_its_people_and_leads_to_each_figure(signed_in, page):
    line = next(each for each in page().teams if each.late and each.officers)
    shown = signed_in("performance").get(reverse("reports:team-owes", args=[WLC, line.key])).content.decode()
    assert all(str(person) in shown for person in line.officers)
    owed = next(entry for each in line.cells for entry in each.entries if entry.is_open)
    assert f'href="{owed.get_absolute_url()}"' in shown


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_it_can_be_downloaded(signed_in, kind):
    answer = signed_in("performance").get(f"/owes/?download={kind}")
    assert f'who-owes-what.{kind}"' in answer["Content-Disposition"]
    if kind == "csv":
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert {"Team", "Quarter", "Expected", "Working days late"} <= set(rows[0])


def test_a_name_is_shown_as_text(signed_in, page):
    person = User.objects.filter(role=Role.OFFICER, teams__isnull=False).first()
    User.objects.filter(pk=person.pk).update(first_name="<script>alert(1)</script>")
    assert b"<script>alert(1)" not in signed_in("performance").get("/owes/").content


def test_an_unknown_strategy_is_not_found(signed_in):
    assert signed_in("performance").get("/owes/?strategy=nowhere").status_code == 404


def test_who_is_late_can_be_reminded_from_there_by_the_performance_team(signed_in, people, page):
    line = next(each for each in page().teams if each.late)
    link = f"/reminders/nudge/?people={line.officers[0].pk}"
    assert link in signed_in("performance").get("/owes/").content.decode()
    assert "/reminders/nudge/" not in signed_in("approver").get("/owes/").content.decode()


def test_it_says_when_a_team_last_had_a_mail(page, on):
    line = next(each for each in page().teams if each.late)
    assert line.written_on is None
    Digest.objects.create(
        person=line.officers[0], day=on, address="o@example.org", subject="x", text="x", html="x",
        made_at="2026-11-20T09:00Z", sent_at="2026-11-20T09:00Z",
    )  # fmt: skip
    assert team(page(), line.name).written_on == on
