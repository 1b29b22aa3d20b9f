"""The search behind the box in the header: words in the index of full text, and numbers of the rows themselves.

All terms of a search have to be there. A word is found as it is, as the beginning of a longer one, and with another
English ending, whatever its case and accents; what stands in quotes word by word. A number, as in `2.2`, finds the
indicator of that number, and `action 16` the action; `2.2 Q1` a person's own return (returns.py). What a person may
see is asked of the rows, never of the index: docs/adr/0029.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q

from strategy_portal.access import may
from strategy_portal.fulltext.engines import engine
from strategy_portal.fulltext.words import Term, flat, terms_of

from .index import bring_up_to_date
from .kinds import KINDS, Kind
from .returns import page_of, returns_found, state_of, title_of

MOST_OF_A_KIND = 20
MANY = 100
"""Of more than so many that were found only the keys are read of all."""
AROUND = 60
"""Letters of a text that stand on either side of the word that was found in it."""

RETURNS = "Returns"
INDICATORS = next(kind.number for kind in KINDS if kind.heading == "Indicators")

NUMBER = re.compile(r"(?P<outcome>\d{1,3})\.(?P<order>\d{1,3})")
ACTION = re.compile(r"(?:action\s*)?(?P<number>\d{1,4})", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """One row. `said` is the piece of its texts in which the words stand, empty where its title says them."""

    title: str
    url: str
    within: str
    said: str = ""


@dataclass(frozen=True)
class FoundOfKind:
    """`more` is how many were found besides those that are shown."""

    heading: str
    found: tuple[Found, ...]
    more: int


def search(text: str, user: Any) -> list[FoundOfKind]:
    """What this person may see of it, kind by kind; kinds without any are left out.

    A query for each kind, or two where much is found, three for the index, and four for the person's own returns.
    """
    terms = terms_of(text)
    if not terms:
        return []
    bring_up_to_date()
    places = _places(terms)
    found = [_of(kind, places.get(kind.number, {}), text, terms, user) for kind in KINDS if may(user, kind.route)]
    found.append(_returns(text, terms, places, user))
    return [each for each in found if each.found]


def _places(terms: Sequence[Term]) -> dict[int, dict[int, int]]:
    """By kind and key the place of each row that was found, the best first."""
    places: dict[int, dict[int, int]] = {}
    for place, (kind, key) in enumerate(engine().find(terms)):
        places.setdefault(kind, {})[key] = place
    return places


def _returns(text: str, terms: Sequence[Term], places: Mapping[int, Mapping[int, int]], user: Any) -> FoundOfKind:
    """The person's own: the words besides the period and the number are looked up, unless they were already."""

    def indicators(wanted: Sequence[Term]) -> list[int]:
        found = places if list(wanted) == list(terms) else _places(wanted)
        return list(found.get(INDICATORS, {}))

    rows = returns_found(text, user, indicators)
    if rows is None:
        return FoundOfKind(RETURNS, (), 0)
    shown = list(rows[: MOST_OF_A_KIND + 1])
    more = rows.order_by().count() - MOST_OF_A_KIND if len(shown) > MOST_OF_A_KIND else 0
    found = (Found(title_of(row), page_of(row, user), state_of(row)) for row in shown[:MOST_OF_A_KIND])
    return FoundOfKind(RETURNS, tuple(found), more)


def _of(kind: Kind, places: Mapping[int, int], text: str, terms: Iterable[Term], user: Any) -> FoundOfKind:
    """Whose number it is comes first, then as the index puts them; those of one place in the order of their pages."""
    by_number = _by_number(kind, text.strip())
    seen = kind.rows(user).filter(Q(pk__in=list(places)) | by_number if by_number else Q(pk__in=list(places)))
    numbered = -1

    def place_of(key: int) -> int:
        return places.get(key, numbered)

    if len(places) > MANY:
        keys = sorted(seen.order_by().values_list("pk", flat=True), key=place_of)
        rows = {row.pk: row for row in kind.rows(user).filter(pk__in=keys[:MOST_OF_A_KIND])}
        shown, count = [rows[key] for key in keys[:MOST_OF_A_KIND] if key in rows], len(keys)
    else:
        all_rows = sorted(seen, key=lambda row: place_of(row.pk))
        shown, count = all_rows[:MOST_OF_A_KIND], len(all_rows)
    words = [each for term in terms for each in (*term.words, term.alternative) if each]
    return FoundOfKind(kind.heading, tuple(_shown(kind, row, words) for row in shown), count - len(shown))


def _by_number(kind: Kind, text: str) -> Q | None:
    if kind.heading == "Indicators" and (found := NUMBER.fullmatch(text)):
        return Q(key_output__outcome__number=int(found["outcome"]), order=int(found["order"]))
    if kind.heading == "Actions" and (found := ACTION.fullmatch(text)):
        return Q(number=int(found["number"]))
    return None


def _shown(kind: Kind, row: Model, words: Iterable[str]) -> Found:
    title = kind.title(row)
    missing = [word for word in words if word not in flat(title)]
    texts = [text for field in kind.own_texts if (text := str(getattr(row, field)))]
    said = next((piece for text in texts if (piece := piece_of(text, missing))), "") if missing else ""
    return Found(title, row.get_absolute_url(), kind.within(row), said)  # type: ignore[attr-defined]


def piece_of(text: str, words: Iterable[str]) -> str:
    """The part of a text around the first of the words that stands in it; empty where none does."""
    plain = flat(text)
    for word in words:
        at = plain.find(flat(word))
        if at >= 0:
            begin, end = max(0, at - AROUND), at + len(word) + AROUND
            return f"{'…' if begin else ''}{text[begin:end].strip()}{'…' if end < len(text) else ''}"
    return ""
