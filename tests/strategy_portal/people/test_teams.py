"""Teams in the administration."""

from strategy_portal.models import Team
from strategy_portal.people import services


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
