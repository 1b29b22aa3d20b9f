"""The texts that stood at a place, the latest first, each with the words that it changed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

from reports.models import Narrative
from reports.scorecards.report_keys import ReportKey

LOADED = "The portal, as demonstration data"


@dataclass(frozen=True)
class Words:
    """Words that stand in both texts, or were taken away or put in; with the spaces around them."""

    text: str
    change: str = ""


@dataclass(frozen=True)
class TextVersion:
    """A text as it was saved, against the one before."""

    number: int
    at: datetime
    by: str
    words: tuple[Words, ...]

    @property
    def added(self) -> int:
        return self._count("added")

    @property
    def removed(self) -> int:
        return self._count("removed")

    def _count(self, change: str) -> int:
        return sum(len(each.text.split()) for each in self.words if each.change == change)


def versions_of(key: ReportKey, place: str) -> tuple[TextVersion, ...]:
    """One query."""
    manager: Any = Narrative
    records = manager.history.filter(**key.columns, section=place).select_related("history_user")
    found = [None, *records.order_by("history_id")]
    return tuple(_version(before, after) for before, after in pairwise(found))[::-1]


@dataclass(frozen=True)
class LastSaved:
    at: datetime
    by: str
    count: int


def last_saved(key: ReportKey, place: str) -> LastSaved | None:
    """Who saved the text that stands there, when, and how many texts there were; None before the first: two queries."""
    manager: Any = Narrative
    records = manager.history.filter(**key.columns, section=place).select_related("history_user")
    last = records.order_by("history_id").last()
    return LastSaved(last.history_date, str(last.history_user or LOADED), records.count()) if last else None


def _version(before: Any, after: Any) -> TextVersion:
    gone = after.history_type == "-"
    words = word_differences(before.text if before else "", "" if gone else after.text)
    return TextVersion(after.version, after.history_date, str(after.history_user or LOADED), tuple(words))


def word_differences(before: str, after: str) -> Iterator[Words]:
    """What was taken away stands before what was put in its place."""
    one, other = _tokens(before), _tokens(after)
    for tag, first, last, begin, end in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Words("".join(one[first:last]))
            continue
        for tokens, change in ((one[first:last], "removed"), (other[begin:end], "added")):
            if tokens:
                yield Words("".join(tokens), change)


def _tokens(text: str) -> Sequence[str]:
    return re.findall(r"\S+\s*|\s+", text.replace("\r\n", "\n"))
