"""From a table of a document to rows: which column says what, and what a line across all of them means."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from strategy_portal.uploads.blocks import HEADING, Block, one_line

from . import terms
from .found import OUTCOME
from .gathering import SECTIONS, Gathering, digits
from .terms import DEEPEST, YEARS, Columns, columns_of

NO_OUTCOMES = (
    *SECTIONS.values(), terms.ACTION_PLAN, re.compile(r"(?i)(?:sheet|table|page) ?\d*"),
)  # fmt: skip
"""Headings that say of a table what it is."""
NOT_TAKEN = ("action", "outcome", "description", "target", "baseline", "key_output", "polarity")


def read_table(gathering: Gathering, block: Block, heading: Block | None) -> None:
    """Its rows, below the last `heading`. A table without titles that say what it has is left, and named so."""
    while gathering.section in (*terms.TEXTS, "values", "commitments"):
        gathering.sections.pop()
    place, columns = _titles(block.rows)
    gathering.words.update([columns.word] if columns is not None and columns.word else [])
    if columns is None:
        if len(block.rows) > 1:
            gathering.found.unread.append((block.place, " | ".join(filter(None, block.rows[0]))[:200]))
        return
    for caption in block.rows[:place]:
        text = next(filter(None, caption), "")
        gathering.states_outcome(Block(HEADING, text, DEEPEST, place=block.place))
    if heading and gathering.outcome is None and columns.kind != "outcomes" and "outcome" not in columns.places:
        _outcome_of_heading(gathering, heading)
    names = [one_line(title) for title in block.rows[place]]
    _TableReader(gathering, block, columns, names).read(block.rows[place + 1 :], place + 2)


def _outcome_of_heading(gathering: Gathering, heading: Block) -> None:
    """A table below a heading of its own, where no outcome is named: the heading may be one, and this is asked."""
    if any(pattern.fullmatch(heading.text) for pattern in NO_OUTCOMES) or YEARS.search(heading.text):
        return
    is_title = heading.level <= 1 and not heading.place.startswith("sheet")
    if not is_title:
        gathering.outcome_of(heading.text, heading, number=0, doubtful=True)
        gathering.outcome_level = heading.level


def _titles(rows: Sequence[Sequence[str]]) -> tuple[int, Columns | None]:
    """The place of the row of titles among the first, and what its columns are."""
    for place, row in enumerate(rows[:4]):
        if (columns := columns_of(row)) is not None:
            return place, columns
    return 0, None


@dataclass
class _TableReader:
    gathering: Gathering
    block: Block
    columns: Columns
    names: Sequence[str]
    before: dict[str, str] = field(default_factory=dict)
    """What a merged cell says for the rows below it."""

    def read(self, rows: Sequence[Sequence[str]], first: int) -> None:
        for number, cells in enumerate(rows, first):
            filled = [one_line(cell) for cell in cells if cell.strip()]
            if not filled or list(map(one_line, cells)) == list(self.names):
                continue
            place = f"{self.block.place}, row {number}"
            if len(filled) == 1:
                self._alone(filled[0], place)
                continue
            self._row(cells, place)

    def _alone(self, text: str, place: str) -> None:
        """A line across the table: an outcome, a note, or a heading."""
        block = Block(HEADING, text, DEEPEST, place=place)
        if self.gathering.is_note(Block("paragraph", text, place=place)) or self.gathering.states_outcome(block):
            return
        if len(text) <= 120 and "outcome" not in self.columns.places:
            self.gathering.outcome_of(text, block, number=0, doubtful=True)

    def _row(self, cells: Sequence[str], place: str) -> None:
        said = {name: self.columns.cell(cells, name) for name in self.columns.places}
        for name in ("outcome", "key_output"):
            if name in said:
                self.before[name] = said[name] = said[name] or self.before.get(name, "")
        passage = "\n".join(
            f"{title}: {one_line(cell)}" if title else one_line(cell)
            for title, cell in zip(self.names, cells, strict=False)
            if cell.strip()
        )
        if said.get("outcome") and self.columns.kind != "outcomes":
            self._outcome_of_cell(said["outcome"], place)
        getattr(self, f"_{self.columns.kind}")(said, cells, passage, place)

    def _outcome_of_cell(self, text: str, place: str) -> None:
        text = one_line(text)
        block = Block(HEADING, text, DEEPEST, place=place)
        if self.gathering.states_outcome(block):
            return
        match = re.fullmatch(r"(\d{1,2})(?:[.:)–-]?\s+(\S.*))?", text)
        number = int(match[1]) if match else 0
        there = [row for row in self.gathering.found.of(OUTCOME) if number and row.fields["number"] == str(number)]
        if match and not match[2]:
            self.gathering.outcome = next(iter(there), None)
            return
        self.gathering.outcome_of(match[2] if match else text, block, number=number)

    def _outcomes(self, said: Mapping[str, str], cells: Sequence[str], passage: str, place: str) -> None:
        text, rest = one_line(said["outcome"]), one_line(said.get("description", ""))
        number = digits(said.get("number", "")) or (text if text.isdigit() else "")
        if text.isdigit() and rest:
            text, rest = rest, ""
        if text and not self.gathering.states_outcome(Block(HEADING, text, DEEPEST, place=place)):
            self.gathering.outcome_of(text, Block(HEADING, passage, place=place), number=int(number or 0))
        if self.gathering.outcome is not None and rest:
            self.gathering.outcome.fields["description"] = self.gathering.outcome.fields["description"] or rest

    def _indicators(self, said: Mapping[str, str], cells: Sequence[str], passage: str, place: str) -> None:
        years = {year: one_line(cells[at]) for year, at in self.columns.years.items() if at < len(cells)}
        row = self.gathering.indicator(
            said.get("key_output", ""), said.get("indicator") or said.get("key_output", ""), said.get("target", ""),
            passage, place, years,
        )  # fmt: skip
        if row is None:
            return
        number = said.get("number", "")
        row.fields["code"] = "" if re.fullmatch(r"(\d+\.)?\d*", number) else number[:40]
        row.fields["baseline"] = one_line(said.get("baseline", ""))
        better = re.search(r"(?i)\b(higher|up|increase|lower|down|decrease|reduce)\b", said.get("polarity", ""))
        if better:
            row.fields["polarity"] = "higher" if better[1].lower() in ("higher", "up", "increase") else "lower"

    def _actions(self, said: Mapping[str, str], cells: Sequence[str], passage: str, place: str) -> None:
        title = said.get("action", "")
        match = terms.ACTION.fullmatch(one_line(title)) or terms.NUMBERED.fullmatch(one_line(title))
        number = said.get("number", "") or (match["number"] if match else "")
        if one_line(title):
            named = {**said, "title": match["title"] if match else title, "number": number}
            self.gathering.action({name: text for name, text in named.items() if name not in NOT_TAKEN}, passage, place)
