"""What is done about an indicator, and what people said about it: beside its figures, on its page."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from actions.scorecards.action_line import ActionLine
from actions.scorecards.action_plan import action_lines, actions_of
from consultations.models import Reply
from consultations.scorecards.replies import NAMED_BY, voices_of
from consultations.scorecards.voices import Voices, of_others, voices_on
from indicators.judging.cards import IndicatorCard
from strategy_portal.children import Children

from .meetings import decided_on
from .needs import IndicatorNeed


@dataclass(frozen=True)
class IndicatorStory:
    """`need` says what the board is asked of it; `of_outcome` are the other actions of its outcome.

    `voices` are the themes of the latest consultation about its outcome; `replies` name its linked actions and answer
    something else.
    """

    need: IndicatorNeed
    of_outcome: tuple[ActionLine, ...]
    voices: Voices | None
    replies: tuple[Reply, ...]

    @property
    def linked(self) -> tuple[ActionLine, ...]:
        return self.need.actions

    @property
    def asked(self) -> str:
        """Empty for an indicator that is on target and not heading off it."""
        card = self.need.card
        return self.need.asked if card.is_off_target or card.is_heading_for_worse else ""


def indicator_story(card: IndicatorCard, on: date, as_of: date | None = None) -> IndicatorStory:
    """Three queries, of an indicator that came with what was DECIDED on it. With `as_of` the actions and decisions are
    as they stood at the end of that day, for at most three more; replies are today's.
    """
    indicator, outcome = card.indicator, card.indicator.outcome
    linked = Q(id__in=indicator.actions.order_by().values("pk"))
    served = Q(id__in=outcome.actions.order_by().values("pk"))
    sets = Children("indicators", only=("id",)), NAMED_BY
    actions = actions_of([outcome.strategy], on, as_of, *sets, chosen=linked | served)
    mine = [action for action in actions if indicator.pk in {each.pk for each in action.indicators.all()}]
    others = [action for action in actions if action not in mine]
    lines = action_lines([*mine, *others], on, as_of)
    voices = voices_on(outcome, on)
    return IndicatorStory(
        need=IndicatorNeed(card, lines[: len(mine)], decided_on(indicator, on, as_of)),
        of_outcome=lines[len(mine) :],
        voices=voices,
        replies=of_others(voices_of(mine), voices),
    )
