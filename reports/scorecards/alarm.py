"""A strategy that can't be judged: why, and what is asked of the board. It never looks as if nothing were wrong."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strategy_portal.domain.wording import and_text

if TYPE_CHECKING:
    from .board import BoardPage

A_FIGURE = "a figure"


@dataclass(frozen=True)
class Alarm:
    """Stands in the place of a distribution where no indicator has a colour."""

    page: "BoardPage"

    @property
    def lacks(self) -> list[str]:
        """What none of its indicators has: `a target`, `an owner`, `a figure`."""
        cards = self.page.scores.indicators
        said = {
            "a target": any(card.standing.judged.target for card in cards),
            "an owner": any(card.indicator.owner for card in cards),
            A_FIGURE: any(card.last_known for card in cards),
        }
        return [what for what, there in said.items() if not there]

    @property
    def text(self) -> str:
        """Why nothing of it can be judged; of one that does not run, what it had."""
        count = len(self.page.scores.indicators)
        if not self.page.is_running:
            actions = counted(len(self.page.lines), "action") if self.page.lines else "no action"
            return f"{self._outcomes}, {counted(count, 'indicator') if count else 'no indicator'}, {actions}."
        if not count:
            return "No indicator, so nothing can turn red."
        if not self.lacks:
            return f"{self.page.scores.tally_text}."
        lacking = ", ".join(f"no {what.split()[1]}" for what in self.lacks)
        return f"{counted(count, 'indicator')} for {self._outcomes}: {lacking}."

    @property
    def asked(self) -> str:
        """What would settle it; empty where it does not run."""
        if not self.page.is_running:
            return ""
        if not self.page.scores.indicators:
            return "Decide what to measure it by, or record that nothing is measured."
        wanted = [what for what in self.lacks if what != A_FIGURE]
        return f"Set {and_text(wanted)}, and ask for a first figure." if wanted else "Ask for the first figures."

    @property
    def _outcomes(self) -> str:
        count, strategy = len(self.page.scores.outcomes), self.page.strategy
        return f"{count} {strategy.outcome_label.lower() if count == 1 else strategy.outcome_label_plural}"


def counted(count: int, what: str) -> str:
    """`1 action`, `3 actions`."""
    return f"{count} {what}{'' if count == 1 else 's'}"
