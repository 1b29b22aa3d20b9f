"""Of which part of a strategy a report tells: one outcome, or one team or directorate with its teams."""

import re
from dataclasses import dataclass
from functools import cached_property

from actions.scorecards.action_line import ActionLine
from indicators.models import Indicator
from outcomes.models import Strategy
from strategy_portal.models import Team

SLUG = re.compile(r"(?P<kind>outcome|team)-(?P<number>\d{1,9})")


@dataclass(frozen=True)
class About:
    """`slug` is `outcome-3` or `team-12`, as in addresses and in the column of a report's rows."""

    strategy: Strategy
    slug: str

    @property
    def kind(self) -> str:
        return self.slug.partition("-")[0]

    @property
    def number(self) -> int:
        return int(self.slug.partition("-")[2])

    @cached_property
    def teams(self) -> dict[int, str]:
        """The team and its parts by primary key, itself first; none for an outcome. One query."""
        if self.kind == "outcome":
            return {}
        found = Team.objects.filter(pk=self.number) | Team.objects.filter(parent=self.number)
        return {team.pk: team.name for team in sorted(found, key=lambda team: team.pk != self.number)}

    @property
    def title(self) -> str:
        """`Outcome 3` in the strategy's own word; the team's name."""
        if self.kind == "outcome":
            return f"{self.strategy.outcome_label} {self.number}"
        return next(iter(self.teams.values()), self.slug)

    def takes(self, indicator: Indicator) -> bool:
        if self.kind == "outcome":
            return bool(indicator.outcome.number == self.number)
        return indicator.owner_id in self.teams

    def takes_action(self, line: ActionLine) -> bool:
        if self.kind == "outcome":
            return any(outcome.number == self.number for outcome in line.action.outcomes.all())
        return any(name in self.teams.values() for name in line.owner_names)


def parts_of(strategy: Strategy) -> list[About]:
    """Every outcome, then every team or directorate that owns an indicator or an action: a query, and the outcomes."""
    outcomes = [About(strategy, f"outcome-{number}") for number in _numbers(strategy)]
    owners = Team.objects.filter(indicators__key_output__outcome__strategy=strategy)
    owners |= Team.objects.filter(action_parts__action__strategy=strategy)
    named: dict[int, str] = {}
    for team in owners.select_related("parent").distinct():
        named[team.pk] = team.name
        if team.parent:
            named[team.parent.pk] = team.parent.name
    teams = []
    for pk, name in sorted(named.items(), key=lambda each: each[1]):
        part = About(strategy, f"team-{pk}")
        part.__dict__["teams"] = {pk: name}  # named already, so that none is asked for again
        teams.append(part)
    return [*outcomes, *teams]


def find_part(strategy: Strategy, slug: str) -> About | None:
    """The part that an address names; None: there is none."""
    if not (found := SLUG.fullmatch(slug)):
        return None
    part = About(strategy, slug)
    if found["kind"] == "outcome":
        return part if part.number in _numbers(strategy) else None
    return part if part.teams and part.slug in {each.slug for each in parts_of(strategy)} else None


def _numbers(strategy: Strategy) -> list[int]:
    return sorted(outcome.number for outcome in strategy.outcomes.all())
