"""By how many months an action may slip before it is red, from a day on (rules 9.4)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q, Subquery
from django.db.models.functions import JSONObject

from strategy_portal.domain.action_status import SLIP_LIMIT
from strategy_portal.domain.timeline import START, Timeline, timeline
from strategy_portal.records.history import History, as_recorded, records_on
from strategy_portal.records.holdings import Holding
from strategy_portal.records.versions import Refused

MOST_MONTHS = 120


class SlipLimit(Holding):
    """From a day on, the council's limit for the slips of all strategies' actions.

    Before the first row the default of the rules of figures holds. An action is judged on a day by the limit of that
    day.
    """

    months = models.PositiveSmallIntegerField("limit, in months")
    history = History()

    class Meta:
        ordering = ["holds_from"]
        constraints = [
            models.UniqueConstraint("holds_from", name="slip_limit_once_per_day"),
            models.CheckConstraint(
                condition=Q(months__gte=1, months__lte=MOST_MONTHS), name="slip_limit_is_a_number_of_months"
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(agreed_by=""), name="slip_limit_has_reason_and_who_agreed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text}, from {self.holds_from:%-d %B %Y}"

    @property
    def text(self) -> str:
        """`6 months`."""
        return f"{self.months} {'month' if self.months == 1 else 'months'}"

    def check_agreed(self) -> None:
        if not 1 <= self.months <= MOST_MONTHS:
            raise Refused(f"Enter a number of months from 1 to {MOST_MONTHS}", "months")


def slip_limits(as_of: date | None = None) -> Timeline[SlipLimit]:
    """From the start the default of the rules, then what the council set; with `as_of` what was recorded by the end
    of that day. One query.
    """
    rows = list(SlipLimit.objects.order_by()) if as_of is None else as_recorded(SlipLimit, as_of)
    return timeline(rows, start=SlipLimit(months=SLIP_LIMIT, holds_from=START))


SHOWN = ("holds_from", "months", "reason", "agreed_by")


def limit_on(day: date, as_of: date | None = None) -> Subquery:
    """What the council had set by a day, for a query that asks for something else: see `limit_of`."""
    rows = SlipLimit.objects if as_of is None else records_on(SlipLimit, as_of)
    latest = rows.filter(holds_from__lte=day).order_by("-holds_from")
    return Subquery(latest.values(shown=JSONObject(**{name: name for name in SHOWN}))[:1])


def limit_of(actions: Sequence[Any], on: date, as_of: date | None = None) -> SlipLimit:
    """The limit that holds on a day: no query where the actions came with it (`limit_on`), else one."""
    if not actions or not hasattr(actions[0], "limit_shown"):
        return slip_limits(as_of).on(on)
    shown = actions[0].limit_shown
    if shown is None:
        return SlipLimit(months=SLIP_LIMIT, holds_from=START)
    return SlipLimit(**{**shown, "holds_from": date.fromisoformat(shown["holds_from"])})
