"""How much of a report its cover shows, so that it has room on four sheets: type is never made smaller."""

from dataclasses import dataclass

EVERYTHING = 10**6


@dataclass(frozen=True)
class CoverFit:
    """Rows of what missed and what met its target and of actions, the others being named or left to an appendix.

    `quote` is how many characters of people’s words stand in a row, `cell` how many in one on page one; `further` how
    many reds stand there with their story beyond the three things, `named` how many indicators a sentence names. Where
    `is_brief` page one goes without the key to the colours, and without who said what when, which stands further on.
    Where it `flows` the sections follow the summary at once, and do not begin on a sheet of their own.
    """

    missed: int = EVERYTHING
    met: int = EVERYTHING
    actions: int = EVERYTHING
    quote: int = EVERYTHING
    cell: int = 160
    further: int = 3
    named: int = 12
    is_brief: bool = False
    flows: bool = False

    @property
    def courses(self) -> int:
        """Rows of each group of a whole strategy’s indicators."""
        return max(self.met, 6 if self.further else 3)

    @property
    def account(self) -> int:
        return 2 * self.cell

    @property
    def title(self) -> int:
        """Characters of the title of an outcome or an action."""
        return 140 if self is not WHOLE_COVER else EVERYTHING

    @property
    def told(self) -> int:
        """Characters of an update."""
        return min(self.quote, 200)

    @property
    def many(self) -> int:
        """How many are named at most where each has but a figure."""
        return 5 * self.named if self is not WHOLE_COVER else EVERYTHING

    @property
    def numbered(self) -> int:
        """How many reds of which page one has no room for the name stand there by number and figure."""
        return max(self.many, 60)

    @property
    def missed_left(self) -> str:
        return f"{self.missed}:"

    @property
    def met_left(self) -> str:
        return f"{self.met}:"

    @property
    def actions_left(self) -> str:
        return f"{self.actions}:"

    def lines(self, missed: int, met: int, actions: int) -> int:
        """About how many lines the rows take of so many indicators and actions."""
        return 3 * min(missed, self.missed) + min(met, self.met) + 2 * min(actions, self.actions)


WHOLE_COVER = CoverFit(cell=EVERYTHING, further=EVERYTHING, named=EVERYTHING)
"""The page, and what the shorter drafts are measured against."""

FITS = (
    CoverFit(missed=30, met=40, actions=30, quote=300),
    CoverFit(missed=30, met=40, actions=30, quote=200, is_brief=True),
    CoverFit(missed=14, met=24, actions=0, quote=160, cell=120, further=2, is_brief=True),
    CoverFit(missed=10, met=0, actions=0, quote=120, cell=90, further=1, named=8, is_brief=True),
    CoverFit(missed=5, met=0, actions=0, quote=90, cell=60, further=0, named=4, is_brief=True),
    CoverFit(missed=10, met=0, actions=0, quote=120, cell=90, further=1, named=8, is_brief=True, flows=True),
    CoverFit(missed=5, met=0, actions=0, quote=90, cell=60, further=0, named=4, is_brief=True, flows=True),
)
"""From nearly everything to what has room whatever there is; the first that does is taken, its summary on one sheet.

Where the summary goes on on a second sheet whatever is left out, as much as people wrote, the sections follow it there.
"""

LINES = 110
"""So many lines of rows have room on two sheets and a half: of more nobody need try."""


def fits(missed: int, met: int, actions: int) -> tuple[CoverFit, ...]:
    """Those worth trying, one at least."""
    tried = [
        fit for fit in FITS if 3 * min(missed, fit.missed) + min(met, fit.met) + 2 * min(actions, fit.actions) < LINES
    ]
    return tuple(tried) or FITS[-1:]
