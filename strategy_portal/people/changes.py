"""What the lists of changes of people, teams and tokens show."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from ..models import ApiToken, Role, Team, User
from ..records.changes import ModelChanges, text_of


def people(records: Sequence[Any]) -> Iterator[dict[str, str]]:
    """Each record of a person as a reader sees it; the teams of all of them in one query."""
    teams = teams_then(records)
    for record in records:
        yield {
            "First name": record.first_name,
            "Last name": record.last_name,
            "E-mail address": record.email,
            "User name": record.username,
            "Role": str(Role(record.role).label),
            "Teams": ", ".join(sorted(teams[record.history_id])),
            "May sign in": "Yes" if record.is_active else "No",
            "Signed in anew since": f"change {record.sign_in_version}",
        }


def teams_then(records: Sequence[Any]) -> dict[int, list[str]]:
    history: Any = User.history  # type: ignore[attr-defined]
    linked = history.model.teams.model
    found = defaultdict(list)
    rows = linked.objects.filter(history__in=[record.history_id for record in records])
    for number, team in rows.values_list("history_id", "team__name"):
        found[number].append(team)
    return found


def tokens(records: Sequence[Any]) -> Iterator[dict[str, str]]:
    """Without its hash."""
    shown = ("user", "scope", "expires_on", "ended_at")
    fields = [field for field in ApiToken._meta.concrete_fields if field.name in shown]
    for record in records:
        yield {str(field.verbose_name): text_of(record, field) for field in fields}


PEOPLE = ModelChanges(User, subject="", fields=people)
TEAMS = ModelChanges(Team, subject="", related=("parent",))
TOKENS = ModelChanges(ApiToken, subject=lambda record: record.name, fields=tokens, related=("user",))
