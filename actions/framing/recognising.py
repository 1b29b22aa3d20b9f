"""From the blocks of a document to rows: outcomes, indicators with their targets, actions. Pure Python.

It reads from top to bottom and remembers under which outcome and in which section it is. Whatever it can't tell it
leaves empty; what can be read in several ways `questions.py` asks. Each row keeps the passage that it came from.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from strategy_portal.uploads.blocks import HEADING, ITEM, TABLE, Block, one_line

from . import terms
from .found import ACTION, COMMITMENT, INDICATOR, OUTCOME, STRATEGY, TEXT, VALUE, Fields, Found, Note, Row
from .terms import Columns, columns_of, labelled, mark_of, plain

LONGEST_TITLE = 300
MOST_ROWS = 1000
"""More than any strategy has: a longer document is something else, or several."""
LONGEST_TEXT = 5000
DEEPEST = 9
"""The level of what is no heading by its looks: “Actions:” before a list."""


class TooMuch(ValueError):
    """The document has more rows than a strategy can have."""


def recognise(blocks: Sequence[Block]) -> Found:
    """Everything in the document that looks like a part of a framework, in its order. Raises TooMuch."""
    reader = _Reader()
    for at, block in enumerate(blocks):
        reader.read(at, block)
        if len(reader.found.rows) > MOST_ROWS:
            raise TooMuch
    found = reader.found
    found.rows.insert(0, _strategy(blocks, reader))
    return found


# --- The strategy itself ---------------------------------------------------------------------------------------------

YEARS = re.compile(r"\b(20\d\d)\s*(?:to|until|[-–—/])\s*(?:20)?(\d\d)\b")
COUNCIL = re.compile(r"\b((?:[A-Z][\w’'&-]+ (?:and |of |upon )?){1,5}(?:Council|Corporation|Borough))\b")
NOT_A_NAME = {"The", "This", "Our", "Your"}


def _strategy(blocks: Sequence[Block], reader: "_Reader") -> Row:
    """Its title, its organisation and its years as the document names them; empty where it does not."""
    first = [block for block in blocks[:60] if block.text and len(block.text) <= 200]
    first = [block for block in first if not terms.OUTCOME.fullmatch(block.text)]
    heads = [block for block in first if block.kind == HEADING] or first
    named = [block for block in heads if re.search(r"(?i)\b(?:strategy|plan|framework)\b", block.text)]
    title = next(iter([block for block in named if YEARS.search(block.text)] or named or heads), None)
    years = next((match for block in [*filter(None, [title]), *first[:5]] if (match := YEARS.search(block.text))), None)
    names = Counter(
        name for block in blocks for name in COUNCIL.findall(block.text) if name.split()[0] not in NOT_A_NAME
    )
    organisation = names.most_common(1)[0][0] if names else ""
    text = title.text.removeprefix(organisation).strip(" :–—-,") if title else ""
    fields = {
        "title": (text or organisation)[:200],
        "organisation": organisation,
        "organisation_short": "".join(word[0] for word in organisation.split() if word[0].isupper())[:20],
        "outcome_label": reader.word.capitalize() or "Outcome",
        "years": [years[1], f"20{years[2]}"] if years else [],
        "starts_on": "",
        "ends_on": "",
    }
    return Row("strategy", STRATEGY, fields, title.place if title else "", title.text if title else "")


# --- From top to bottom ----------------------------------------------------------------------------------------------


class _Reader:
    def __init__(self) -> None:
        self.found = Found()
        self.words: Counter[str] = Counter()
        self.outcome: Row | None = None
        self.outcome_level = 0
        self.sections: list[tuple[str, int]] = []
        """Within which sections it is, the innermost last, with the levels of their headings."""
        self.listed_level = 0
        """Of the headings that are outcomes because they stand below “Our outcomes”."""
        self.heading: Block | None = None
        self.key_output = ""
        self.last: Row | None = None
        self.at = 0

    @property
    def word(self) -> str:
        """The document's own for an outcome: the one that it uses most."""
        return self.words.most_common(1)[0][0] if self.words else ""

    @property
    def section(self) -> str:
        return self.sections[-1][0] if self.sections else ""

    def _leave(self, level: int) -> None:
        """A heading of that level ends the sections whose headings are no larger."""
        while self.sections and level <= self.sections[-1][1]:
            self.sections.pop()

    def read(self, at: int, block: Block) -> None:
        self.at = at
        if block.kind == TABLE:
            self._table(block)
            return
        if self._is_note(block):
            return
        if block.kind == HEADING and not terms.ACTION.fullmatch(block.text):
            self._heading(block)
        elif not (self._states_outcome(block) or self._begins_section(block, DEEPEST)):
            self._text(block)

    # --- Headings and outcomes ---

    def _heading(self, block: Block) -> None:
        self.heading, self.last, self.key_output = block, None, ""
        if self._states_outcome(block):
            self.outcome_level = block.level
            return
        self._leave(block.level)
        if self.section == "outcomes" and self.listed_level in (0, block.level):
            self.listed_level = block.level
            self._outcome(block.text, block, number=0)
            self.outcome_level = block.level
            return
        begins = self._begins_section(block, block.level)
        is_apart = not begins or terms.ACTION_PLAN.fullmatch(block.text) or self.section in OF_STRATEGY
        if self.outcome is not None and block.level <= self.outcome_level and is_apart:
            self.outcome = None

    def _begins_section(self, block: Block, level: int) -> bool:
        text = block.text.strip()
        listed = terms.OUTCOMES.fullmatch(text.rstrip(":"))
        if block.kind == HEADING and listed:
            self._leave(level)
            self.sections.append(("outcomes", level))
            self.listed_level = 0
            self.words[terms.PLURALS[listed["word"].lower()]] += 1
            self.outcome = None
            return True
        for name, pattern in SECTIONS.items():
            if (level < DEEPEST or text.endswith(":")) and pattern.fullmatch(text):
                self._leave(level)
                self.sections.append((name, level))
                return True
        return False

    def _states_outcome(self, block: Block) -> bool:
        """`Outcome 1: A culture that prioritises the customer`, as a heading, a line or an entry of a list."""
        match = terms.OUTCOME.fullmatch(block.text) if len(block.text) <= LONGEST_TITLE else None
        if not match or not (match["title"] and (match["sign"] or block.kind == HEADING)):
            return False
        self.words[match["word"].lower()] += 1
        self._outcome(match["title"], block, number=terms.number_of(match["number"]))
        if block.kind != HEADING:
            self.outcome_level = 0
        while self.section in SECTIONS:
            self.sections.pop()
        return True

    def _outcome(self, title: str, block: Block, *, number: int, doubtful: bool = False) -> Row:
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
            row = self._add(OUTCOME, fields, block.place, block.text)
        elif not known and plain(title) not in map(plain, others := row.fields["other_titles"]) and len(others) < 5:
            row.fields["other_titles"].append(title)
        self.outcome = self.last = row
        return row

    def _add(self, kind: str, fields: Fields, place: str, passage: str) -> Row:
        row = Row(f"r{len(self.found.rows) + 1}", kind, fields, place, passage.strip(), self.at)
        self.found.rows.append(row)
        return row

    # --- Text and lists ---

    def _is_note(self, block: Block) -> bool:
        text = f"{block.sign} {block.text}" if block.sign.startswith("*") else block.text
        match = terms.NOTE.fullmatch(text)
        marks = {mark for row in self.found.rows for mark in row.fields.get("marks", ())}
        if not match or (block.sign == "*" and "*" not in marks):
            return False
        self.found.notes.append(Note(match[1], match[2], self.at))
        return True

    def _text(self, block: Block) -> None:
        if match := terms.ACTION.fullmatch(block.text):
            self._action_text(match["title"], match["number"], block)
        elif self._continues(block):
            return
        elif match := terms.SAID.fullmatch(block.text) if self.outcome is None else None:
            self._text_of_strategy(match["part"].lower(), match["text"], block)
        elif self.section in terms.TEXTS:
            self._text_of_strategy(self.section, block.text, block)
        elif self.section == "values" and self._is_entry(block):
            self._once(VALUE, {"title": _entry(block)}, block)
        elif self.section == "commitments" and self._is_entry(block):
            self._commitment(block)
        elif self.section == "actions" and self._is_entry(block):
            numbered = terms.NUMBERED.fullmatch(block.text)
            number = block.sign.rstrip(".)") if block.sign.rstrip(".)").isdigit() else ""
            text = numbered["title"] if numbered else block.text
            self._action_text(text, numbered["number"] if numbered else number, block)
        elif self.section == "indicators" and self._is_entry(block):
            self._indicator_text(block)
        elif self.section == "outcomes" and block.kind == ITEM and not self.listed_level:
            title, _, rest = re.sub(r"\s[–—-]\s", ": ", block.text).partition(": ")
            self._outcome(title, block, number=0).fields["description"] = rest
            self.outcome = None
        elif self.outcome is not None and self.last is self.outcome:
            self._about_outcome(self.outcome, block)

    # --- What the strategy says of itself, and promises ---

    def _text_of_strategy(self, part: str, text: str, block: Block) -> None:
        """A paragraph of its purpose, its scope or its vision."""
        row = next((row for row in self.found.of(TEXT) if row.fields["part"] == part), None)
        if row is None:
            self._add(TEXT, {"title": part.capitalize(), "part": part, "text": text}, block.place, block.text)
        elif len(row.fields["text"]) + len(text) <= LONGEST_TEXT:
            row.fields["text"] += f"\n\n{text}"
            row.passage += f"\n\n{block.text}"

    def _commitment(self, block: Block) -> None:
        title, said = labelled(_entry(block))
        outcome = self.outcome.key if self.outcome else ""
        fields = {"outcome": outcome, "title": title.rstrip("."), "led_by": said.get("owners", "")}
        self._once(COMMITMENT, fields, block)

    def _once(self, kind: str, fields: Fields, block: Block) -> None:
        """A row that is not there yet. What follows it says nothing of an outcome any more."""
        if not any(row.fields == fields for row in self.found.of(kind)):
            self._add(kind, fields, block.place, block.text)
        self.last = None

    @staticmethod
    def _is_entry(block: Block) -> bool:
        return block.kind == ITEM or terms.NUMBERED.fullmatch(block.text) is not None

    def _about_outcome(self, outcome: Row, block: Block) -> None:
        before, said = labelled(block.text)
        for name, text in said.items():
            if name in ("challenge", "opportunity", "description"):
                outcome.fields[name] = outcome.fields[name] or text
        if before and not said and block.kind != ITEM and not outcome.fields["description"]:
            outcome.fields["description"] = before
            outcome.passage += f"\n{block.text}"

    def _continues(self, block: Block) -> bool:
        """`Owner: Libraries` below an action, or `Target: 85%` below an indicator."""
        before, said = labelled(block.text)
        row = self.last
        if before or not said or row is None or row.kind not in (ACTION, INDICATOR):
            return (
                bool({"indicator", "key_output"} & said.keys())
                and not before
                and self._indicator_of_labels(block, said)
            )
        if row.kind == INDICATOR and {"indicator", "key_output"} & said.keys():
            return self._indicator_of_labels(block, said)
        _take(row, said)
        row.passage += f"\n{block.text}"
        return True

    def _indicator_of_labels(self, block: Block, said: Mapping[str, str]) -> bool:
        """A key output that stands alone is that of the indicators below it, until the next heading."""
        self.key_output = said.get("key_output", self.key_output)
        self._indicator(self.key_output, said.get("indicator", ""), said.get("target", ""), block.text, block.place)
        return True

    def _action_text(self, text: str, number: str, block: Block) -> None:
        title, said = labelled(text)
        self._action({"title": title or text, "number": number, **said}, block.text, block.place)

    def _indicator_text(self, block: Block) -> None:
        title, said = labelled(block.text)
        if "target" not in said and (match := terms.TARGET_IN_TEXT.search(title)):
            said["target"] = title[match.end() :].strip(" .)")
            title = title[: match.start()]
        self._indicator("", title.strip(" ;,(–—-"), said.get("target", ""), block.text, block.place)

    # --- Rows ---

    def _action(self, said: Mapping[str, str], passage: str, place: str) -> None:
        title, mark = mark_of(one_line(said["title"]))
        number = _digits(said.get("number", ""))
        row = self._same_action(number, title)
        if row is None:
            fields = {
                "number": number, "title": title.rstrip("."), "outcomes": [], "owners": [], "part": "", "due": "",
                "measures": [], "marks": [mark] if mark else [],
            }  # fmt: skip
            row = self._add(ACTION, fields, place, passage)
        elif passage not in row.passage:
            row.passage += f"\n{passage}"
        _take(row, {name: text for name, text in said.items() if name not in ("number", "title")})
        if self.outcome is not None and self.outcome.key not in row.fields["outcomes"]:
            row.fields["outcomes"].append(self.outcome.key)
        self.last = row

    def _same_action(self, number: str, title: str) -> Row | None:
        """One that was stated before, with its number and the same title: it serves several outcomes."""
        for row in self.found.of(ACTION):
            if number and row.fields["number"] == number and plain(row.title) == plain(title.rstrip(".")):
                return row
        return None

    def _indicator(
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
        row = self._add(INDICATOR, fields, place, passage)
        self.last = row
        return row

    # --- Tables ---

    def _table(self, block: Block) -> None:
        while self.section in (*terms.TEXTS, "values", "commitments"):
            self.sections.pop()
        place, columns = _titles(block.rows)
        self.words.update([columns.word] if columns is not None and columns.word else [])
        if columns is None:
            if len(block.rows) > 1:
                self.found.unread.append((block.place, " | ".join(filter(None, block.rows[0]))[:200]))
            return
        for caption in block.rows[:place]:
            text = next(filter(None, caption), "")
            self._states_outcome(Block(HEADING, text, DEEPEST, place=block.place))
        if self.outcome is None and columns.kind != "outcomes" and "outcome" not in columns.places:
            self._outcome_of_heading(block)
        names = [one_line(title) for title in block.rows[place]]
        _TableReader(self, block, columns, names).read(block.rows[place + 1 :], place + 2)

    def _outcome_of_heading(self, block: Block) -> None:
        """A table below a heading of its own, where no outcome is named: the heading may be one, and this is asked."""
        head = self.heading
        if head is None or any(pattern.fullmatch(head.text) for pattern in NO_OUTCOMES) or YEARS.search(head.text):
            return
        is_title = head.level <= 1 and not head.place.startswith("sheet")
        if not is_title:
            self._outcome(head.text, head, number=0, doubtful=True)
            self.outcome_level = head.level


@dataclass
class _TableReader:
    reader: _Reader
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
        if self.reader._is_note(Block("paragraph", text, place=place)) or self.reader._states_outcome(block):
            return
        if len(text) <= 120 and "outcome" not in self.columns.places:
            self.reader._outcome(text, block, number=0, doubtful=True)

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
        if self.reader._states_outcome(block):
            return
        match = re.fullmatch(r"(\d{1,2})(?:[.:)–-]?\s+(\S.*))?", text)
        number = int(match[1]) if match else 0
        there = [row for row in self.reader.found.of(OUTCOME) if number and row.fields["number"] == str(number)]
        if match and not match[2]:
            self.reader.outcome = next(iter(there), None)
            return
        self.reader._outcome(match[2] if match else text, block, number=number)

    def _outcomes(self, said: Mapping[str, str], cells: Sequence[str], passage: str, place: str) -> None:
        text, rest = one_line(said["outcome"]), one_line(said.get("description", ""))
        number = _digits(said.get("number", "")) or (text if text.isdigit() else "")
        if text.isdigit() and rest:
            text, rest = rest, ""
        if text and not self.reader._states_outcome(Block(HEADING, text, DEEPEST, place=place)):
            self.reader._outcome(text, Block(HEADING, passage, place=place), number=int(number or 0))
        if self.reader.outcome is not None and rest:
            self.reader.outcome.fields["description"] = self.reader.outcome.fields["description"] or rest

    def _indicators(self, said: Mapping[str, str], cells: Sequence[str], passage: str, place: str) -> None:
        years = {year: one_line(cells[at]) for year, at in self.columns.years.items() if at < len(cells)}
        row = self.reader._indicator(
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
            self.reader._action({name: text for name, text in named.items() if name not in NOT_TAKEN}, passage, place)


SECTIONS: Mapping[str, re.Pattern[str]] = {
    **terms.TEXTS, "values": terms.VALUES, "commitments": terms.COMMITMENTS, "actions": terms.ACTIONS,
    "indicators": terms.INDICATORS,
}  # fmt: skip
"""Which words begin a section of the document of which each entry, or each paragraph, is a row."""
OF_STRATEGY = (*terms.TEXTS, "values")
NO_OUTCOMES = (
    *SECTIONS.values(), terms.ACTION_PLAN, re.compile(r"(?i)(?:sheet|table|page) ?\d*"),
)  # fmt: skip
"""Headings that say of a table what it is."""
NOT_TAKEN = ("action", "outcome", "description", "target", "baseline", "key_output", "polarity")


def _take(row: Row, said: Mapping[str, str]) -> None:
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


def _titles(rows: Sequence[Sequence[str]]) -> tuple[int, Columns | None]:
    """The place of the row of titles among the first, and what its columns are."""
    for place, row in enumerate(rows[:4]):
        if (columns := columns_of(row)) is not None:
            return place, columns
    return 0, None


def _entry(block: Block) -> str:
    """An entry of a list without its number."""
    numbered = terms.NUMBERED.fullmatch(block.text)
    return one_line(numbered["title"] if numbered else block.text)


def _digits(text: str) -> str:
    match = re.search(r"\d{1,4}", text)
    return match[0] if match else ""
