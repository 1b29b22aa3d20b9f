"""Teams in the administration."""

import pytest

from strategy_portal.models import Team
from strategy_portal.people import services
from strategy_portal.records.versions import Refused


def test_a_team_is_added_and_renamed_with_history(administrator, people, team):
    administrator.post("/people/teams/add/", {"name": "Parks", "organisation": "", "seen": 0})
    parks = Team.objects.get(name="Parks")
    administrator.post(f"/people/teams/{parks.pk}/", {"name": "Open spaces", "organisation": "", "seen": 1})
    records = [(record.name, record.history_user) for record in parks.history.all()]
    assert records == [("Open spaces", people["administrator"]), ("Parks", people["administrator"])]


def test_two_teams_of_one_name_are_refused(administrator, team):
    answer = administrator.post("/people/teams/add/", {"name": "roads and lighting", "organisation": "", "seen": 0})
    assert answer.status_code == 422
    assert "There is a team" in answer.content.decode()


def test_who_adds_a_team_that_another_added_at_the_same_moment_gets_a_message(administrator, monkeypatch):
    def quicker(team: Team) -> None:
        """Adds it just after it was looked for, so the database refuses the second."""
        looked_for(team)
        Team.objects.get_or_create(name="Parks", organisation="")

    looked_for = services._check_team
    monkeypatch.setattr(services, "_check_team", quicker)
    answer = administrator.post("/people/teams/add/", {"name": "Parks", "organisation": "", "seen": 0})
    assert answer.status_code == 422
    assert "There is a team" in str(answer.context["form"].errors["name"])


def test_who_saw_an_older_name_is_told(administrator, team):
    for number in (1, 2):
        sent = {"name": f"Name {number}", "organisation": "", "seen": 1}
        answer = administrator.post(f"/people/teams/{team.pk}/", sent)
    assert answer.status_code == 409
    assert Team.objects.get(pk=team.pk).name == "Name 1"


def test_the_page_of_a_team_names_its_people(administrator, person, team):
    assert "A B" in administrator.get(f"/people/teams/{team.pk}/").content.decode()


def test_the_list_counts_who_may_sign_in(administrator, person, team):
    person.is_active = False
    person.save()
    row = administrator.get("/people/teams/?per_page=200").context["table"].data.data.get(pk=team.pk)
    assert row.people == 0


# --- Directorates ----------------------------------------------------------------------------------------------------


def put_in(administrator, team: Team, parent: Team):
    sent = {"name": team.name, "organisation": team.organisation, "parent": parent.pk, "seen": team.version}
    return administrator.post(f"/people/teams/{team.pk}/", sent)


def test_a_team_is_a_part_of_a_directorate_with_history(administrator, team):
    directorate = Team.objects.create(name="Place")
    assert put_in(administrator, team, directorate).status_code == 302
    page = administrator.get(f"/people/teams/{team.pk}/")
    assert [(each.label, each.after) for each in page.context["changes"][0].fields] == [("directorate", "Place")]
    assert "Roads and lighting" in administrator.get(f"/people/teams/{directorate.pk}/").content.decode()
    assert "Place" in administrator.get("/people/teams/?per_page=200").content.decode()


def test_a_directorate_is_a_part_of_nothing_so_there_are_no_circles(administrator, people, team):
    directorate = Team.objects.create(name="Place")
    put_in(administrator, team, directorate)
    refused = put_in(administrator, directorate, team)
    assert (refused.status_code, "parent" in refused.context["form"].errors) == (422, True)
    directorate.parent = Team.objects.create(name="The council")
    with pytest.raises(Refused, match="Other teams are parts of Place"):
        services.save_team(directorate, seen=directorate.version, by=people["administrator"])
    team.parent = team
    with pytest.raises(Refused, match="its own directorate"):
        services.save_team(team, seen=2, by=people["administrator"])


def test_a_team_of_a_directorate_is_no_directorate(people, team):
    team.parent = Team.objects.create(name="Place")
    team.save()
    with pytest.raises(Refused, match="Roads and lighting is a part of a directorate itself"):
        services.save_team(Team(name="Signs", parent=team), seen=0, by=people["administrator"])
