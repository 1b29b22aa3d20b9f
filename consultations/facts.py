"""Loads a consultation, and the engagement standards, from facts files."""

from datetime import time
from decimal import Decimal

from django.utils.text import slugify

from outcomes.models import Strategy
from strategy_portal.facts import FOLDER, Facts, read

from .models import Coding, Comment, Consultation, EngagementStandard, Note, Theme, ThemeShare

NOTES = {
    "channels": Note.Kind.CHANNEL,
    "publicity": Note.Kind.PUBLICITY,
    "groups_contacted": Note.Kind.GROUP_CONTACTED,
    "top_comments": Note.Kind.TOP_COMMENT,
    "lessons_learned": Note.Kind.LESSON,
    "feedback_to_participants": Note.Kind.TOLD,
}


def load_engagement_standards() -> None:
    standards = read(FOLDER / "engagement-standards.yaml")
    for edition in standards.rest():
        for number, title in enumerate(standards.take(edition), 1):
            EngagementStandard.objects.get_or_create(edition=edition, number=number, defaults={"title": title})


def load_consultation(strategy: Strategy, facts: Facts) -> None:
    if not facts.has("consultation"):
        return
    entry = facts.part("consultation")
    title = entry.text("title")
    responses = entry.take("responses")
    invited = entry.take("invited")
    consultation = Consultation.objects.create(
        strategy=strategy,
        slug=slugify(title),
        title=title,
        is_from_source=True,
        opened_on=entry.take("opened_on"),
        closed_on=entry.take("closed_on"),
        method=entry.text("method"),
        submission_count=responses,
        submission_note="Some are the collated views of whole groups" if responses else "",
        comment_count=entry.take("comments"),
        panel_size=entry.take("citizens_panel_size"),
        invited_count=invited,
        invited_note="A random sample of the Citizens Panel" if invited else "",
        interested_count=entry.take("expressed_interest"),
        community_council_count=entry.take("community_council_responses_received"),
    )
    for key, kind in NOTES.items():
        for order, text in enumerate(entry.take(key) or [], 1):
            consultation.notes.create(kind=kind, order=order, text=text)
    _agreement(consultation, entry)
    _themes(consultation, entry)
    _events(consultation, entry)
    _scores(consultation, entry)
    entry.finish()


def _agreement(consultation: Consultation, entry: Facts) -> None:
    share = entry.take("agreement_with_vision_and_principles_percent")
    if share:
        consultation.questions.create(
            order=1,
            text="Agreement with the vision and the principles",
            agreement_low=Decimal(share["low"]),
            agreement_high=Decimal(share["high"]),
            note="The values for each principle are in a chart that the source text lacks",
        )


def _themes(consultation: Consultation, entry: Facts) -> None:
    """Of what groups said, as the source sums it up, each is a comment under the theme that it stands under."""
    ranked, others = entry.take("top_themes_in_order") or [], entry.take("other_named_themes") or []
    findings = entry.take("findings") or {}
    place = 0
    for order, title in enumerate([*ranked, *others, *findings], 1):
        rank = order if order <= len(ranked) else None
        theme = consultation.themes.create(order=order, title=title, rank=rank, state=Theme.State.CONFIRMED)
        for text in findings.get(title, ()):
            place += 1
            comment = Comment(consultation=consultation, order=place, is_summary=True)
            comment.show(text)
            comment.save()
            Coding.objects.create(comment=comment).themes.add(theme)
    as_written = entry.text("share_of_all_comments_in_the_five_named_themes")
    if as_written:
        share = ThemeShare.objects.create(consultation=consultation, as_written=as_written)
        share.themes.set(consultation.themes.all())


def _events(consultation: Consultation, entry: Facts) -> None:
    for order, meeting in enumerate(entry.parts("events"), 1):
        starts, _, ends = meeting.text("time").partition("-")
        consultation.meetings.create(
            order=order,
            group=meeting.text("group"),
            place=meeting.text("place"),
            held_on=meeting.take("date"),
            starts=time.fromisoformat(starts) if starts else None,
            ends=time.fromisoformat(ends) if ends else None,
            attended=meeting.take("attended"),
        )
        meeting.finish()


def _scores(consultation: Consultation, entry: Facts) -> None:
    standards = {standard.title: standard for standard in EngagementStandard.objects.filter(edition=2005)}
    for score in entry.parts("engagement_standards"):
        figure = Decimal(str(score.take("score")))
        consultation.scores.create(standard=standards[score.text("standard")], score=figure)
        score.finish()
