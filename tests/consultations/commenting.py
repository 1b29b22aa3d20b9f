"""Comments as they come in, made the short way."""

from datetime import UTC, datetime

from consultations.models import Comment, Consultation, Contact, Original, Submission, Theme
from consultations.moderating.services import spot_details
from consultations.scorecards.cards import ConsultationCard, consultation_cards
from strategy_portal.records.digests import text_digest
from strategy_portal.records.versions import Versioned

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)


def say(consultation: Consultation, *texts: str, name: str = "", submission: Submission | None = None) -> list[Comment]:
    """Comments that wait for moderation, marked as they come in; `name` was left as a contact."""
    first = consultation.comments.count() + 1
    if name:
        submission = submission or submit(consultation, f"R{first}")
        Contact.objects.create(submission=submission, name=name)
    made = []
    for order, text in enumerate(texts, first):
        comment = Comment.objects.create(
            consultation=consultation, order=order, submission=submission, original_digest=text_digest(text)
        )
        Original.objects.create(comment=comment, text=text)
        made.append(comment)
    spot_details(made)
    return made


def submit(consultation: Consultation, receipt: str, channel: str = "web", **fields) -> Submission:
    return Submission.objects.create(
        consultation=consultation, receipt=receipt, channel=channel, consented=True, started_at=AT, submitted_at=AT,
        **fields,
    )  # fmt: skip


def draft_codebook(consultation: Consultation, *titles: str, state: str = "confirmed") -> list[Theme]:
    first = consultation.themes.count() + 1
    return [
        Theme.objects.create(consultation=consultation, order=order, title=title, state=state)
        for order, title in enumerate(titles, first)
    ]


def version_now(row: Versioned) -> int:
    """As it is stored, whatever the object in hand has."""
    return type(row).objects.get(pk=row.pk).version


def consultation_card(consultation: Consultation) -> ConsultationCard:
    (card,) = consultation_cards(Consultation.objects.filter(pk=consultation.pk))
    return card
