"""What the comments of a consultation are about: each theme's share, and what the first ones have together."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from consultations.scorecards.findings import ThemeFindings

from .bars import Bar, Bars, bars_interactive, bars_picture, bars_sentence

TITLE = "Themes as a share of the comments read"


@dataclass(frozen=True)
class ThemesChart:
    """The themes in all forms of a chart (rules 10.4). A comment with several of them counts once together."""

    findings: ThemeFindings

    @cached_property
    def bars(self) -> Bars:
        """On the scale of the answers beside it: a full bar is all comments read."""
        shown = [
            Bar(each.theme.title, share, each.share.text, together, each.together.text)
            for each in self.findings.themes
            if isinstance(share := each.share.percent, Decimal)
            and isinstance(together := each.together.percent, Decimal)
        ]
        return Bars(title=TITLE, bars=shown, most=Decimal(100))

    @property
    def sentence(self) -> str:
        return bars_sentence(self.bars)

    def picture(self) -> str:
        return bars_picture(self.bars)

    def interactive(self) -> dict[str, Any]:
        return bars_interactive(self.bars)

    @property
    def rows(self) -> list[tuple[str, int, str, str]]:
        """Theme, comments, share, share together with those above; the heading first is `HEAD`."""
        return [
            (each.theme.title, each.share.count, each.share.text, each.together.text) for each in self.findings.themes
        ]


HEAD = ("Theme", "Comments", "Share of the comments read", "Together with those above")
