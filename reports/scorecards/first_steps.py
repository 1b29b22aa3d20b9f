"""From an empty portal to the first report: what is done of it, why each step is needed, and what comes next."""

from calendar import month_name
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db.models import Count, Q
from django.urls import reverse

from indicators.models import ReportingPeriod, Value
from indicators.setup.overview import Overview, overviews
from outcomes.models import Strategy
from reports.models import Arrangement, IssuedReport
from strategy_portal.access import may, method_of, who_may
from strategy_portal.council.in_force import council
from strategy_portal.domain.wording import names_text
from strategy_portal.models import Role, Team, User

from ..starting.samples import sample_names

NEEDED = (Role.PERFORMANCE, Role.OFFICER, Role.APPROVER)
"""Who sets up, who enters and who approves: without one of them no value gets far."""

PORTALS_OWN = "Strategy Portal"
"""The name in the header of a portal that was given none."""


ALL_DONE, SECONDS = "first-steps-are-done", 60


class State(StrEnum):
    DONE = "Done"
    BEGUN = "In progress"
    TO_DO = "To do"
    LATER = "Later"


@dataclass(frozen=True)
class Step:
    """`why`: what stands still without it. `said`: how far it is. `who` does it, in words.

    Without `url` this person may not do it, or it is set where the portal is installed.
    """

    title: str
    why: str
    said: str
    state: State
    who: str
    url: str = ""
    button: str = ""

    @property
    def slug(self) -> str:
        return self.state.name.lower().replace("_", "-")


@dataclass(frozen=True)
class Group:
    title: str
    steps: tuple[Step, ...]

    @property
    def done(self) -> int:
        return sum(step.state is State.DONE for step in self.steps)


@dataclass(frozen=True)
class FirstSteps:
    """`has_samples`: sample strategies stand among those in use; `lacks_samples`: some can be loaded."""

    groups: tuple[Group, ...]
    has_samples: bool
    lacks_samples: bool

    @cached_property
    def steps(self) -> list[Step]:
        return [step for group in self.groups for step in group.steps]

    @property
    def done(self) -> int:
        return sum(group.done for group in self.groups)

    @property
    def is_done(self) -> bool:
        return self.done == len(self.steps)

    @property
    def next(self) -> Step | None:
        """The first that this person can do; else the first that somebody else has to."""
        open_ones = [step for step in self.steps if step.state in (State.TO_DO, State.BEGUN)]
        return next((step for step in open_ones if step.url), None) or next(iter(open_ones), None)


def first_steps(user: Any, on: date) -> FirstSteps:
    """Eleven queries, whatever the number of people, teams, strategies and indicators."""
    found = _Found(user, on)
    samples = set(sample_names())
    return FirstSteps(
        groups=(
            Group("The council", tuple(found.of_the_council())),
            Group("The strategy", tuple(found.of_the_strategy())),
            Group("The first figures", tuple(found.of_figures())),
            Group("What others see", tuple(found.of_reports())),
        ),
        has_samples=any(each.slug in samples and not each.archived_on for each in found.all_strategies),
        lacks_samples=bool(samples - {each.slug for each in found.all_strategies if not each.archived_on}),
    )


def all_done(user: Any, on: date) -> bool:
    """Whether every step is done: asked by the home page, so a process asks once a minute, and only up to the first
    step that is not done; the cheapest come first.
    """
    kept = caches["process"].get(ALL_DONE)
    if kept is None:
        found = _Found(user, on)
        groups = (found.of_the_council, found.of_reports, found.of_figures, found.of_the_strategy)
        kept = all(step.state is State.DONE for group in groups for step in group())
        caches["process"].set(ALL_DONE, kept, SECONDS)
    return bool(kept)


class _Found:
    """What there is, asked for once, and when it is asked for."""

    def __init__(self, user: Any, on: date):
        self.user, self.on = user, on

    @cached_property
    def all_strategies(self) -> list[Any]:
        return list(Strategy.objects.with_counts())

    @cached_property
    def strategies(self) -> list[Any]:
        return [each for each in self.all_strategies if not each.archived_on]

    @cached_property
    def overviews(self) -> Sequence[Overview]:
        return overviews(self.strategies, self.on)

    # --- The council --------------------------------------------------------------------------------------------------

    def of_the_council(self) -> Iterator[Step]:
        now = council()
        yield self._step(
            "Name, logo, colour and financial year", "Every page and report carries them.",
            f"The name is “{now.name}”, the colour {now.colour}, there is {'a' if now.logo else 'no'} logo, and the "
            f"financial year begins in {month_name[now.year_start_month]}.",
            State.TO_DO if now.name == PORTALS_OWN else State.DONE, "council-edit", "Set them",
        )  # fmt: skip
        yield Step(
            "Mail",
            "Without a mail server nobody gets an invitation or a reminder; links have to be handed over.",
            "A mail server is set."
            if settings.MAIL
            else "None is set. EMAIL_URL and EMAIL_SENDER set one, or MAIL_SERVICE a provider.",
            State.DONE if settings.MAIL else State.TO_DO,
            "who installs the portal",
        )
        yield self._people()
        yield self._teams()

    def _people(self) -> Step:
        rows = User.objects.filter(is_active=True).order_by().values_list("role").annotate(Count("pk"))
        there = {role for role, _ in rows}
        missing = [f"nobody as {role.label.lower()}" for role in NEEDED if role not in there]
        state = State.DONE if not missing else State.TO_DO if len(missing) == len(NEEDED) else State.BEGUN
        said = (
            f"There is {names_text(missing)}." if missing else "Somebody sets up, somebody enters, somebody approves."
        )
        why = "Each value has somebody who enters it and somebody else who approves it."
        return self._step("People", why, said, state, "people:person-create", "Invite a person")

    def _teams(self) -> Step:
        active = Q(members__is_active=True)
        rows = Team.objects.annotate(
            owned=Count("indicators", distinct=True),
            entering=Count("members", filter=active & Q(members__role=Role.OFFICER), distinct=True),
            approving=Count("members", filter=active & Q(members__role=Role.APPROVER), distinct=True),
        )
        there = list(rows)
        teams = [row for row in there if row.owned] or there
        lacking = [row.name for row in teams if not row.entering or not row.approving]
        why = "Values are owed by teams: without one nobody is asked."
        if not teams:
            return self._step("Teams", why, "There is none yet.", State.TO_DO, "people:team-create", "Add a team")
        said = f"{len(teams) - len(lacking)} of {len(teams)} have somebody who enters and somebody who approves."
        state = State.BEGUN if lacking else State.DONE
        return self._step("Teams", why, said, state, "people:team-list", "Look at the teams")

    # --- The strategy -------------------------------------------------------------------------------------------------

    @property
    def first(self) -> Any:
        """The one that the steps lead to: what is not finished comes first."""
        unfinished = [each for each in self.strategies if each.is_draft or not each.outcome_count]
        return next(iter(unfinished or self.strategies), None)

    def of_the_strategy(self) -> Iterator[Step]:
        total = len(self.strategies)
        yield self._step(
            "The first strategy", "All else belongs to one.", f"{_count(total, 'strategy', 'strategies')}.",
            State.DONE if total else State.TO_DO, "outcomes:strategy-create", "Add a strategy",
        )  # fmt: skip
        outcomes = sum(each.outcome_count for each in self.strategies)
        yield self._step(
            "What it wants to achieve", "Indicators and actions belong to an outcome.",
            f"{_count(outcomes, 'outcome', 'outcomes')}.", self._after(total, outcomes), "outcomes:strategy-contents",
            "Write its contents", self.first,
        )  # fmt: skip
        yield self._indicators(outcomes)
        for what, title, why in (
            ("owner", "A team for each indicator", "Nobody is asked for its values."),
            ("frequency", "How often each is collected", "Nothing is expected of it."),
            ("polarity", "Which way is better", "It gets no colour; the portal never guesses."),
            ("target", "Targets", "There is nothing to judge it against."),
        ):
            yield self._gap(what, title, f"Without it: {why[0].lower()}{why[1:]}")
        drafts = [each for each in self.strategies if each.is_draft]
        said = f"{_count(len(drafts), 'draft', 'drafts')}." if drafts else "No strategy is a draft."
        yield self._step(
            "Adopted", "Until then the performance team alone sees it, and nothing is owed.", said,
            State.LATER if not outcomes else State.TO_DO if drafts else State.DONE, "outcomes:strategy-contents",
            "Say who adopted it", drafts[0] if drafts else self.first,
        )  # fmt: skip

    @property
    def in_use(self) -> int:
        return sum(each.in_use for each in self.overviews)

    def _indicators(self, outcomes: int) -> Step:
        return self._step(
            "Indicators", "Without one nothing is measured.", f"{_count(self.in_use, 'indicator', 'indicators')}.",
            self._after(outcomes, self.in_use), "indicators:indicator-setup-list", "Add indicators", self.first,
        )  # fmt: skip

    def _gap(self, what: str, title: str, why: str) -> Step:
        lacking = [(each, gap.count) for each in self.overviews for gap in each.gaps if gap.what == what]
        missing = sum(count for _, count in lacking)
        if not self.in_use:
            return self._step(title, why, "", State.LATER, "indicators:indicator-setup-list", "", None)
        said = f"{self.in_use - missing} of {self.in_use} have it."
        state = State.DONE if not missing else State.TO_DO if missing == self.in_use else State.BEGUN
        where = lacking[0][0].strategy if lacking else self.first
        step = self._step(title, why, said, state, "indicators:indicator-setup-list", f"Set {missing}", where)
        query = f"?missing={what}" if missing and step.url else ""
        return Step(step.title, step.why, step.said, step.state, step.who, f"{step.url}{query}", step.button)

    # --- Figures and reports ------------------------------------------------------------------------------------------

    def of_figures(self) -> Iterator[Step]:
        with_periods = set(ReportingPeriod.objects.order_by().values_list("strategy", flat=True).distinct())
        begun = [each for each in self.strategies if not each.is_draft]
        lacking = [each for each in begun if each.pk not in with_periods]
        yield self._step(
            "Reporting periods", "Values are entered in them.",
            f"{len(begun) - len(lacking)} of {_count(len(begun), 'adopted strategy', 'adopted strategies')} have them.",
            State.LATER if not begun or not self.in_use else State.TO_DO if lacking else State.DONE,
            "indicators:period-list", "Make the periods", query=f"?strategy={(lacking or begun or [self])[0].slug}"
            if begun else "",
        )  # fmt: skip
        is_entered = Value.objects.approved().exists()
        yield self._step(
            "The first approved values", "Only approved values count.",
            "There are some." if is_entered else "There are none yet.", self._after(with_periods, is_entered),
            "indicators:return-list", "Open the returns",
        )  # fmt: skip

    def of_reports(self) -> Iterator[Step]:
        arranged = set(Arrangement.objects.values_list("strategy", flat=True))
        begun = [each for each in self.strategies if not each.is_draft]
        lacking = [each for each in begun if each.pk not in arranged]
        yield self._step(
            "How it is reported", "No report is drafted until it is said to whom, and in which form.",
            f"Said of {len(begun) - len(lacking)} of {_count(len(begun), 'adopted strategy', 'adopted strategies')}.",
            State.LATER if not begun else State.TO_DO if lacking else State.DONE, "reports:arrangement-edit",
            "Say how it is reported", lacking[0] if lacking else next(iter(begun), None),
        )  # fmt: skip
        is_issued = IssuedReport.objects.exists()
        yield self._step(
            "The first report", "Only what is issued is published.",
            "One is issued." if is_issued else "None is issued yet.", self._after(arranged, is_issued),
            "reports:report-list", "Open the drafts",
        )  # fmt: skip

    # --- What every step says ----------------------------------------------------------------------------------------

    def _after(self, before: object, done: object) -> State:
        return State.DONE if done else State.TO_DO if before else State.LATER

    def _step(
        self,
        title: str,
        why: str,
        said: str,
        state: State,
        route: str,
        button: str,
        strategy: Any = None,
        query: str = "",
    ) -> Step:
        needs_one = route in ("outcomes:strategy-contents", "reports:arrangement-edit") or route.startswith(
            "indicators:indicator"
        )
        method = method_of(route)
        can = may(self.user, route, method) and (strategy is not None or not needs_one)
        url = reverse(route, args=[strategy.slug] if needs_one else []) + query if can else ""
        who = who_may("reports:report-issue" if route == "reports:report-list" else route, method_of(route))
        return Step(title, why, "" if state is State.LATER else said, state, who, url, button)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
