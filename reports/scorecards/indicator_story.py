"""What is done about an indicator, and what people said about it: beside its figures, on its page."""

from dataclasses import dataclass
from datetime import date

from actions.scorecards.action_plan import ActionLine, action_lines, actions_of
from consultations.models import Reply
from consultations.scorecards.replies import voices_of
from indicators.judging.cards import IndicatorCard

from .meetings import decisions_on
from .needs import IndicatorNeed


@dataclass(frozen=True)
class IndicatorStory:
    """`need` says what the board is asked of it; `of_outcome` are the other actions of its outcome."""

    need: IndicatorNeed
    of_outcome: tuple[ActionLine, ...]
    voices: tuple[Reply, ...]

    @property
    def linked(self) -> tuple[ActionLine, ...]:
        return self.need.actions

    @property
    def asked(self) -> str:
        """Empty for an indicator that is on target and not heading off it."""
        card = self.need.card
        return self.need.asked if card.is_off_target or card.is_heading_for_worse else ""


def indicator_story(card: IndicatorCard, on: date, as_of: date | None = None) -> IndicatorStory:
    """Nine queries. With `as_of` the actions are as they stood at the end of that day."""
    indicator = card.indicator
    linked = set(indicator.actions.order_by().values_list("pk", flat=True))
    of_outcome = set(indicator.outcome.actions.order_by().values_list("pk", flat=True)) - linked
    actions = actions_of([indicator.outcome.strategy], as_of) if linked or of_outcome else []
    mine = [action for action in actions if action.pk in linked]
    others = [action for action in actions if action.pk in of_outcome]
    lines = action_lines([*mine, *others], on, as_of)
    return IndicatorStory(
        need=IndicatorNeed(card, lines[: len(mine)], decisions_on(indicator, on, as_of)),
        of_outcome=lines[len(mine) :],
        voices=voices_of(mine),
    )
