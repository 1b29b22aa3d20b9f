"""Services of coding: each coder gives a comment its themes, and those that say the same become a campaign."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from strategy_portal.domain.personal_details import spotted
from strategy_portal.domain.similarity import Example, Suggestion, near_duplicates, suggestions
from strategy_portal.models import User
from strategy_portal.records.events import Event
from strategy_portal.records.history import delete_with_history, recorded, save_with_history
from strategy_portal.records.versions import Refused, claimed_at

from ..models import Campaign, Coding, Comment, Consultation, Theme
from ..moderating.services import people_of

EXAMPLES = 300
"""Comments coded last, among which similar ones are looked for."""


@dataclass(frozen=True)
class Progress:
    """How many comments there are to read, and how many of them this coder, and anybody, has read."""

    comments: int
    mine: int
    anybodys: int


@transaction.atomic
def code_comment(
    *, comment: Comment, themes: Collection[Theme], seen: int, by: User, at: datetime, whole_campaign: bool = False
) -> Coding:
    """Give a comment its themes; without any, none fits. `seen` is the version of the person’s own coding, 0: none yet.

    With `whole_campaign` the comments of its campaign that this person has not read get the same. Raises
    ChangedMeanwhile where they coded it in another window, Refused for a theme that is merged or another exercise's.
    """
    held = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    wrong = [
        each for each in themes if each.state == Theme.State.MERGED or each.consultation_id != held.consultation_id
    ]
    if wrong:
        raise Refused("A theme was merged into another meanwhile. Choose again", "themes")
    there = Coding.objects.filter(comment=held, coder=by, version=seen).first()
    if there and set(there.themes.all()) == set(themes):
        return there
    with claimed_at(Coding, seen, comment=held, coder=by) as coding:
        _write(coding, themes, at=at)
    if whole_campaign and held.campaign_id:
        for other in Comment.objects.filter(campaign=held.campaign_id).exclude(codings__coder=by):
            _write(Coding(comment=other, coder=by), themes, at=at)
    return coding


def _write(coding: Coding, themes: Collection[Theme], *, at: datetime) -> None:
    coding.coded_at = at
    with recorded(by=coding.coder, event=Event.CODED):
        coding.save()
        coding.themes.set(themes)


def progress(consultation: Consultation, coder: User) -> Progress:
    """Three queries."""
    to_code = consultation.comments.to_code()
    read = to_code.filter(codings__coder__isnull=False).distinct()
    return Progress(to_code.count(), to_code.filter(codings__coder=coder).count(), read.count())


def suggested_themes(comment: Comment, text: str) -> list[Suggestion]:
    """What similar comments were given and what the codebook's words point to: never counted, only offered."""
    themes = comment.consultation.themes.exclude(state=Theme.State.MERGED)
    codebook = {each.pk: f"{each.title} {each.description} {each.example}" for each in themes}
    recent = (
        Coding.objects.filter(comment__consultation=comment.consultation, coder__isnull=False)
        .exclude(comment=comment)
        .select_related("comment__original")
        .prefetch_related("themes")
        .order_by("-coded_at", "-pk")[:EXAMPLES]
    )
    examples = [
        Example(coding.comment.order, coding.comment.received, [theme.pk for theme in coding.themes.all()])
        for coding in recent
    ]
    return [each for each in suggestions(text, examples, codebook) if each.theme in codebook]


# --- Campaigns -------------------------------------------------------------------------------------------------------


def similar_comments(consultation: Consultation) -> list[list[Comment]]:
    """Groups of comments that say nearly the same and are in no campaign yet, for a person to confirm: one query."""
    comments = consultation.comments.to_code().filter(campaign=None).select_related("original").order_by("order")
    by_key = {comment.pk: comment for comment in comments}
    groups = near_duplicates([(comment.pk, comment.received) for comment in by_key.values()])
    return [[by_key[key] for key in group] for group in groups]


@transaction.atomic
def make_campaign(*, consultation: Consultation, title: str, comments: Iterable[Comment], by: User) -> Campaign:
    """A person has confirmed that these say the same: they are shown once and counted each. Raises Refused.

    Where there is a campaign of that title already, they join it.
    """
    title, chosen = title.strip(), list(comments)
    campaign = consultation.campaigns.filter(title=title).first()
    if len(chosen) < (1 if campaign else 2):
        raise Refused("Choose at least two comments", "comments")
    if not title:
        raise Refused("Give it a title", "title")
    for found in spotted(title, people_of(consultation)):
        words = title[found.start : found.end]
        raise Refused(f"“{words}” looks like a personal detail: give it a title that names nobody", "title")
    if campaign is None:
        campaign = Campaign(consultation=consultation, title=title)
        save_with_history(campaign, by=by)
    _put(chosen, campaign, by=by)
    return campaign


@transaction.atomic
def dissolve_campaign(*, campaign: Campaign, by: User) -> None:
    """Undo it: each comment stands by itself again. What they were given stays."""
    _put(campaign.comments.select_for_update(), None, by=by)
    delete_with_history(campaign, by=by)


def _put(comments: Iterable[Comment], campaign: Campaign | None, *, by: User) -> None:
    for comment in list(comments):
        comment.campaign = campaign
        comment.version += 1
        save_with_history(comment, by=by)
