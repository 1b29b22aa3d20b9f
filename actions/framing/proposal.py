"""What a document would add, as it stands with the answers and edits so far; what is open; what is wrong in a row."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from indicators.models import Indicator
from outcomes.models import Commitment, Statement, Strategy
from strategy_portal.council.in_force import council
from strategy_portal.domain.due_dates import Phrases
from strategy_portal.domain.numbers import Measure
from strategy_portal.models import Team

from ..models import Action, DuePhrase, Framing
from ..models.due_date import WRITTEN
from . import terms
from .answers import settle
from .found import ACTION, COMMITMENT, INDICATOR, OUTCOME, STRATEGY, TEXT, VALUE, Fields, Found, Row, found_of
from .questions import Known, Question, ask
from .terms import plain

THERE = "there-"
"""Begins the key of an outcome that the draft has already; its number follows."""

EDITED: Mapping[str, tuple[str, ...]] = {
    STRATEGY: ("title", "organisation", "organisation_short", "outcome_label", "starts_on", "ends_on"),
    OUTCOME: ("number", "title", "description", "challenge", "opportunity"),
    INDICATOR: (
        "outcome", "key_output", "title", "measure", "factor", "unit_text", "target_text", "targets", "level", "notes",
        "polarity", "suggested_by", "baseline", "code",
    ),
    ACTION: ("number", "title", "outcomes", "owners", "part", "due", "measures"),
    COMMITMENT: ("outcome", "title", "led_by"),
    VALUE: ("title",),
    TEXT: ("text",),
}  # fmt: skip
"""What a person can change of each kind of row; dates and numbers are kept as texts."""

LONGEST: Mapping[str, Mapping[str, int]] = {
    STRATEGY: {"title": 200, "organisation": 200, "organisation_short": 20, "outcome_label": 40},
    OUTCOME: {"title": 200},
    INDICATOR: {
        "key_output": 300, "title": 300, "target_text": 60, "unit_text": 60, "suggested_by": 100, "code": 40,
    },
    ACTION: {"title": 300, "due": WRITTEN}, COMMITMENT: {"title": 200, "led_by": 200}, VALUE: {"title": 2000},
    TEXT: {"text": 20_000},
}  # fmt: skip
NAMES = {
    "text": "text", "led_by": "name of who leads",
    "title": "title", "organisation": "organisation", "organisation_short": "organisation in short", "due": "due date",
    "outcome_label": "word for an outcome", "key_output": "key output", "target_text": "target as written",
    "unit_text": "unit", "suggested_by": "who suggested it", "code": "code",
}  # fmt: skip
NEEDED = {
    STRATEGY: ("title", "organisation", "organisation_short", "outcome_label"),
    OUTCOME: ("title",),
    INDICATOR: ("title", "key_output"),
    ACTION: ("title",),
    COMMITMENT: ("title",),
    VALUE: ("title",),
    TEXT: ("text",),
}
ADDED = (OUTCOME, COMMITMENT, INDICATOR, ACTION, VALUE)
"""What a person can add that was not found."""

PARTS = (*ADDED, TEXT)
"""What is added to a strategy, as it is counted."""  # fmt: skip
TARGET_LINE = re.compile(r"(?i)(each year|last year|20\d\d/\d\d)\s*:\s*(.+)")


@dataclass(frozen=True)
class Existing:
    """What the draft has already, by plain titles and numbers; nothing of a new strategy. Seven queries at most."""

    strategy: Strategy | None = None
    outcomes: tuple[tuple[int, str], ...] = ()
    indicators: frozenset[tuple[int, str]] = frozenset()
    actions: tuple[tuple[int, str], ...] = ()
    commitments: frozenset[tuple[int, str]] = frozenset()
    values: frozenset[str] = frozenset()

    @classmethod
    def of(cls, strategy: Strategy | None) -> "Existing":
        if strategy is None:
            return cls()
        indicators = Indicator.objects.of(strategy).values_list("key_output__outcome__number", "title")
        promised = Commitment.objects.filter(outcome__strategy=strategy).values_list("outcome__number", "heading")
        values = strategy.statements.filter(kind=Statement.Kind.VALUE).values_list("text", flat=True)
        return cls(
            strategy,
            tuple(strategy.outcomes.values_list("number", "title")),
            frozenset((number, plain(title)) for number, title in indicators),
            tuple(Action.objects.of(strategy).values_list("number", "title")),
            frozenset((number, plain(heading)) for number, heading in promised),
            frozenset(map(plain, values)),
        )

    def outcome_number(self, title: str) -> int | None:
        return next((number for number, there in self.outcomes if plain(there) == plain(title)), None)


@dataclass(frozen=True)
class Part:
    """One row as a page shows it. `state`: `new`, `out`, or `there`, where the draft has it already."""

    row: Row
    state: str
    is_edited: bool
    errors: tuple[str, ...]
    questions: int
    """How many open questions are about it."""

    @property
    def is_new(self) -> bool:
        return self.state == "new"


@dataclass(frozen=True)
class Proposal:
    framing: Framing
    existing: Existing
    found: Found
    rows: tuple[Row, ...]
    out: frozenset[str]
    questions: tuple[Question, ...]
    known: Known

    @cached_property
    def teams(self) -> set[str]:
        """The organisation's, by plain names."""
        return set(map(plain, self.known.teams))

    @property
    def phrases(self) -> Phrases:
        return self.known.phrases

    # --- Rows ---

    @cached_property
    def by_key(self) -> dict[str, Row]:
        return {row.key: row for row in self.rows}

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number that each outcome has or will have, by its key."""
        numbers = {f"{THERE}{number}": number for number, _ in self.existing.outcomes}
        for row in self.rows:
            if row.kind == OUTCOME:
                there = self.existing.outcome_number(row.title)
                typed = int(row.fields["number"]) if str(row.fields["number"]).isdigit() else 0
                numbers[row.key] = typed if there is None else there
        return numbers

    def state_of(self, row: Row) -> str:
        if row.key in self.out or (row.kind == STRATEGY and self.existing.strategy is not None):
            return "out"
        return "there" if self._is_there(row) else "new"

    def _is_there(self, row: Row) -> bool:
        if row.kind == OUTCOME:
            return self.existing.outcome_number(row.title) is not None
        if row.kind in (INDICATOR, COMMITMENT):
            there = self.existing.indicators if row.kind == INDICATOR else self.existing.commitments
            return (self.numbers.get(row.fields["outcome"], 0), plain(row.title)) in there
        if row.kind == VALUE:
            return plain(row.title) in self.existing.values
        if row.kind == TEXT:
            return self.existing.strategy is not None and bool(getattr(self.existing.strategy, row.fields["part"]))
        return row.kind == ACTION and any(plain(title) == plain(row.title) for _, title in self.existing.actions)

    @cached_property
    def parts(self) -> list[Part]:
        edits = self.framing.answers.get("rows", {})
        return [
            Part(
                row, self.state_of(row), bool(edits.get(row.key)), tuple(self.errors.get(row.key, ())),
                sum(question.is_open and row.key in question.about for question in self.questions),
            )
            for row in self.rows
            if row.kind != STRATEGY or self.existing.strategy is None
        ]  # fmt: skip

    def new(self, kind: str) -> list[Row]:
        return [row for row in self.rows if row.kind == kind and self.state_of(row) == "new"]

    @cached_property
    def groups(self) -> list[tuple[Part | None, list[Part]]]:
        """The strategy with its own texts and values; each outcome with its commitments, its indicators and the actions
        that serve it first; then those of none.
        """
        outcomes = {part.row.key: part for part in self.parts if part.row.kind == OUTCOME}
        within: dict[str, list[Part]] = {key: [] for key in ("", *outcomes)}
        for kind in (COMMITMENT, INDICATOR, ACTION):
            for part in self.parts:
                if part.row.kind == kind:
                    key = _outcome_of(part.row)
                    within[key if key in outcomes else ""].append(part)
        own = [part for part in self.parts if part.row.kind in (STRATEGY, TEXT, VALUE)]
        own.sort(key=lambda part: (STRATEGY, TEXT, VALUE).index(part.row.kind))
        groups: list[tuple[Part | None, list[Part]]] = [(None, own)] if own else []
        groups += [(part, [part, *within[key]]) for key, part in outcomes.items()]
        return [*groups, (None, within[""])] if within[""] else groups

    def free_number(self, kind: str) -> int:
        """The next of an outcome or an action."""
        there = self.existing.outcomes if kind == OUTCOME else self.existing.actions
        texts = [str(row.fields["number"]) for row in self.rows if row.kind == kind and "number" in row.fields]
        return max([*(number for number, _ in there), *(int(text) for text in texts if text.isdigit())], default=0) + 1

    @property
    def word(self) -> str:
        """The strategy's own for an outcome."""
        there = self.existing.strategy
        return (there.outcome_label if there else self.rows[0].fields["outcome_label"]) or "Outcome"

    @property
    def counts(self) -> str:
        """`4 outcomes, 18 indicators, 7 actions`."""
        counted = [(len(self.new(kind)), kind) for kind in PARTS]
        return ", ".join(_count(count, kind) for count, kind in counted if count)

    # --- What is open ---

    @cached_property
    def asked(self) -> list[Question]:
        """The open questions first, as far as they are about something that is added."""
        return sorted(self.questions, key=lambda question: not question.is_open)

    @property
    def open_count(self) -> int:
        return sum(question.is_open for question in self.questions)

    @cached_property
    def notices(self) -> list[str]:
        """What is not asked, as nothing can be answered, but should be known."""
        return list(self._notices())

    def _notices(self) -> Iterator[str]:
        actions, indicators = self.new(ACTION), self.new(INDICATOR)
        new = dict.fromkeys(name for row in actions for name in row.fields["owners"] if plain(name) not in self.teams)
        if new:
            yield f"{_count(len(new), 'team')} will be added: {', '.join(new)}."
        if ownerless := sum(not row.fields["owners"] for row in actions):
            yield f"{_count(ownerless, 'action')} without an owner: added as not stated."
        if dateless := sum(not row.fields["due"] for row in actions):
            yield f"{_count(dateless, 'action')} without a due date: added as not stated."
        if aimless := sum(not row.fields["targets"] for row in indicators):
            yield f"{_count(aimless, 'indicator')} without a figure as target: what is written is kept."
        if there := [part for part in self.parts if part.state == "there"]:
            yield f"In the draft already: {_count(len(there), 'row')} of the document."
        for place, text in self.found.unread:
            yield f"Nothing was taken from the table at {place}: “{text}”."

    # --- What is wrong ---

    @property
    def span(self) -> tuple[date, date] | None:
        """First and last day of the strategy."""
        if self.existing.strategy is not None:
            return self.existing.strategy.starts_on, self.existing.strategy.ends_on
        fields = self.rows[0].fields
        try:
            return date.fromisoformat(fields["starts_on"]), date.fromisoformat(fields["ends_on"])
        except ValueError:
            return None

    @cached_property
    def errors(self) -> dict[str, list[str]]:
        """What has to be mended before anything is added, by the key of the row."""
        found: dict[str, list[str]] = {}
        for row in self.rows:
            if self.state_of(row) == "new" and (wrong := list(self._wrong(row))):
                found[row.key] = wrong
        return found

    def _wrong(self, row: Row) -> Iterator[str]:
        for name in NEEDED[row.kind]:
            if not row.fields[name].strip():
                yield f"The {NAMES[name]} is missing"
        for name, most in LONGEST[row.kind].items():
            if len(row.fields[name]) > most:
                yield f"The {NAMES[name]} has more than {most} characters: shorten it"
        yield from WRONG[row.kind](self, row)

    def _wrong_strategy(self, row: Row) -> Iterator[str]:
        if self.span is None:
            yield "State its first and its last day"
        elif self.span[1] <= self.span[0]:
            yield "The last day comes after the first"

    def _wrong_commitment(self, row: Row) -> Iterator[str]:
        if not self._is_kept(row.fields["outcome"]):
            yield "Choose the outcome that it belongs to"

    def _wrong_nothing(self, row: Row) -> Iterator[str]:
        yield from ()

    def _wrong_outcome(self, row: Row) -> Iterator[str]:
        yield from self._wrong_number(row, 999, [number for number, _ in self.existing.outcomes])

    def _wrong_action(self, row: Row) -> Iterator[str]:
        yield from self._wrong_number(row, 9999, [number for number, _ in self.existing.actions])
        if any(len(text) > 300 for text in row.fields["measures"]):
            yield "A measure has more than 300 characters: shorten it"
        if any(len(name) > 200 for name in row.fields["owners"]):
            yield "The name of an owner has more than 200 characters: shorten it"
        if any(not self._is_kept(key) for key in row.fields["outcomes"]):
            yield "It serves an outcome that is left out: choose another, or none"

    def _wrong_number(self, row: Row, most: int, taken: Collection[int]) -> Iterator[str]:
        number = str(row.fields["number"])
        if not re.fullmatch(r"[0-9]{1,4}", number) or not 1 <= int(number) <= most:
            yield f"Its number is from 1 to {most}"
            return
        same = [each for each in self.new(row.kind) if str(each.fields["number"]) == number]
        if len(same) > 1 or int(number) in taken:
            yield f"Number {number} stands twice: give it a free one"

    def _wrong_indicator(self, row: Row) -> Iterator[str]:
        fields = row.fields
        if not self._is_kept(fields["outcome"]):
            yield "Choose the outcome that it belongs to"
        if fields["measure"] not in set(Measure):
            yield "Say what kind of figure it is"
        if not fields["factor"].isdigit() or not 1 <= int(fields["factor"]) <= 1_000_000:
            yield "The factor is a whole number from 1 to 1,000,000"
        if fields["baseline"] and baseline_of(fields["baseline"]) is None:
            yield f"“{fields['baseline'][:60]}” is no figure for a baseline: type one, or leave it empty"
        for line in fields["targets"]:
            if (text := self._wrong_target(line)) is not None:
                yield text

    def _wrong_target(self, line: str) -> str | None:
        match = TARGET_LINE.fullmatch(line.strip())
        if not match or target_figure(match[2]) is None:
            return f"“{line[:60]}” is no target. Write for example “each year: 85” or “2026/27: 85”"
        years = self.years
        if match[1][0].isdigit() and years and match[1] not in years:
            return f"{match[1]} is no year of the strategy"
        return None

    @cached_property
    def years(self) -> list[str]:
        """`2023/24` and so on; empty while the strategy's days are not known."""
        if self.span is None or self.span[1] <= self.span[0]:
            return []
        return [year.label for year in self._as_strategy.years]

    @property
    def _as_strategy(self) -> Strategy:
        if self.existing.strategy is not None:
            return self.existing.strategy
        first, last = self.span or (date.min, date.max)
        return Strategy(starts_on=first, ends_on=last, year_start_month=council().year_start_month)

    def _is_kept(self, key: str) -> bool:
        row = self.by_key.get(key)
        return key in self.numbers and (row is None or row.key not in self.out)

    @property
    def can_be_confirmed(self) -> bool:
        is_something = any(self.new(kind) for kind in PARTS)
        return not self.open_count and not self.errors and is_something


WRONG: Mapping[str, Callable[[Proposal, Row], Iterator[str]]] = {
    STRATEGY: Proposal._wrong_strategy, OUTCOME: Proposal._wrong_outcome, INDICATOR: Proposal._wrong_indicator,
    ACTION: Proposal._wrong_action, COMMITMENT: Proposal._wrong_commitment, VALUE: Proposal._wrong_nothing,
    TEXT: Proposal._wrong_nothing,
}  # fmt: skip


def _outcome_of(row: Row) -> str:
    """The key of the outcome below which it is shown; empty for none."""
    return str(next(iter(row.fields["outcomes"]), "")) if row.kind == ACTION else str(row.fields["outcome"])


def of_outcome(rows: Iterable[Row], key: str) -> list[Row]:
    """Those of the rows that are shown below an outcome."""
    return [row for row in rows if _outcome_of(row) == key]


def blank(kind: str, number: int = 0) -> Fields:
    """What a row says that somebody begins."""
    fields: Fields = dict.fromkeys(EDITED[kind], "")
    fields |= {name: [] for name in ("outcomes", "owners", "measures", "targets", "notes", "marks") if name in fields}
    if kind in (OUTCOME, ACTION):
        fields["number"] = str(number)
    return fields | ({"factor": "1", "level": "unknown"} if kind == INDICATOR else {})


def _added(framing: Framing) -> list[Row]:
    """The rows that somebody added by hand, in the order in which they did."""
    kept: Mapping[str, Any] = framing.answers.get("added", {})
    keys = sorted(kept, key=lambda key: int(key[1:]))
    return [
        Row(key, (said := kept[key])["kind"], blank(said["kind"]) | said["fields"], said["place"], said["passage"])
        for key in keys
    ]


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def target_figure(text: str) -> Decimal | None:
    """`85`, `85%` and `Level 4` have one."""
    read = terms.read_target(text)
    figure = read.figure if read.kind in ("plain", "level") else ""
    return Decimal(figure) if terms.is_figure(figure) else None


def baseline_of(text: str) -> Decimal | None:
    return target_figure(text)


def proposal_of(framing: Framing) -> Proposal:
    """As it stands now. Nine queries at most, whatever the number of rows."""
    existing = Existing.of(framing.strategy if framing.confirmed_at is None else None)
    found = found_of(framing.found)
    organisation = (
        existing.strategy.organisation if existing.strategy else _edited(framing, found).fields["organisation"]
    )
    teams = tuple(Team.objects.working_for(organisation).values_list("name", flat=True))
    known = Known(
        phrases=DuePhrase.objects.in_force(),
        teams=teams,
        outcomes={f"{THERE}{number}": title for number, title in existing.outcomes},
        numbers=frozenset(number for number, _ in existing.actions),
        is_new=existing.strategy is None,
    )
    answers = framing.answers
    questions = ask(found, known, answers.get("questions", {}))
    rows, out = settle(found, questions, known.numbers)
    rows += _added(framing)
    for row in rows:
        row.fields |= {
            name: value for name, value in answers.get("rows", {}).get(row.key, {}).items() if name in EDITED[row.kind]
        }
    out = {key for key in out if answers.get("out", {}).get(key, True)}
    out |= {key for key, is_out in answers.get("out", {}).items() if is_out}
    return Proposal(framing, existing, found, tuple(rows), frozenset(out), tuple(questions), known)


def _edited(framing: Framing, found: Found) -> Row:
    strategy = found.rows[0]
    return Row(strategy.key, STRATEGY, strategy.fields | framing.answers.get("rows", {}).get(strategy.key, {}), "", "")
