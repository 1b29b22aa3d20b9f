"""Which draft of a cover report has room on its sheets, by an estimate: seldom more than one of them is laid out."""

from collections.abc import Callable
from dataclasses import dataclass

from .lengths import sheets_of_sections, sheets_of_summary
from .scorecards.cover_fit import PAGE_ONE, CoverFit, InSections, OnPageOne, ToFit

COVER_SHEETS = 4
A_SHEET = 0.985
"""A summary that takes more by the estimate has no room on page one."""
SHORT, NEARLY_FULL = 0.78, 0.94
"""One that leaves more of page one empty is followed by the sections there: no sheet but the last is to be emptier. One
between the two is, where the report takes a sheet less by that.
"""
HALF = 0.5
"""Half a sheet is never left empty for it."""
FILLED, FULL = 0.5, 0.95
"""To so much the last sheet is filled at least, where fewer rows do that, and to so much at most."""


@dataclass(frozen=True)
class Draft:
    """A cover report as HTML, how many sheets it takes by the estimate, and how much of the last one it fills."""

    html: str
    summary: float
    sheets: int
    filled: float

    @property
    def has_room(self) -> bool:
        return self.sheets < COVER_SHEETS or (self.sheets == COVER_SHEETS and self.filled <= FULL)

    @property
    def is_well_filled(self) -> bool:
        return self.has_room and self.filled >= FILLED

    @property
    def taken(self) -> float:
        return self.sheets - 1 + self.filled


@dataclass(frozen=True)
class Drafting:
    """`render` makes the document of a fit."""

    render: Callable[[CoverFit], str]
    to_fit: ToFit

    def drafts(self) -> list[Draft]:
        """The first that has room and fills its sheets; one that is shorter, should it have none after all; the last.

        Page one and the sections are shortened apart, each no more than it has to be.
        """
        sections, one, place, sparse = list(self.to_fit.sections()), 0, 0, None
        while True:
            draft = self._draft(PAGE_ONE[one], sections[place], follows=one == len(PAGE_ONE) - 1)
            is_long, is_shortest = draft.summary > A_SHEET, place == len(sections) - 1
            if is_long and one < len(PAGE_ONE) - 1:
                one += 1
                place += not draft.has_room and not is_shortest
            elif draft.is_well_filled or is_shortest:
                break
            else:
                sparse = sparse or (draft if draft.has_room else None)
                place += 1
        chosen = draft if draft.is_well_filled else sparse or draft
        shorter = self._draft(PAGE_ONE[min(one + 1, len(PAGE_ONE) - 1)], sections[min(place + 1, len(sections) - 1)])
        shortest = self._draft(PAGE_ONE[-1], sections[-1], follows=True)
        return [chosen, *(each for each in (shorter,) if shortest.taken < each.taken < chosen.taken), shortest]

    def _draft(self, one: OnPageOne, sections: InSections, *, follows: bool = False) -> Draft:
        """With `follows` sections begin where too long a summary ends; after a short one unless a sheet is emptier."""
        html = self.render(CoverFit.of(one, sections))
        summary, apart = sheets_of_summary(html), sheets_of_sections(html)
        on_its_own = Draft(html, summary, 1 + apart.sheets, apart.filled)
        may_follow = summary < NEARLY_FULL and on_its_own.has_room and not on_its_own.is_well_filled
        if summary >= SHORT and not may_follow and not (follows and summary > A_SHEET):
            return on_its_own
        html = self.render(CoverFit.of(one, sections, flows=True))
        flow = sheets_of_sections(html, summary % 1)
        following = Draft(html, summary, int(summary) + flow.sheets, flow.filled)
        if SHORT <= summary <= A_SHEET and following.sheets >= on_its_own.sheets:
            return on_its_own
        is_fuller = on_its_own.sheets == following.sheets and on_its_own.filled > following.filled
        return on_its_own if HALF <= summary <= A_SHEET and is_fuller and not following.is_well_filled else following
