"""What the answers to the questions do to the rows that were found in a document."""

from collections.abc import Callable, Collection, Mapping, Sequence
from copy import deepcopy

from strategy_portal.domain.numbers import Measure

from . import terms
from .found import ACTION, INDICATOR, OUTCOME, Found, Row
from .marks import MEANT, meant_by
from .questions import OWN, Question
from .terms import plain, read_target


def settle(found: Found, questions: Sequence[Question], taken: Collection[int] = ()) -> tuple[list[Row], set[str]]:
    """The rows with the answers, and where there is none yet with the suggestions; and which of them are left out."""
    rows = deepcopy(found.rows)
    by_key = {row.key: row for row in rows}
    out: set[str] = set()
    for row in rows:
        if row.kind == INDICATOR:
            _set_notes(row, found, dict.fromkeys(row.fields["marks"], "noted"))
            row.fields["targets"] = list(row.fields["years"])
            row.fields["measure"] = row.fields["measure"] or ""
    chosen = {question.key: question.chosen for question in questions}
    _set_targets([row for row in rows if row.kind == INDICATOR], chosen)
    for question in questions:
        about = [by_key[key] for key in question.about if key in by_key]
        if question.chosen and question.kind in ANSWERED:
            ANSWERED[question.kind](question, about, rows, out, found)
    _set_numbers([row for row in rows if row.key not in out], taken)
    return rows, out


def _set_targets(rows: Sequence[Row], chosen: Mapping[str, str]) -> None:
    when = chosen.get("years", "none")
    for row in rows:
        read = read_target(row.fields["target_text"])
        key = {"average": "average", "level": "level-target", "words": f"words:{plain(row.fields['target_text'])[:60]}"}
        is_figure = read.kind == "plain" or chosen.get(key.get(read.kind, "")) == "figure"
        if not row.fields["years"] and read.figure and is_figure and when != "none":
            row.fields["targets"] = [f"{'each year' if when == 'each' else 'last year'}: {read.figure}"]
        if read.kind == "level" and not is_figure and row.fields["measure"] == Measure.LEVEL:
            row.fields["measure"] = ""


def _set_notes(row: Row, found: Found, chosen: Mapping[str, str]) -> None:
    for mark, meaning in chosen.items():
        note = meant_by(row, mark, found)
        said = terms.meaning_of(note) if meaning == "noted" else meaning
        if said in MEANT and said not in row.fields["notes"]:
            row.fields["notes"].append(said)
        if match := terms.SUGGESTED_BY.search(note):
            row.fields["suggested_by"] = match[1]
    if "per-unit" in row.fields["notes"]:
        row.fields["level"] = "units"


Effect = Callable[[Question, list[Row], list[Row], set[str], Found], None]


def _answer_dates(question: Question, about: list[Row], rows: list[Row], out: set[str], found: Found) -> None:
    for row in about:
        first, last = row.fields["years"]
        days = {"financial": (f"{first}-04-01", f"{last}-03-31"), "calendar": (f"{first}-01-01", f"{last}-12-31")}
        row.fields["starts_on"], row.fields["ends_on"] = days.get(question.chosen, ("", ""))


def _answer_headings(question: Question, about: list[Row], rows: list[Row], out: set[str], found: Found) -> None:
    if question.chosen == "no":
        out |= {row.key for row in about}
        for row in rows:
            if row.fields.get("outcome") in question.about:
                row.fields["outcome"] = ""
            if "outcomes" in row.fields:
                row.fields["outcomes"] = [key for key in row.fields["outcomes"] if key not in question.about]


def _answer_title(question: Question, about: list[Row], rows: list[Row], out: set[str], found: Found) -> None:
    for row in about:
        row.fields["title"] = dict(question.options)[question.chosen]


def _answer_outcome(question: Question, about: list[Row], rows: list[Row], out: set[str], found: Found) -> None:
    if question.chosen == OWN:
        strategy = rows[0]
        fields = {"number": "1", "title": strategy.title, "description": "", "challenge": "", "opportunity": ""}
        rows.insert(1, Row(OWN, OUTCOME, fields, strategy.place, strategy.passage))
    for row in about:
        row.fields["outcome"] = question.chosen


def _answer_serves(question: Question, about: list[Row], rows: list[Row], out: set[str], found: Found) -> None:
    for row in about:
        row.fields["outcomes"] = [] if question.chosen == "none" else [question.chosen]


def _answer_yes(question: Question, about: list[Row], rows: list[Row], out: set[str], found: Found) -> None:
    if question.chosen == "no":
        out |= {row.key for row in about}


def _answer_commitments(question: Question, about: list[Row], rows: list[Row], out: set[str], found: Found) -> None:
    _answer_yes(question, about, rows, out, found)
    for row in about if question.chosen == "actions" else ():
        said = row.fields
        row.kind, row.fields = ACTION, {
            "number": "", "title": said["title"], "outcomes": [said["outcome"]] if said["outcome"] else [],
            "owners": list(terms.owners_in(said["led_by"])), "part": "", "due": "", "measures": [], "marks": [],
        }  # fmt: skip


def _answer_same(question: Question, about: list[Row], rows: list[Row], out: set[str], found: Found) -> None:
    if question.chosen == "one":
        out.add(question.about_text)


def _answer_number(question: Question, about: list[Row], rows: list[Row], out: set[str], found: Found) -> None:
    if question.chosen == "out":
        out.add(question.about_text)
    else:
        about[-1].fields["number"] = ""


def _answer_mark(question: Question, about: list[Row], rows: list[Row], out: set[str], found: Found) -> None:
    if question.chosen == "noted":
        return
    for row in about:
        said = {terms.meaning_of(meant_by(row, question.about_text, found))}
        row.fields["notes"] = [note for note in row.fields["notes"] if note not in said]
        row.fields["level"] = "unknown" if "per-unit" not in row.fields["notes"] else row.fields["level"]
        _set_notes(row, found, {question.about_text: question.chosen})


def _answer_level(question: Question, about: list[Row], rows: list[Row], out: set[str], found: Found) -> None:
    for row in about:
        if row.fields["level"] == "unknown":
            row.fields["level"] = question.chosen


def _answer_measure(question: Question, about: list[Row], rows: list[Row], out: set[str], found: Found) -> None:
    for row in about:
        row.fields["measure"] = question.chosen
        row.fields["factor"] = "100" if question.chosen == Measure.PERCENTAGE else "1"


def _answer_polarity(question: Question, about: list[Row], rows: list[Row], out: set[str], found: Found) -> None:
    for row in about:
        row.fields["polarity"] = "" if question.chosen == "open" else question.chosen


def _answer_phrases(question: Question, about: list[Row], rows: list[Row], out: set[str], found: Found) -> None:
    for row in about:
        row.fields["due"] = row.fields["due"] if question.chosen == "yes" else ""


def _answer_date(question: Question, about: list[Row], rows: list[Row], out: set[str], found: Found) -> None:
    for row in about:
        row.fields["due"] = row.fields["due"] if question.chosen == "keep" else ""


def _answer_owners(question: Question, about: list[Row], rows: list[Row], out: set[str], found: Found) -> None:
    for row in about:
        row.fields["part"] = question.chosen


def _answer_team(question: Question, about: list[Row], rows: list[Row], out: set[str], found: Found) -> None:
    if question.chosen == "apart":
        return
    this, _, that = question.about_text.partition("|")
    words = dict(question.options)[question.chosen].partition("“")[2].rstrip("”")
    for row in about:
        owners = [words if plain(name) in (this, that) else name for name in row.fields["owners"]]
        row.fields["owners"] = list(dict.fromkeys(owners))


ANSWERED: Mapping[str, Effect] = {
    "dates": _answer_dates, "headings": _answer_headings, "title": _answer_title, "outcome": _answer_outcome,
    "serves": _answer_serves, "same": _answer_same, "number": _answer_number, "mark": _answer_mark,
    "level": _answer_level, "measure": _answer_measure, "polarity": _answer_polarity, "phrases": _answer_phrases,
    "text": _answer_yes, "values": _answer_yes, "commitments": _answer_commitments,
    "date": _answer_date, "owners": _answer_owners, "team": _answer_team,
}  # fmt: skip


def _set_numbers(rows: Sequence[Row], there: Collection[int]) -> None:
    """Actions without a number get the next free ones, in the order of the document."""
    actions = [row for row in rows if row.kind == ACTION]
    taken = {int(row.fields["number"]) for row in actions if row.fields["number"].isdigit()} | set(there)
    for row in actions:
        if not row.fields["number"]:
            number = max(taken, default=0) + 1
            taken.add(number)
            row.fields["number"] = str(number)
