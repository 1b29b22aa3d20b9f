"""The search behind the box in the header: each kind of row is asked itself, so that it is never out of date.

A word is found anywhere in a text, whatever its case. All words of a search have to be there. A number, as in `2.2`,
finds the indicator of that number, and `action 16` the action. See docs/adr/0024.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Model, Q, QuerySet, When

from actions.models import Action
from consultations.models import Consultation
from indicators.models import Indicator
from outcomes.editing.drafts import seen_by
from outcomes.models import Outcome
from reports.models import BoardMeeting, Decision
from reports.pages.library import readable_by
from strategy_portal.access import may

MOST_OF_A_KIND = 20
MOST_WORDS = 8
AROUND = 60
"""Letters of a text that stand on either side of the word that was found in it."""

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


@dataclass(frozen=True)
class Kind:
    """A kind of row: who may see it by which route, in which fields its words stand, and how it is shown."""

    heading: str
    route: str
    rows: Callable[[Any], QuerySet[Any]]
    titles: tuple[str, ...]
    texts: tuple[str, ...]
    title: Callable[[Any], str]
    within: Callable[[Any], str]


def _of_seen(model: Any) -> Callable[[Any], QuerySet[Any]]:
    """The rows of strategies that the person sees."""
    return lambda user: model.objects.filter(strategy__in=seen_by(user)).select_related("strategy")


KINDS = (
    Kind(
        "Strategies", "outcomes:strategy-detail", seen_by,
        ("title", "organisation", "organisation_short"), ("purpose", "scope", "vision"),
        lambda row: row.title, lambda row: row.organisation,
    ),
    Kind(
        "Outcomes", "outcomes:outcome-detail", _of_seen(Outcome),
        ("title",), ("description", "challenge", "opportunity", "approach"),
        lambda row: f"{row.number}. {row.title}", lambda row: str(row.strategy),
    ),
    Kind(
        "Indicators", "indicators:indicator-detail",
        lambda user: Indicator.objects.filter(key_output__outcome__strategy__in=seen_by(user))
        .with_setting().in_strategy_order(),
        ("title", "short_title", "code", "key_output__title"), ("definition", "sentence", "data_source", "owner__name"),
        lambda row: f"{row.reference} {row.title}", lambda row: str(row.outcome.strategy),
    ),
    Kind(
        "Actions", "actions:action-detail", _of_seen(Action),
        ("title",), ("description", "measures__text"),
        lambda row: str(row), lambda row: str(row.strategy),
    ),
    Kind(
        "Consultations", "consultations:consultation-detail",
        _of_seen(Consultation), ("title",), ("purpose",),
        lambda row: row.title, lambda row: str(row.strategy),
    ),
    Kind(
        "Reports", "reports:report-list", readable_by,
        ("title", "strategy__organisation"), ("reason",),
        lambda row: str(row), lambda row: row.strategy.organisation,
    ),
    Kind(
        "Meetings", "reports:meeting-detail", lambda user: BoardMeeting.objects.select_related("strategy"),
        ("body",), ("purpose",),
        lambda row: str(row), lambda row: str(row.strategy or "All strategies"),
    ),
    Kind(
        "Decisions", "reports:decision-detail", lambda user: Decision.objects.with_all(),
        ("text",), ("came_of",),
        lambda row: row.text, lambda row: str(row.meeting),
    ),
)  # fmt: skip
"""In the order of the apps."""


def search(text: str, user: Any) -> list[FoundOfKind]:
    """What this person may see of it, kind by kind; kinds without any are left out. One query for each kind."""
    words = words_of(text)
    if not words:
        return []
    return [found for kind in KINDS if may(user, kind.route) and (found := _of(kind, words, text.strip(), user)).found]


def words_of(text: str) -> list[str]:
    return text.replace("\0", " ").split()[:MOST_WORDS]


def _of(kind: Kind, words: Sequence[str], text: str, user: Any) -> FoundOfKind:
    """Those whose title says all the words come first."""
    in_title = _all_words(words, kind.titles) | _by_number(kind, text)
    anywhere = _all_words(words, (*kind.titles, *kind.texts)) | in_title
    chosen = kind.rows(user).filter(pk__in=kind.rows(user).filter(anywhere).order_by().values("pk"))
    rows = chosen.alias(titled=Case(When(in_title, then=0), default=1)).order_by(
        "titled", *(chosen.query.order_by or chosen.model._meta.ordering)
    )
    found = list(rows[: MOST_OF_A_KIND + 1])
    more = chosen.count() - MOST_OF_A_KIND if len(found) > MOST_OF_A_KIND else 0
    return FoundOfKind(kind.heading, tuple(_shown(kind, row, words) for row in found[:MOST_OF_A_KIND]), more)


def _all_words(words: Iterable[str], fields: Sequence[str]) -> Q:
    """Each word stands in one of the fields."""
    wanted = Q()
    for word in words:
        wanted &= Q(*((f"{field}__icontains", word) for field in fields), _connector=Q.OR)
    return wanted


def _by_number(kind: Kind, text: str) -> Q:
    if kind.heading == "Indicators" and (found := NUMBER.fullmatch(text)):
        return Q(key_output__outcome__number=int(found["outcome"]), order=int(found["order"]))
    if kind.heading == "Actions" and (found := ACTION.fullmatch(text)):
        return Q(number=int(found["number"]))
    return Q(pk__in=[])


def _shown(kind: Kind, row: Model, words: Sequence[str]) -> Found:
    title = kind.title(row)
    missing = [word for word in words if word.lower() not in title.lower()]
    texts = [text for field in kind.texts if "__" not in field and (text := str(getattr(row, field)))]
    said = next((piece for text in texts if (piece := piece_of(text, missing))), "") if missing else ""
    url = row.get_absolute_url()  # type: ignore[attr-defined]
    return Found(title, url, kind.within(row), said)


def piece_of(text: str, words: Iterable[str]) -> str:
    """The part of a text around the first of the words that stands in it; empty where none does."""
    for word in words:
        at = text.lower().find(word.lower())
        if at >= 0:
            begin, end = max(0, at - AROUND), at + len(word) + AROUND
            return f"{'…' if begin else ''}{text[begin:end].strip()}{'…' if end < len(text) else ''}"
    return ""
