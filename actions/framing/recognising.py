"""From the blocks of a document to rows: outcomes, indicators with their targets, actions. Pure Python.

It reads from top to bottom and remembers under which outcome and in which section it is. Whatever it can't tell it
leaves empty; what can be read in several ways `questions.py` asks. Each row keeps the passage that it came from.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from strategy_portal.uploads.blocks import HEADING, ITEM, TABLE, Block, one_line

from . import terms
from .found import ACTION, COMMITMENT, INDICATOR, STRATEGY, TEXT, VALUE, Found, Row
from .gathering import SECTIONS, Gathering, take
from .tables import read_table
from .terms import DEEPEST, YEARS, labelled

MOST_ROWS = 1000
"""More than any strategy has: a longer document is something else, or several."""
LONGEST_TEXT = 5000
OF_STRATEGY = (*terms.TEXTS, "values")


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


class _Reader(Gathering):
    """Reads block after block: headings, lines, lists; a table is read by `tables.py`."""

    def __init__(self) -> None:
        super().__init__()
        self.listed_level = 0
        """Of the headings that are outcomes because they stand below “Our outcomes”."""
        self.heading: Block | None = None
        self.key_output = ""

    def read(self, at: int, block: Block) -> None:
        self.at = at
        if block.kind == TABLE:
            read_table(self, block, self.heading)
            return
        if self.is_note(block):
            return
        if block.kind == HEADING and not terms.ACTION.fullmatch(block.text):
            self._heading(block)
        elif not (self.states_outcome(block) or self._begins_section(block, DEEPEST)):
            self._text(block)

    # --- Headings and outcomes ---

    def _heading(self, block: Block) -> None:
        self.heading, self.last, self.key_output = block, None, ""
        if self.states_outcome(block):
            self.outcome_level = block.level
            return
        self.leave(block.level)
        if self.section == "outcomes" and self.listed_level in (0, block.level):
            self.listed_level = block.level
            self.outcome_of(block.text, block, number=0)
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
            self.leave(level)
            self.sections.append(("outcomes", level))
            self.listed_level = 0
            self.words[terms.PLURALS[listed["word"].lower()]] += 1
            self.outcome = None
            return True
        for name, pattern in SECTIONS.items():
            if (level < DEEPEST or text.endswith(":")) and pattern.fullmatch(text):
                self.leave(level)
                self.sections.append((name, level))
                return True
        return False

    # --- Text and lists ---

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
            self.once(VALUE, {"title": _entry(block)}, block)
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
            self.outcome_of(title, block, number=0).fields["description"] = rest
            self.outcome = None
        elif self.outcome is not None and self.last is self.outcome:
            self._about_outcome(self.outcome, block)

    # --- What the strategy says of itself, and promises ---

    def _text_of_strategy(self, part: str, text: str, block: Block) -> None:
        """A paragraph of its purpose, its scope or its vision."""
        row = next((row for row in self.found.of(TEXT) if row.fields["part"] == part), None)
        if row is None:
            self.add(TEXT, {"title": part.capitalize(), "part": part, "text": text}, block.place, block.text)
        elif len(row.fields["text"]) + len(text) <= LONGEST_TEXT:
            row.fields["text"] += f"\n\n{text}"
            row.passage += f"\n\n{block.text}"

    def _commitment(self, block: Block) -> None:
        title, said = labelled(_entry(block))
        outcome = self.outcome.key if self.outcome else ""
        fields = {"outcome": outcome, "title": title.rstrip("."), "led_by": said.get("owners", "")}
        self.once(COMMITMENT, fields, block)

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
        take(row, said)
        row.passage += f"\n{block.text}"
        return True

    def _indicator_of_labels(self, block: Block, said: Mapping[str, str]) -> bool:
        """A key output that stands alone is that of the indicators below it, until the next heading."""
        self.key_output = said.get("key_output", self.key_output)
        self.indicator(self.key_output, said.get("indicator", ""), said.get("target", ""), block.text, block.place)
        return True

    def _action_text(self, text: str, number: str, block: Block) -> None:
        title, said = labelled(text)
        self.action({"title": title or text, "number": number, **said}, block.text, block.place)

    def _indicator_text(self, block: Block) -> None:
        title, said = labelled(block.text)
        if "target" not in said and (match := terms.TARGET_IN_TEXT.search(title)):
            said["target"] = title[match.end() :].strip(" .)")
            title = title[: match.start()]
        self.indicator("", title.strip(" ;,(–—-"), said.get("target", ""), block.text, block.place)


def _entry(block: Block) -> str:
    """An entry of a list without its number."""
    numbered = terms.NUMBERED.fullmatch(block.text)
    return one_line(numbered["title"] if numbered else block.text)
