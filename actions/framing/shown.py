"""How a row of a proposal reads: each thing that it says, with a name, as a page prints it."""

from collections.abc import Iterator, Mapping
from typing import Any

from indicators.models import Indicator
from strategy_portal.domain import due_dates

from .found import ACTION, COMMITMENT, INDICATOR, OUTCOME, STRATEGY, TEXT, VALUE, Row
from .marks import MEANT
from .proposal import Proposal

Line = tuple[str, str]
LEVELS = dict(Indicator.Level.choices)
POLARITIES = {"": "Not stated", "higher": "Higher", "lower": "Lower", "range": "Within a range", "none": "Neither"}
PARTS = {"joint": " (jointly)", "first": " (the first leads)"}


def lines_of(row: Row, proposal: Proposal) -> list[Line]:
    """What the row says, name by name; what is empty and needs nobody's attention is left out."""
    return list(LINES[row.kind](row.fields, proposal))


def _strategy(said: Mapping[str, Any], proposal: Proposal) -> Iterator[Line]:
    yield "Organisation", f"{said['organisation'] or 'Not stated'} ({said['organisation_short'] or 'no short form'})"
    span = proposal.span
    yield "Runs", f"{span[0]:%-d %B %Y} to {span[1]:%-d %B %Y}" if span else "Not stated"
    yield "Its word for an outcome", said["outcome_label"]


def _outcome(said: Mapping[str, Any], proposal: Proposal) -> Iterator[Line]:
    for name in ("description", "challenge", "opportunity"):
        if said[name]:
            yield name.capitalize(), said[name]


def _indicator(said: Mapping[str, Any], proposal: Proposal) -> Iterator[Line]:
    yield "Key output", said["key_output"]
    factor = f", times {int(said['factor']):,}" if said["factor"].isdigit() and said["factor"] != "1" else ""
    yield "Measure", (said["measure"].replace("-", " ").capitalize() + factor) if said["measure"] else "Not stated"
    yield "Target as written", said["target_text"] or "None"
    yield "Targets", "; ".join(said["targets"]) or "None is set"
    yield "Better", POLARITIES[said["polarity"]]
    yield "Collected", LEVELS[said["level"]]
    if said["notes"]:
        yield "Notes", "; ".join(MEANT[note] for note in said["notes"])
    for name, label in (("suggested_by", "Suggested by"), ("baseline", "Baseline"), ("code", "Code")):
        if said[name]:
            yield label, said[name]


def _action(said: Mapping[str, Any], proposal: Proposal) -> Iterator[Line]:
    part = PARTS.get(said["part"], "") if len(said["owners"]) > 1 else ""
    yield "Owner" if len(said["owners"]) < 2 else "Owners", (" & ".join(said["owners"]) or "Not stated") + part
    window = due_dates.resolve(said["due"], phrases=proposal.phrases).window if said["due"] else None
    meant = f": {window[0]:%-d %B %Y} to {window[1]:%-d %B %Y}" if window and window[0] != window[1] else ""
    yield "Due", f"{said['due']}{meant}" if said["due"] else "Not stated"
    yield "Outcome measures", "; ".join(said["measures"]) or "Not stated"
    numbers = sorted(proposal.numbers[key] for key in said["outcomes"] if key in proposal.numbers)
    yield "Serves", f"{proposal.word} {', '.join(map(str, numbers))}" if numbers else "None that is named"


def _commitment(said: Mapping[str, Any], proposal: Proposal) -> Iterator[Line]:
    if said["led_by"]:
        yield "Led by", said["led_by"]


def _text(said: Mapping[str, Any], proposal: Proposal) -> Iterator[Line]:
    yield "Text", said["text"]


def _nothing(said: Mapping[str, Any], proposal: Proposal) -> Iterator[Line]:
    yield from ()


LINES = {
    STRATEGY: _strategy, OUTCOME: _outcome, INDICATOR: _indicator, ACTION: _action, COMMITMENT: _commitment,
    VALUE: _nothing, TEXT: _text,
}  # fmt: skip
