"""How much of a report its cover shows, so that it has room on four sheets: type is never made smaller."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

EVERYTHING = 10**6


@dataclass(frozen=True)
class OnPageOne:
    """`cell` is how many characters of people’s words stand in a cell; `further` how many reds stand there with their
    story beyond the three things, `named` how many are named. Where it `is_brief` page one goes without the key to the
    colours, and without who said what when, which stands further on; where it `counts`, what improved is a count.
    """

    cell: int = 160
    further: int = 3
    named: int = 12
    is_brief: bool = False
    counts: bool = False


@dataclass(frozen=True)
class InSections:
    """Rows of what missed and what met its target and of actions, the others being named or left to an appendix.

    `quote` is how many characters of people’s words stand in a row, `listed` how many indicators a sentence names.
    """

    missed: int = EVERYTHING
    met: int = EVERYTHING
    actions: int = EVERYTHING
    quote: int = EVERYTHING
    listed: int = 60


@dataclass(frozen=True)
class CoverFit(InSections, OnPageOne):
    """Both. Where it `flows` the sections follow the summary at once, and do not begin on a sheet of their own."""

    flows: bool = False

    @classmethod
    def of(cls, one: OnPageOne, sections: InSections, *, flows: bool = False) -> "CoverFit":
        given = {each.name: getattr(part, each.name) for part in (one, sections) for each in fields(part)}
        return cls(**given, flows=flows)

    @property
    def is_uncut(self) -> bool:
        """Of a page, which has room for every text."""
        return self.named == EVERYTHING

    @property
    def courses(self) -> int:
        """Rows of each group of a whole strategy’s indicators."""
        return max(self.met, 3 if self.listed < 40 else 6)

    @property
    def fates(self) -> int:
        """How many actions of each state have their title where it is told what became of all."""
        return min(self.actions, 12)

    @property
    def account(self) -> int:
        return 2 * self.cell

    @property
    def title(self) -> int:
        """Characters of the title of an outcome or an action."""
        return EVERYTHING if self.is_uncut else 140

    @property
    def told(self) -> int:
        """Characters of an update."""
        return min(self.quote, 200)

    @property
    def turned(self) -> int:
        """How many indicators are told to have turned since the year ended."""
        return EVERYTHING if self.is_uncut else self.listed // 5

    @property
    def numbered(self) -> int:
        """How many reds of which page one has no room for the name stand there by number and figure."""
        return EVERYTHING if self.is_uncut else 60

    @property
    def missed_left(self) -> str:
        return f"{self.missed}:"

    @property
    def met_left(self) -> str:
        return f"{self.met}:"

    @property
    def actions_left(self) -> str:
        return f"{self.actions}:"


WHOLE_COVER = CoverFit(cell=EVERYTHING, further=EVERYTHING, named=EVERYTHING, listed=EVERYTHING)
"""All in one page, and what the shorter drafts are measured against."""

PAGE_COVER = replace(WHOLE_COVER, missed=30, met=40)
"""The page of the cover report alone: what is beyond so many rows is named here, and has its row in the appendix."""

PAGE_ONE = (
    OnPageOne(),
    OnPageOne(is_brief=True),
    OnPageOne(cell=120, further=2, is_brief=True),
    OnPageOne(cell=120, further=2, is_brief=True, counts=True),
    OnPageOne(cell=90, further=1, named=8, is_brief=True, counts=True),
    OnPageOne(cell=60, further=0, named=4, is_brief=True, counts=True),
)
"""From nearly everything to what has room whatever there is, unless people wrote as much."""

SECTIONS = (
    InSections(missed=30, met=40, actions=30, quote=300),
    InSections(missed=30, met=40, actions=30, quote=200),
    InSections(missed=30, met=40, actions=20, quote=200),
    InSections(missed=30, met=40, actions=16, quote=200),
    InSections(missed=30, met=40, actions=12, quote=160),
    InSections(missed=30, met=40, actions=6, quote=160),
    InSections(missed=30, met=40, actions=0, quote=200),
    InSections(missed=20, met=30, actions=0, quote=160),
    InSections(missed=14, met=24, actions=0, quote=160),
    InSections(missed=14, met=12, actions=0, quote=120),
    InSections(missed=10, met=0, actions=0, quote=120, listed=40),
    InSections(missed=5, met=0, actions=0, quote=90, listed=20),
)
"""The same of the sections; the actions go to their appendix before what the figures say."""

LINES = 110
"""So many lines of rows have room on two sheets and a half: of more nobody need try."""


@dataclass(frozen=True)
class ToFit:
    """How many indicators missed and met their target, and how many actions there are."""

    missed: int = 0
    met: int = 0
    actions: int = 0

    def sections(self) -> Iterator[InSections]:
        """Those worth trying, one at least: not what has too many rows, nor what leaves out nothing more."""
        before = None
        for each in SECTIONS:
            rows = min(self.missed, each.missed), min(self.met, each.met), min(self.actions, each.actions)
            is_last = each is SECTIONS[-1]
            if not is_last and (3 * rows[0] + rows[1] + 2 * rows[2] >= LINES or (rows, each.quote) == before):
                continue
            before = rows, each.quote
            yield each
