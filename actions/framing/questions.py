"""What only a person can settle of a document, each with a suggestion where there is one.

One thing is asked once, however many rows it concerns: a person who reads the document would ask it once too. Which way
is better is never suggested (rules 6.1).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher

from strategy_portal.domain import due_dates
from strategy_portal.domain.due_dates import DueWindow, Phrases
from strategy_portal.domain.numbers import Measure
from strategy_portal.domain.wording import names_text

from . import terms
from .found import ACTION, COMMITMENT, INDICATOR, OUTCOME, STRATEGY, TEXT, VALUE, Found, Row
from .marks import MEANT, meant_by, notes_of
from .terms import plain, read_target

Options = list[tuple[str, str]]
MOST_TEAMS, MOST_ALIKE = 100, 12
"""Of so many new teams it is asked which are the same, and of so many pairs at most."""
QUOTED = 200
"""So many letters of a text are quoted where it is asked about."""
OWN = "own"
"""The key of an outcome that stands for the strategy as a whole, where a document names none."""


@dataclass(frozen=True)
class Question:
    """`options` are (value, words); `suggested` is one of the values, empty where nothing is. `about`: keys of rows."""

    key: str
    text: str
    why: str
    options: Options
    suggested: str
    about: tuple[str, ...] = ()
    answer: str = ""

    @property
    def is_open(self) -> bool:
        return not self.answer

    @property
    def chosen(self) -> str:
        """What the rows show: the answer, else the suggestion."""
        return self.answer or self.suggested

    @property
    def kind(self) -> str:
        return self.key.partition(":")[0]

    @property
    def about_text(self) -> str:
        return self.key.partition(":")[2]


@dataclass(frozen=True)
class Known:
    """What the portal has already: the phrases that stand for dates, the organisation's teams, the draft's outcomes
    by their keys, and the numbers of its actions.
    """

    phrases: Phrases = field(default_factory=lambda: due_dates.PHRASES)
    teams: tuple[str, ...] = ()
    outcomes: Mapping[str, str] = field(default_factory=dict)
    numbers: frozenset[int] = frozenset()
    is_new: bool = True


def ask(found: Found, known: Known, answers: Mapping[str, str]) -> list[Question]:
    """All that is doubtful in the document, in the order in which one would settle it, with the answers so far."""
    asked = []
    for question in _all(found, known):
        given = answers.get(question.key, "")
        valid = given if given in dict(question.options) else ""
        asked.append(
            Question(
                question.key, question.text, question.why, question.options, question.suggested, question.about, valid
            )
        )
    return asked


def _all(found: Found, known: Known) -> Iterator[Question]:
    if known.is_new:
        yield from _dates(found)
    yield from _outcomes(found, known)
    yield from _own_words(found)
    indicators, actions = found.of(INDICATOR), found.of(ACTION)
    yield from _same(found)
    yield from _targets(indicators)
    yield from _marks(found)
    yield from _measures(indicators)
    yield from _polarity(indicators)
    yield from _due(actions, known)
    yield from _owners(actions)
    yield from _teams(found, known)


def _keys(rows: Iterable[Row]) -> tuple[str, ...]:
    return tuple(row.key for row in rows)


def _are(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


# --- The strategy and its outcomes -----------------------------------------------------------------------------------


def _dates(found: Found) -> Iterator[Question]:
    years = next((row.fields["years"] for row in found.of(STRATEGY) if row.fields["years"]), None)
    if years:
        first, last = years
        yield Question(
            "dates", "On which days does the strategy begin and end?",
            f"The document names the years {first} and {last}.",
            [
                ("financial", f"1 April {first} to 31 March {last}: financial years"),
                ("calendar", f"1 January {first} to 31 December {last}: calendar years"),
                ("typed", "On other days, which are typed with the strategy below"),
            ],
            "financial", ("strategy",),
        )  # fmt: skip


def _outcomes(found: Found, known: Known) -> Iterator[Question]:
    outcomes = found.of(OUTCOME)
    heads = [row for row in outcomes if row.fields["from_heading"]]
    if heads:
        named = names_text([f"“{row.title}”" for row in heads])
        yield Question(
            "headings", f"{'Is' if len(heads) == 1 else 'Are'} {named} what the strategy wants to achieve?",
            "A table stands below each, and nothing else there is called an outcome, a theme or the like.",
            [("yes", "Yes: add them as outcomes"), ("no", "No: they are headings only")], "yes", _keys(heads),
        )  # fmt: skip
    for row in outcomes:
        if row.fields["other_titles"]:
            titles = [row.title, *row.fields["other_titles"]]
            yield Question(
                f"title:{row.key}", f"How is number {row.fields['number']} called?",
                "The document has it under several titles.", [(f"t{n}", text) for n, text in enumerate(titles)], "t0",
                (row.key,),
            )  # fmt: skip
    options = [*((row.key, row.title) for row in outcomes), *known.outcomes.items()]
    lost = [row for row in found.of(INDICATOR) if not row.fields["outcome"]]
    if lost:
        if not options:
            options = [(OWN, "One for the whole strategy, with the strategy’s title")]
        text = f"To which outcome {'does' if len(lost) == 1 else 'do'} {_are(len(lost), 'indicator')} belong?"
        why = "The document does not say it. Single ones are changed in their rows."
        yield Question("outcome", text, why, options, options[0][0] if len(options) == 1 else "", _keys(lost))
    free = [row for row in found.of(ACTION) if not row.fields["outcomes"]]
    if free and options:
        yield Question(
            "serves", f"Which outcome {'does' if len(free) == 1 else 'do'} {_are(len(free), 'action')} serve?",
            "The document does not say it. Single ones are changed in their rows.",
            [("none", "None that is named"), *options], "none", _keys(free),
        )  # fmt: skip


def _own_words(found: Found) -> Iterator[Question]:
    """What the strategy says of itself, and what it promises: each is taken once a person has said that it is that."""
    for row in found.of(TEXT):
        said = row.fields["text"]
        yield Question(
            f"text:{row.key}", f"Is this the strategy’s {row.fields['part']}?",
            f"“{said[:QUOTED].rstrip()}{'…' if len(said) > QUOTED else ''}”, at {row.place}.",
            [("yes", "Yes: take it as it is written"), ("no", "No: leave it out")], "yes", (row.key,),
        )  # fmt: skip
    if values := found.of(VALUE):
        named = names_text([f"“{row.title[:60]}”" for row in values[:8]])
        yield Question(
            "values", f"{'Is this' if len(values) == 1 else 'Are these'} what the strategy holds as its values?",
            f"{named}{' and more' if len(values) > 8 else ''}, at {values[0].place}.",
            [("yes", "Yes: add them as values"), ("no", "No: leave them out")], "yes", _keys(values),
        )  # fmt: skip
    if promised := found.of(COMMITMENT):
        yield Question(
            "commitments", f"What {'is' if len(promised) == 1 else 'are'} {_are(len(promised), 'commitment')}?",
            "A commitment stands under its outcome, and actions can serve it; an action has an owner and a date.",
            [
                ("yes", "Commitments under their outcomes"), ("actions", "Actions that serve these outcomes"),
                ("no", "Neither: leave them out"),
            ],
            "yes", _keys(promised),
        )  # fmt: skip


def _same(found: Found) -> Iterator[Question]:
    """What is stated twice, and numbers that stand for two things."""
    seen: dict[tuple[str, str], Row] = {}
    numbers: dict[str, Row] = {}
    for row in [*found.of(INDICATOR), *found.of(ACTION)]:
        first = seen.setdefault((row.kind, plain(row.title)), row)
        if first is not row:
            names = ("outcome", "target_text") if row.kind == INDICATOR else ("due", "owners")
            alike = all(first.fields[name] == row.fields[name] for name in names)
            yield Question(
                f"same:{row.key}", f"“{row.title}” stands twice. Is it one {row.kind} or two?",
                f"First at {first.place}, then at {row.place}{'' if alike else ', not quite the same'}.",
                [("one", "One: leave the second out"), ("two", "Two: add both")], "one" if alike else "two",
                (first.key, row.key),
            )  # fmt: skip
        elif row.kind == ACTION and row.fields["number"]:
            other = numbers.setdefault(row.fields["number"], row)
            if other is not row:
                yield Question(
                    f"number:{row.key}", f"Number {row.fields['number']} is given to two actions. Which is right?",
                    f"“{other.title}” and “{row.title}” have the same.",
                    [("next", "Give the second the next free number"), ("out", "Leave the second out")], "next",
                    (other.key, row.key),
                )  # fmt: skip


# --- Indicators ------------------------------------------------------------------------------------------------------


def _read(rows: Iterable[Row], *kinds: str) -> list[Row]:
    return [row for row in rows if not row.fields["years"] and read_target(row.fields["target_text"]).kind in kinds]


def _targets(rows: Sequence[Row]) -> Iterator[Question]:
    figures = [row for row in _read(rows, "plain", "average", "level", "words") if _figure(row)]
    if figures:
        yield Question(
            "years", "For which years do the targets hold?",
            f"The document gives one target for {_are(len(figures), 'indicator')}.",
            [
                ("each", "For each year of the strategy"),
                ("last", "For its last year alone: they are to be reached by then"),
                ("none", "That is still open: keep the words, set no target"),
            ],
            "each", _keys(figures),
        )  # fmt: skip
    if averages := _read(rows, "average"):
        words = names_text([f"“{text}”" for text in dict.fromkeys(row.fields["target_text"] for row in averages)])
        yield Question(
            "average", f"{words}: is the figure the target?",
            "It is called an average. What the units have is put together into one figure, which is judged.",
            [("figure", "Yes: the figure is the target, the words are kept"), ("words", "No: keep the words alone")],
            "figure", _keys(averages),
        )  # fmt: skip
    if levels := _read(rows, "level"):
        words = names_text([f"“{text}”" for text in dict.fromkeys(row.fields["target_text"] for row in levels)])
        yield Question(
            "level-target", f"{words}: is it a step on a scale?",
            "Then the measure is a level, and the target the number of the step.",
            [("figure", "Yes: a level, with this number as target"), ("words", "No: keep the words alone")], "figure",
            _keys(levels),
        )  # fmt: skip
    by_text: dict[str, list[Row]] = {}
    for row in _read(rows, "words"):
        by_text.setdefault(row.fields["target_text"], []).append(row)
    for text, alike in by_text.items():
        figure = _figure(alike[0])
        options = [("figure", f"{figure} is the target, the words are kept")] if figure else []
        yield Question(
            f"words:{plain(text)[:60]}", f"“{text}”: which target is that?",
            "It is written in words." if figure else "No single figure stands in it.",
            [*options, ("words", "Keep the words alone, set no target")], "figure" if figure else "words", _keys(alike),
        )  # fmt: skip


def _figure(row: Row) -> str:
    return read_target(row.fields["target_text"]).figure


def _marks(found: Found) -> Iterator[Question]:
    marked = [row for row in found.of(INDICATOR) if row.fields["marks"]]
    meanings = {row.key: {mark: meant_by(row, mark, found) for mark in row.fields["marks"]} for row in marked}
    for mark in dict.fromkeys(mark for row in marked for mark in row.fields["marks"]):
        rows = [row for row in marked if mark in row.fields["marks"]]
        notes = dict.fromkeys(meanings[row.key][mark] for row in rows)
        known = {terms.meaning_of(note) for note in notes}
        options: Options = list(MEANT.items())
        if "" in known:
            said = names_text([f"“{note}”" for note in notes if note]) or "nothing below it"
            yield Question(
                f"mark:{mark}", f"What does the mark {mark} mean?", f"The document says {said}.",
                [*options, ("nothing", "Nothing that is kept apart")], "nothing" if any(notes) else "", _keys(rows),
            )  # fmt: skip
        elif len(known) > 1:
            said = names_text([f"“{note}”" for note in notes])
            yield Question(
                f"mark:{mark}", f"The mark {mark} has {len(known)} meanings. Which holds where?",
                f"The document says {said}.",
                [("noted", "Each row as the note says that stands next below it"), *options], "noted", _keys(rows),
            )  # fmt: skip
    single = [row for row in found.of(INDICATOR) if "per-unit" not in notes_of(row, found)]
    per_unit = [row for row in found.of(INDICATOR) if "per-unit" in notes_of(row, found)]
    single = [row for row in single if "proposed" not in notes_of(row, found)]
    if per_unit and single:
        yield Question(
            "level", f"{_are(len(single), 'indicator')} {'is' if len(single) == 1 else 'are'} not marked as collected "
            "per unit. Is each one figure for the whole organisation?",
            f"{_are(len(per_unit), 'indicator')} {'has' if len(per_unit) == 1 else 'have'} the mark.",
            [("organisation", "Yes: one figure for the whole organisation"), ("unknown", "That is not stated")],
            "organisation", _keys(single),
        )  # fmt: skip


def _measures(rows: Sequence[Row]) -> Iterator[Question]:
    unclear: dict[str, list[Row]] = {}
    for row in rows:
        if not row.fields["measure"]:
            unclear.setdefault(row.fields["likely_measure"], []).append(row)
    for likely, alike in unclear.items():
        named = names_text([f"“{row.title}”" for row in alike[:3]]) + (" and others" if len(alike) > 3 else "")
        yield Question(
            f"measure:{likely}", f"What kind of figure {'is' if len(alike) == 1 else 'are'} {named}?",
            "Only the target hints at it." if likely else "Neither the words nor the target say it.",
            [(str(each), str(each).replace("-", " ").capitalize()) for each in Measure], likely, _keys(alike),
        )  # fmt: skip


def _polarity(rows: Sequence[Row]) -> Iterator[Question]:
    unstated = [row for row in rows if not row.fields["polarity"]]
    if unstated:
        yield Question(
            "polarity", f"Which way is better for {_are(len(unstated), 'indicator')}?",
            "The document does not state it, and the portal never guesses it. What you say for all of them can be "
            "changed for single ones in their rows.",
            [
                ("open", "Leave it open: the set-up asks again, and until then there is no colour"),
                ("higher", "Higher is better for all of them"), ("lower", "Lower is better for all of them"),
            ],
            "", _keys(unstated),
        )  # fmt: skip


# --- Actions ---------------------------------------------------------------------------------------------------------


def _due(rows: Sequence[Row], known: Known) -> Iterator[Question]:
    read: dict[str, DueWindow] = {}
    for row in rows:
        if row.fields["due"]:
            read[row.fields["due"]] = due_dates.resolve(row.fields["due"], phrases=known.phrases)
    phrases = [text for text in read if re.split(r"[ -]", text.lower())[0] in known.phrases and read[text].window]
    if phrases:
        meant = [
            f"“{text}” is {_window(read[text])}" for text in sorted(phrases, key=lambda text: str(read[text].last_day))
        ]
        yield Question(
            "phrases", f"{_are(len(phrases), 'due date')} in words: is this what the words mean?",
            ". ".join(meant) + ". The words are kept; the rule is under Set-up, Due dates.",
            [("yes", "Yes: read them so"), ("no", "No: leave these dates out for now")], "yes",
            _keys(row for row in rows if row.fields["due"] in phrases),
        )  # fmt: skip
    for text, window in read.items():
        if not window.readable:
            yield Question(
                f"date:{text[:80]}", f"“{text}” can’t be read as a date. What becomes of it?", "No rule reads it.",
                [("keep", "Keep it as written, marked as unreadable"), ("out", "Leave it out: no date is stated")],
                "keep", _keys(row for row in rows if row.fields["due"] == text),
            )  # fmt: skip


def _window(due: DueWindow) -> str:
    first, last = due.window or (date.min, date.min)
    return f"{first:%-d %B} to {last:%-d %B %Y}"


def _owners(rows: Sequence[Row]) -> Iterator[Question]:
    joint = [row for row in rows if len(row.fields["owners"]) > 1]
    if joint:
        pairs = dict.fromkeys(" & ".join(row.fields["owners"]) for row in joint)
        yield Question(
            "owners", f"Which owner leads where there are several, as of {_are(len(joint), 'action')}?",
            f"{names_text([f'“{pair}”' for pair in pairs])}. The document joins them and names no lead.",
            [("joint", "None: they own it jointly"), ("first", "The one that is named first; the others support")],
            "joint", _keys(joint),
        )  # fmt: skip


def _teams(found: Found, known: Known) -> Iterator[Question]:
    """Names that are nearly the same: one team, or two?"""
    named = dict.fromkeys(name for row in found.of(ACTION) for name in row.fields["owners"])
    by_plain = {plain(name): name for name in [*known.teams, *named]}
    new = [name for name in named if plain(name) not in set(map(plain, known.teams))]
    asked: set[frozenset[str]] = set()
    for name in new if len(new) <= MOST_TEAMS else ():
        for other in by_plain.values():
            if len(asked) == MOST_ALIKE:
                return
            pair = frozenset((plain(name), plain(other)))
            if len(pair) == 2 and pair not in asked and _alike(*pair):
                asked.add(pair)
                yield Question(
                    f"team:{plain(name)}|{plain(other)}", f"Are “{name}” and “{other}” the same team?",
                    "Their names are nearly the same.",
                    [
                        ("apart", "No: two teams"), ("this", f"Yes: both are “{name}”"),
                        ("that", f"Yes: both are “{other}”"),
                    ],
                    "apart", _keys(row for row in found.of(ACTION) if {name, other} & set(row.fields["owners"])),
                )  # fmt: skip


def _alike(one: str, other: str) -> bool:
    words, others = set(one.split()), set(other.split())
    return words < others or others < words or SequenceMatcher(None, one, other).ratio() > 0.85
