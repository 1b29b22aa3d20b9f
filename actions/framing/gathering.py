"""The rows that are found in a document, and where in it the reader is: under which outcome, in which section."""

import re
from collections import Counter
from collections.abc import Mapping

from strategy_portal.uploads.blocks import HEADING, Block, one_line

from . import terms
from .found import ACTION, INDICATOR, OUTCOME, Fields, Found, Note, Row
from .terms import mark_of, plain

LONGEST_TITLE = 300
SECTIONS: Mapping[str, re.Pattern[str]] = {
    **terms.TEXTS, "values": terms.VALUES, "commitments": terms.COMMITMENTS, "actions": terms.ACTIONS,
    "indicators": terms.INDICATORS,
}  # fmt: skip
"""Which words begin a section of the document of which each entry, or each paragraph, is a row."""


class Gathering:
    """What was read so far, from the top to the block `at`."""

    def __init__(self) -> None:
        self.found = Found()
        self.words: Counter[str] = Counter()
        self.outcome: Row | None = None
        self.outcome_level = 0
        self.sections: list[tuple[str, int]] = []
        """Within which sections it is, the innermost last, with the levels of their headings."""
        self.last: Row | None = None
        self.at = 0

    @property
    def word(self) -> str:
        """The document's own for an outcome: the one that it uses most."""
        return self.words.most_common(1)[0][0] if self.words else ""

    @property
    def section(self) -> str:
        return self.sections[-1][0] if self.sections else ""

    def leave(self, level: int) -> None:
        """A heading of that level ends the sections whose headings are no larger."""
        while self.sections and level <= self.sections[-1][1]:
            self.sections.pop()

    def add(self, kind: str, fields: Fields, place: str, passage: str) -> Row:
        row = Row(f"r{len(self.found.rows) + 1}", kind, fields, place, passage.strip(), self.at)
        self.found.rows.append(row)
        return row

    def once(self, kind: str, fields: Fields, block: Block) -> None:
        """A row that is not there yet. What follows it says nothing of an outcome any more."""
        if not any(row.fields == fields for row in self.found.of(kind)):
            self.add(kind, fields, block.place, block.text)
        self.last = None

    def is_note(self, block: Block) -> bool:
        text = f"{block.sign} {block.text}" if block.sign.startswith("*") else block.text
        match = terms.NOTE.fullmatch(text)
        marks = {mark for row in self.found.rows for mark in row.fields.get("marks", ())}
        if not match or (block.sign == "*" and "*" not in marks):
            return False
        self.found.notes.append(Note(match[1], match[2], self.at))
        return True

    # --- Outcomes ---

    def states_outcome(self, block: Block) -> bool:
        """`Outcome 1: A culture that prioritises the customer`, as a heading, a line or an entry of a list."""
        match = terms.OUTCOME.fullmatch(block.text) if len(block.text) <= LONGEST_TITLE else None
        if not match or not (match["title"] and (match["sign"] or block.kind == HEADING)):
            return False
        self.words[match["word"].lower()] += 1
        self.outcome_of(match["title"], block, number=terms.number_of(match["number"]))
        if block.kind != HEADING:
            self.outcome_level = 0
        while self.section in SECTIONS:
            self.sections.pop()
        return True

    def outcome_of(self, title: str, block: Block, *, number: int, doubtful: bool = False) -> Row:
        """The outcome of that number or title; a new one where there is none yet."""
        title = mark_of(one_line(title))[0].rstrip(".")
        known = [row for row in self.found.of(OUTCOME) if plain(row.title) == plain(title)]
        same_number = [row for row in self.found.of(OUTCOME) if number and row.fields["number"] == str(number)]
        row = next(iter([*known, *same_number]), None)
        if row is None:
            count = len(self.found.of(OUTCOME)) + 1
            fields = {
                "number": str(number or count), "title": title, "description": "", "challenge": "", "opportunity": "",
                "from_heading": doubtful, "other_titles": [],
            }  # fmt: skip
            row = self.add(OUTCOME, fields, block.place, block.text)
        elif not known and plain(title) not in map(plain, others := row.fields["other_titles"]) and len(others) < 5:
            row.fields["other_titles"].append(title)
        self.outcome = self.last = row
        return row

    # --- Actions and indicators ---

    def action(self, said: Mapping[str, str], passage: str, place: str) -> None:
        title, mark = mark_of(one_line(said["title"]))
        number = digits(said.get("number", ""))
        row = self._same_action(number, title)
        if row is None:
            fields = {
                "number": number, "title": title.rstrip("."), "outcomes": [], "owners": [], "part": "", "due": "",
                "measures": [], "marks": [mark] if mark else [],
            }  # fmt: skip
            row = self.add(ACTION, fields, place, passage)
        elif passage not in row.passage:
            row.passage += f"\n{passage}"
        take(row, {name: text for name, text in said.items() if name not in ("number", "title")})
        if self.outcome is not None and self.outcome.key not in row.fields["outcomes"]:
            row.fields["outcomes"].append(self.outcome.key)
        self.last = row

    def _same_action(self, number: str, title: str) -> Row | None:
        """One that was stated before, with its number and the same title: it serves several outcomes."""
        for row in self.found.of(ACTION):
            if number and row.fields["number"] == number and plain(row.title) == plain(title.rstrip(".")):
                return row
        return None

    def indicator(
        self, key_output: str, title: str, target: str, passage: str, place: str, years: Mapping[str, str] | None = None
    ) -> Row | None:
        output, of_output = mark_of(one_line(key_output))
        words, of_title = mark_of(one_line(title))
        aim, of_target = mark_of(one_line(target))
        aim = aim if "(" in aim else aim.rstrip(" )")
        if not words:
            return None
        years = {year: text for year, text in (years or {}).items() if not terms.NOTHING.fullmatch(text)}
        by_year = "; ".join(f"{year}: {text}" for year, text in years.items())
        first = aim or next(iter(years.values()), "")
        measure = terms.read_measure(words, first)
        fields = {
            "outcome": self.outcome.key if self.outcome else "", "key_output": output or words, "title": words,
            "measure": measure.measure if measure.sure else "", "likely_measure": measure.measure,
            "factor": str(measure.factor), "unit_text": measure.unit, "targets": [],
            "target_text": aim or (by_year if len(by_year) <= 60 else ""),
            "years": [f"{year}: {text}" for year, text in years.items()], "level": "unknown", "notes": [],
            "polarity": "", "suggested_by": "", "baseline": "", "code": "",
            "marks": list(dict.fromkeys(filter(None, (of_output, of_title, of_target)))),
        }  # fmt: skip
        row = self.add(INDICATOR, fields, place, passage)
        self.last = row
        return row


def take(row: Row, said: Mapping[str, str]) -> None:
    """Fill in what the row lacks."""
    for name, text in said.items():
        if name == "owners":
            row.fields[name] = row.fields.get(name) or list(dict.fromkeys(terms.owners_in(text)))
        elif name == "measures" and row.kind == ACTION:
            lines = [line.strip(" •-–*").rstrip(".") for line in re.split(r"\n|;", text)]
            row.fields[name] = row.fields[name] or [line for line in lines if line]
        elif name == "due" and row.kind == ACTION:
            row.fields[name] = row.fields[name] or one_line(text)
        elif name == "target" and row.kind == INDICATOR and not row.fields["target_text"]:
            aim, mark = mark_of(one_line(text))
            measure = terms.read_measure(row.title, aim)
            row.fields |= {"target_text": aim, "measure": measure.measure if measure.sure else ""}
            row.fields |= {"likely_measure": measure.measure, "factor": str(measure.factor), "unit_text": measure.unit}
            row.fields["marks"] += [mark] if mark else []


def digits(text: str) -> str:
    match = re.search(r"\d{1,4}", text)
    return match[0] if match else ""
