"""What every set-up deed asks first: is nothing sealed yet, and is it said why."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

from outcomes.models import Strategy
from strategy_portal.domain.periods import Period
from strategy_portal.models import User
from strategy_portal.records.events import Event
from strategy_portal.records.history import delete_with_history
from strategy_portal.records.versions import Refused, claim

from ..models import Indicator, ReportingPeriod, Seal


class SetupRefused(Refused):
    """A change that the rules of figures do not allow."""


@dataclass(frozen=True)
class Agreed:
    """From which day a change holds, why, and who agreed it (rules 6.7). No day: from the start."""

    reason: str
    agreed_by: str = ""
    holds_from: date | None = None

    def check(self, *, is_change: bool) -> None:
        """Raises SetupRefused: a reason is always needed, for a change also who agreed it."""
        if not self.reason.strip():
            raise SetupRefused("Say how it was set, or why it changes", "reason")
        if is_change and not self.agreed_by.strip():
            raise SetupRefused("Say who agreed the change, for example the board on 4 November 2026", "agreed_by")


def claim_indicator(indicator: Indicator, seen: int, model: type[models.Model], /, **rows: Any) -> Indicator:
    """As `claim`, and nothing of its strategy is approved before the change is stored. Raises ChangedMeanwhile."""
    Strategy.objects.filter(pk=indicator.outcome.strategy_id).hold()
    return claim(indicator, seen, model, **rows)


def check_not_sealed(
    holds_from: date, indicators: Collection[Indicator], *, within: Period | None = None, field: str = "holds_from"
) -> None:
    """A change holds from after the last sealed period, so that sealed history needs no second reading (rules 6.7).

    `within` limits the question to the periods that end in one financial year. Raises SetupRefused, which names the
    period and the first day that can be had.
    """
    last = last_sealed(indicators, within=within)
    if last is None or last.ends_on <= holds_from:
        return
    text = f"{last} is sealed: its values were approved and judged by what held then."
    if within is not None and last.ends_on >= within.end:
        raise SetupRefused(f"{text} Nothing of {within.label} can change any more; change the years after it", field)
    raise SetupRefused(f"{text} Choose {last.ends_on:%-d %B %Y} or a later day", field)


def withdraw(row: models.Model, reason: str, by: User) -> None:
    """Take a row away; its history keeps it, with the reason. Raises SetupRefused without one."""
    if not reason.strip():
        raise SetupRefused("Say why it is withdrawn", "reason")
    delete_with_history(row, by=by, event=Event.WITHDRAWN, reason=reason)


def sealed_ends(indicator: Indicator) -> list[date]:
    """The first days after the periods in which it is sealed: one query."""
    return list(indicator.seals.current().order_by("period__ends_on").values_list("period__ends_on", flat=True))


def last_sealed(indicators: Collection[Indicator], *, within: Period | None = None) -> ReportingPeriod | None:
    """The latest period, of those that end in one financial year or of all, in which one of them is sealed."""
    sealed = Seal.objects.current().filter(indicator__in=indicators)
    if within is not None:
        sealed = sealed.filter(period__ends_on__gt=within.start, period__ends_on__lte=within.end)
    last = sealed.select_related("period__strategy").order_by("period__ends_on").last()
    return last.period if last else None
