"""The made-up people of the demonstration: roles, not names. Never part of a real installation."""

from typing import Any

import yaml
from django.conf import settings
from django.contrib.auth.hashers import make_password

from .facts import FOLDER
from .models import Team, User
from .records.digests import text_digest

PASSWORD = "demonstration"
REASON = "Demonstration data"
"""Why the demonstration made or changed a row."""

ORGANISATION = "Demonstration"
NO_HOST = "demonstration.invalid"
"""Where the made-up people have their e-mail: a name that no mail ever reaches (RFC 2606)."""


def stories(name: str = "stories") -> dict[str, Any]:
    """What the demonstration shows, from a file of fixtures/demonstration."""
    found: dict[str, Any] = yaml.safe_load((FOLDER / "demonstration" / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


def make_teams(names: list[str]) -> dict[str, Team]:
    """Teams by name, marked as demonstration data."""
    return {
        name: Team.objects.get_or_create(organisation=ORGANISATION, name=name, defaults={"is_demonstration": True})[0]
        for name in names
    }


def join_directorates(directorates: dict[str, list[str]], teams: dict[str, Team]) -> None:
    """Made-up directorates of made-up teams, marked; the facts name none."""
    for parent in make_teams(list(directorates)).values():
        for name in directorates[parent.name]:
            teams[name].parent = parent
            teams[name].save()


def make_people(people: dict[str, Any], teams: dict[str, Team]) -> None:
    """One user for each role, all with the same password."""
    password = make_password(PASSWORD)
    for username, person in people.items():
        role = person["role"]
        user = User.objects.create(
            username=username,
            first_name=person["name"],
            email=f"{username}@{NO_HOST}",
            role=role,
            password=password,
            password_digest=text_digest(password),
            is_demonstration=True,
        )
        user.teams.set(teams.values() if person["teams"] == "all" else [teams[name] for name in person["teams"]])


def sign_ins() -> list[tuple[str, str, str]]:
    """The demonstration sign-ins: user name, role, password. None where the portal is no demonstration."""
    if not settings.DEMONSTRATION:
        return []
    users = User.objects.filter(is_demonstration=True)
    return [(user.username, user.get_role_display(), PASSWORD) for user in users]
