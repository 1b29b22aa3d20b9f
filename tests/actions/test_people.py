"""Rules 9.5: teams, people, and handing over."""

import pytest

from actions.models import Action, ActionOwner
from actions.people.services import hand_over, merge_teams, parts_of
from actions.planning.services import edit_action
from strategy_portal.models import Team
from strategy_portal.records.checking import check
from strategy_portal.records.versions import Refused

Part = ActionOwner.Part


def owner(team: Team, part: str) -> ActionOwner:
    return ActionOwner(team=team, part=part)


@pytest.fixture
def leaver(people):
    """Does 20 and 23 of East Lothian in person."""
    return people["officer-customers"]


def team(name: str) -> Team:
    return Team.objects.get(organisation="East Lothian Council", name=name)


def edit(action, people, owners):
    return edit_action(
        action=action, fields={}, owners=owners, reason="Agreed.", version=action.version, by=people["performance"]
    )


def test_a_leavers_work_is_handed_over_in_one_step_and_no_history_is_lost(leaver, people):
    """Rules 9.5."""
    assert [part.action.number for part in parts_of(leaver)] == [20, 23]
    done = {"to": people["officer"], "reason": "Leaves.", "by": people["performance"], "from_outside": True}
    count = hand_over(person=leaver, **done)
    assert (count, parts_of(leaver).count(), parts_of(people["officer"]).count()) == (2, 0, 2)
    part = ActionOwner.objects.get(
        action__strategy__slug="elc-customer-2023-28", action__number=20, person=people["officer"]
    )
    before = part.history.order_by("history_id")[1]
    assert (before.person, part.history.first().history_change_reason) == (leaver, "Leaves.")
    assert part.action.updates.first().written_by == leaver


def test_what_is_handed_over_stays_with_its_team(leaver, people):
    """Rules 9.5."""
    before = list(parts_of(leaver).values_list("action", "team", "part"))
    hand_over(person=leaver, to=None, reason="Leaves.", by=people["performance"])
    after = ActionOwner.objects.filter(action__in=[action for action, *_ in before], person=None)
    assert set(before) <= set(after.values_list("action", "team", "part"))


def test_who_is_not_in_the_team_gets_its_work_only_where_somebody_says_so(signed_in, leaver, people):
    sent = {"to": people["officer"].pk, "reason": "Leaves."}
    answer = signed_in("performance").post(f"/people/{leaver.pk}/hand-over/", sent)
    assert answer.status_code == 422
    assert "does not belong to" in answer.content.decode()
    assert parts_of(leaver).count() == 2
    signed_in("performance").post(f"/people/{leaver.pk}/hand-over/", sent | {"from_outside": "on"})
    assert parts_of(leaver).count() == 0


def test_a_team_is_merged_into_another_with_all_that_names_it(people, elc, wlc):
    """Rules 9.5: where both own an action, the other one's part stands."""
    old, new = team("Transformation"), team("IT Service")
    both = elc.actions.filter(owners__team=old).first()
    both.owners.create(team=new, part=Part.SUPPORTING, order=9)
    owned = set(ActionOwner.objects.filter(team__in=[old, new]).values_list("action", flat=True))
    members = set(old.members.all()) | set(new.members.all())
    elc.consultations.update(lead=old)
    merge_teams(team=old, into=new, reason="One service since April", by=people["performance"])
    assert not Team.objects.filter(name="Transformation", organisation=new.organisation).exists()
    assert set(ActionOwner.objects.filter(team=new).values_list("action", flat=True)) == owned
    assert (set(new.members.all()), elc.consultations.get().lead) == (members, new)
    record = Team.history.filter(id=old.pk).order_by("history_id").last()
    assert (record.history_type, record.history_change_reason) == ("-", "One service since April")
    assert check().findings == []


def test_a_directorate_is_not_merged_into_a_part_of_one(people):
    """Its teams would be parts of a part."""
    old, new = team("Transformation"), team("IT Service")
    new.parent = Team.objects.create(name="Place")
    new.save()
    Team.objects.create(name="Signs", parent=old)
    with pytest.raises(Refused, match="is a part of a directorate itself"):
        merge_teams(team=old, into=new, reason="One service since April", by=people["performance"])


def test_the_page_of_a_team_leads_to_merging_it(signed_in):
    page = f"/teams/{team('Transformation').pk}/"
    assert f"{page}merge/" in signed_in("performance").get(page).content.decode()
    assert f"{page}merge/" not in signed_in("board").get(page).content.decode()
    shown = signed_in("performance").get(f"{page}merge/").content.decode()
    parts = ActionOwner.objects.filter(team__name="Transformation").count()
    assert f"<li>Action owners: {parts}</li>" in shown
    assert "be undone." in shown
    sent = {"into": team("IT Service").pk, "reason": "One service"}
    assert signed_in("performance").post(f"{page}merge/", sent).status_code == 302


def test_handing_over_needs_a_reason(leaver, people):
    with pytest.raises(Refused):
        hand_over(person=leaver, to=None, reason=" ", by=people["performance"])


def test_the_page_lists_what_is_handed_over(signed_in, leaver):
    page = signed_in("performance").get(f"/people/{leaver.pk}/hand-over/").content.decode()
    assert "20. Involve all relevant services" in page
    response = signed_in("performance").post(f"/people/{leaver.pk}/hand-over/", {"to": "", "reason": "Leaves."})
    assert (response.status_code, parts_of(leaver).count()) == (302, 0)


def test_there_is_one_lead_and_any_number_of_supporters(elc, people):
    """Rules 9.5."""
    action = elc.actions.get(number=13)
    it, assets = team("IT Service"), team("Assets Team")
    edit(action, people, [owner(it, Part.LEAD), owner(assets, Part.SUPPORTING)])
    action.refresh_from_db()
    assert [(owner.team, owner.part) for owner in action.owners.all()] == [(it, "lead"), (assets, "supporting")]


@pytest.mark.parametrize("parts", [("lead", "lead"), ("lead", "joint")])
def test_two_leads_or_a_lead_beside_joint_owners_are_refused(elc, people, parts):
    """Rules 9.5."""
    owners = [owner(team(name), part) for name, part in zip(("IT Service", "Assets Team"), parts, strict=True)]
    with pytest.raises(Refused):
        edit(elc.actions.get(number=13), people, owners)


def test_the_lead_can_change_from_one_team_to_another(elc, people):
    """Rules 9.5: there are never two leads on the way."""
    action = elc.actions.get(number=13)
    it, assets = team("IT Service"), team("Assets Team")
    action = edit(action, people, [owner(it, Part.LEAD), owner(assets, Part.SUPPORTING)])
    action = edit(action, people, [owner(assets, Part.LEAD), owner(it, Part.SUPPORTING)])
    assert [(owner.team, owner.part) for owner in action.owners.all()] == [(assets, "lead"), (it, "supporting")]


def test_my_actions_are_those_of_my_teams_and_those_in_person(signed_in):
    page = signed_in("officer-customers").get("/my-actions/").content.decode()
    for title in ("Involve all relevant services", "Make better use of customer feedback", "Benchmark how informal"):
        assert title in page
    assert "You do 2 of them in person." in page
    assert "Review the training programme" not in page


def test_a_team_shows_its_actions_and_its_people(signed_in):
    page = signed_in("board").get(f"/teams/{team('Transformation').pk}/").content.decode()
    assert "Build process improvement" not in page
    assert "Involve customers robustly" in page
    assert "Officer, Customer Feedback" in page


@pytest.mark.parametrize(
    ("who", "path", "most"),
    [("officer-customers", "/my-actions/", 12), ("board", "/teams/", 4), ("board", "/actions/to-accept/", 9)],
)
def test_the_number_of_queries_does_not_grow(signed_in, elc, django_assert_max_num_queries, who, path, most):
    for number in range(100, 120):
        action = Action.objects.create(strategy=elc, number=number, title="One more", state="completed")
        action.owners.create(team=team("Transformation"), part="lead", order=1)
    client = signed_in(who)
    with django_assert_max_num_queries(most):
        client.get(path)


def test_the_page_of_a_team_takes_few_queries(signed_in, elc, django_assert_max_num_queries):
    client, owner = signed_in("board"), team("Customer Services")
    with django_assert_max_num_queries(15):
        client.get(f"/teams/{owner.pk}/")
