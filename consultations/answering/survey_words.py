"""What survey tools write around what people said: words for no answer, signs between choices, headings, moments."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django import forms

LEFT_EMPTY = {
    "not answered", "no answer", "no response", "did not answer", "not asked", "not shown", "question skipped",
    "skipped", "blank", "(blank)", "(not answered)", "(no answer)", "null", "none given", "#n/a", "#null!", "nan",
}  # fmt: skip
"""What only a tool writes: it is never what somebody said, not even in their own words."""
NO_CHOICE = LEFT_EMPTY | {
    "-", "--", ".", "n/a", "na", "n.a.", "nil", "none", "not applicable", "prefer not to say", "rather not say",
    "i would rather not answer", "unanswered", "empty",
}  # fmt: skip
"""Where one chooses, these choose nothing, unless the question has such a choice."""
YES = {"yes", "y", "true", "1", "x", "agree", "agreed", "i agree", "i consent", "ticked", "checked", "selected"}
NO = {"no", "n", "false", "0", "disagree", "i do not agree", "i do not consent", "not ticked", "not checked",
      "unchecked", "not selected"}  # fmt: skip

KEY_HEADINGS = {
    "id", "no", "number", "response id", "responseid", "respondent id", "respondentid", "response number",
    "response no", "submission id", "record id", "unique id", "reference", "receipt", "respondent", "entry id",
}  # fmt: skip
SENT_HEADINGS = {
    "date", "date submitted", "submitted", "submitted on", "submitted at", "submission date", "submission time",
    "date of response", "response date", "end date", "completion time", "completed", "date completed", "timestamp",
    "recorded date", "time submitted",
}  # fmt: skip
NUMBERING = re.compile(r"(?:q(?:uestion)? ?)?\d+ ?[a-z]?(?= )|[a-z](?= )|q\d+(?= )")
CUT_AT = 20
"""A heading of so many letters that begins a question's text is taken for it: tools cut long ones."""
MOST_PARTS = 60

TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
DAY_FIRST = ("%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y")
MONTH_FIRST = ("%m/%d/%Y", "%m/%d/%y", "%B %d, %Y", "%b %d, %Y")


def plain(text: str) -> str:
    """As people and survey tools vary it: spaces, capitals and apostrophes do not matter."""
    return " ".join(text.replace("’", "'").casefold().split())


def bare(text: str) -> str:
    """Its words alone."""
    return " ".join(re.findall(r"\w+", plain(text)))


def choices_in(cell: str, known: Collection[str]) -> list[str]:
    """The texts of a cell that may hold several choices, each as it stands there; `known` are the choices, plain.

    Lines and semicolons always part them, commas only where every part is a known choice.
    """
    if plain(cell) in known:
        return [cell]
    pieces = (piece.strip() for piece in re.split(r"[;\n|]", cell))
    return [text for piece in pieces if piece for text in _by_commas(piece, known)]


def _by_commas(piece: str, known: Collection[str]) -> list[str]:
    """A choice may have commas itself, so the longest known one is taken each time."""
    words = piece.split(",")
    found: list[str] = []
    start = 0
    while start < len(words) <= MOST_PARTS:
        ends = range(len(words), start, -1)
        end = next((end for end in ends if plain(",".join(words[start:end])) in known), None)
        if end is None:
            return [piece]
        found.append(",".join(words[start:end]).strip())
        start = end
    return found or [piece]


def question_of(heading: str, questions: Mapping[str, str]) -> str | None:
    """The key of the question that a heading stands for; `questions` are their texts by key.

    Tools put numbers before a question and words after it, such as “(select all that apply)”, or cut it.
    """
    words = bare(heading)
    without_number = NUMBERING.sub("", words, count=1).strip() if NUMBERING.match(words) else words
    texts = {key: bare(text) for key, text in questions.items() if bare(text)}
    for key, text in texts.items():
        if text in (words, without_number):
            return key
    within = [key for key, text in texts.items() if len(text.split()) > 2 and f" {text} " in f" {words} "]
    cut = [key for key, text in texts.items() if len(without_number) >= CUT_AT and text.startswith(without_number)]
    found = within or cut
    return max(found, key=lambda key: len(texts[key])) if found else None


def choice_named(heading: str, choices: Iterable[str]) -> str | None:
    """The choice that a column is about, where a tool writes one column for each: “What do you use? - The library”."""
    words = bare(heading)
    return next((text for text in choices if bare(text) and words.endswith(f" {bare(text)}")), None)


def moments(texts: Collection[str]) -> dict[str, datetime | None]:
    """What the texts of a column mean as moments; None for what can't be read.

    Days come before months, as in Britain, unless only the other way reads all of them.
    """
    read = _moments(texts, DAY_FIRST)
    if None in read.values():
        other = _moments(texts, MONTH_FIRST)
        return other if None not in other.values() else read
    return read


def _moments(texts: Collection[str], days: tuple[str, ...]) -> dict[str, datetime | None]:
    field = forms.DateTimeField(input_formats=[f"{day}{time}" for day in days for time in TIMES])
    found: dict[str, datetime | None] = {}
    for text in texts:
        try:
            found[text] = field.clean(text)
        except forms.ValidationError:
            found[text] = None
    return found
