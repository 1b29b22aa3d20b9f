"""People of the tests' own, beside the demonstration's."""

import pytest

from strategy_portal.models import Role, Team, User


@pytest.fixture
def team(db) -> Team:
    return Team.objects.create(name="Roads and lighting")


@pytest.fixture
def person(team) -> User:
    """An officer with a password, who signs in by e-mail."""
    person = User(
        username="a@example.gov.uk", email="a@example.gov.uk", first_name="A", last_name="B", role=Role.OFFICER
    )
    person.set_password("a long enough password")
    person.save()
    person.teams.add(team)
    return person


@pytest.fixture
def administrator(signed_in):
    """A client in which the administrator is signed in."""
    return signed_in("administrator")


@pytest.fixture
def in_browser(client, person):
    """A client in which that person is signed in, as a person does it."""
    client.post("/accounts/login/", {"login": person.email, "password": "a long enough password"})
    return client


@pytest.fixture
def typed(person):
    """What the form about the person holds, as it stands."""
    names = ("first_name", "last_name", "email", "role")
    teams = list(person.teams.values_list("pk", flat=True))
    return {name: getattr(person, name) for name in names} | {"teams": teams, "seen": person.version}
