"""Services of replying: what the council answers, whether the public can read it, scores of the standards."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from actions.models import Action
from strategy_portal.models import User
from strategy_portal.records.events import Event
from strategy_portal.records.history import delete_with_history, recorded, save_with_history, set_rows
from strategy_portal.records.versions import Refused, claim, claim_owner, claimed_at

from ..models import Comment, Consultation, EngagementStandard, Reply, Theme

SCORES = [Decimal("0.5") * half for half in range(2, 13)]
"""1 to 6 in halves."""


@dataclass(frozen=True)
class ReplyText:
    """What the council answers, and the actions in which it does so."""

    kind: str
    text: str = ""
    reason: str = ""
    actions: Collection[Action] = field(default_factory=tuple)
    is_final: bool = True

    def check(self, consultation: Consultation) -> None:
        """Raises Refused: who declines says why, who accepts says what follows; the actions are the strategy's."""
        declines = self.kind in (Reply.Kind.DECLINED, Reply.Kind.PARTLY)
        if declines and not self.reason.strip():
            raise Refused("Say why it is not, or not wholly, accepted: it will be published", "reason")
        if self.kind != Reply.Kind.DECLINED and not self.text.strip():
            raise Refused("Say what the council did or will do: it will be published", "text")
        if any(action.strategy_id != consultation.strategy_id for action in self.actions):
            raise Refused("Choose actions of this strategy", "actions")


@transaction.atomic
def save_reply(*, about: Theme | Comment, text: ReplyText, seen: int, by: User) -> Reply:
    """Reply to a theme or a comment, or change the reply. `seen` is the version of the reply that the person saw.

    Raises ChangedMeanwhile, Refused.
    """
    text.check(about.consultation)
    with claimed_at(Reply, seen, **about_in(about)) as reply:
        if reply.pk and reply.is_final and not text.is_final:
            raise Refused("It is final already: to take it away, withdraw it and say why", "is_final")
        reply.consultation, reply.kind, reply.is_final = about.consultation, text.kind, text.is_final
        reply.text, reply.reason = text.text.strip(), text.reason.strip()
        reply.is_demonstration = by.is_demonstration
        with recorded(by=by, event=Event.REPLIED if reply.is_final else None):
            reply.save()
            reply.actions.set(text.actions)
    return reply


def about_in(about: Theme | Comment) -> dict[str, Any]:
    """The field of a reply that says what it is about."""
    return {"theme" if isinstance(about, Theme) else "comment": about}


@transaction.atomic
def withdraw_reply(*, reply: Reply, reason: str, seen: int, by: User) -> None:
    """Take a reply away; the history keeps it. Raises ChangedMeanwhile, Refused without a reason."""
    claim(reply, seen)
    if not reason.strip():
        raise Refused("Say why the reply is withdrawn", "reason")
    delete_with_history(reply, by=by, event=Event.WITHDRAWN, reason=reason.strip())


def why_ask(consultation: Consultation, on: date) -> list[str]:
    """What speaks against publishing findings now (rules 10.5); nothing where nothing does."""
    responses, smallest = consultation.submissions.received().count(), consultation.smallest_cell
    found = []
    if on <= consultation.closed_on:
        found.append(f"People can still answer until {consultation.closed_on:%-d %B %Y}, and may follow what they read")
    if 0 < responses < smallest:
        found.append(
            f"Only {responses} answered. Results of fewer than {smallest} are hidden, as somebody could be known"
        )
    return found


@transaction.atomic
def publish(*, consultation: Consultation, seen: int, by: User, on: date, sure: bool = False) -> None:
    """Let everyone read the findings and the replies. Raises ChangedMeanwhile, Refused where a person is asked first.

    `sure` answers that: they publish all the same.
    """
    held = claim(consultation, seen)
    if not sure and why_ask(held, on):
        raise Refused("Say that it is to be public all the same", "sure")
    held.is_published = True
    save_with_history(held, by=by, event=Event.PUBLISHED)


@transaction.atomic
def unpublish(*, consultation: Consultation, reason: str, seen: int, by: User) -> None:
    """Take the public page away. Raises ChangedMeanwhile, Refused without a reason."""
    if not reason.strip():
        raise Refused("Say why the page is taken away", "reason")
    held = claim(consultation, seen)
    held.is_published = False
    save_with_history(held, by=by, event=Event.UNPUBLISHED, reason=reason.strip())


# --- Engagement standards ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class GivenScore:
    """A score with its comment. No score: the standard is not scored; a comment may say why."""

    score: Decimal | None
    comment: str = ""


@transaction.atomic
def save_scores(
    *, consultation: Consultation, scores: Mapping[EngagementStandard, GivenScore], seen: int, by: User
) -> None:
    """Score a consultation against the standards of one edition; what another edition says of it stays.

    Raises ChangedMeanwhile, and Refused for a score that is not one of SCORES.
    """
    held = claim_owner(consultation, seen, by=by)
    for standard, given in scores.items():
        if given.score is not None and given.score not in SCORES:
            raise Refused(f"Score “{standard}” from 1 to 6, in halves", f"score_{standard.pk}")
    places = {
        (standard.pk,): {"score": given.score, "comment": given.comment.strip()}
        for standard, given in scores.items()
        if given.score is not None or given.comment.strip()
    }
    for other in held.scores.exclude(standard__in=scores):
        places[other.standard_id,] = {"score": other.score, "comment": other.comment}
    set_rows(held.scores, ["standard_id"], places, by=by)
