"""Deeds on the council's replies: what it answers to a theme or a comment, and whether the public can read it."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction

from actions.models import Action
from strategy_portal.models import User
from strategy_portal.records.events import Event
from strategy_portal.records.history import delete_with_history, recorded, save_with_history
from strategy_portal.records.versions import Refused, claim

from ..models import Comment, Consultation, Reply, Theme


@dataclass(frozen=True)
class Answered:
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
def save_reply(*, about: Theme | Comment, answered: Answered, seen: int, by: User) -> Reply:
    """Reply to a theme or a comment, or change the reply. `seen` is the version of the reply that the person saw.

    Raises ChangedMeanwhile, Refused.
    """
    link = "theme" if isinstance(about, Theme) else "comment"
    claim(about.consultation, seen, Reply, **{link: about})
    answered.check(about.consultation)
    reply = Reply.objects.filter(**{link: about}).first() or Reply(consultation=about.consultation, **{link: about})
    if reply.pk and reply.is_final and not answered.is_final:
        raise Refused("It is final already: to take it away, withdraw it and say why", "is_final")
    reply.is_final = answered.is_final
    reply.kind, reply.text, reply.reason = answered.kind, answered.text.strip(), answered.reason.strip()
    reply.is_demonstration = by.is_demonstration
    with recorded(by=by):
        reply.save()
        reply.actions.set(answered.actions)
    return reply


@transaction.atomic
def withdraw_reply(*, reply: Reply, reason: str, seen: int, by: User) -> None:
    """Take a reply away; the history keeps it. Raises ChangedMeanwhile, Refused without a reason."""
    claim(reply, seen, Reply, id=reply.pk)
    if not reason.strip():
        raise Refused("Say why the reply is withdrawn", "reason")
    delete_with_history(reply, by=by, event=Event.WITHDRAWN, reason=reason.strip())


@transaction.atomic
def publish(*, consultation: Consultation, seen: int, by: User) -> None:
    """Let everyone read the findings and the replies. Raises ChangedMeanwhile."""
    _set_published(consultation, True, "“We asked, you said, we did” published", seen, by)


@transaction.atomic
def unpublish(*, consultation: Consultation, reason: str, seen: int, by: User) -> None:
    """Take the public page away. Raises ChangedMeanwhile, Refused without a reason."""
    if not reason.strip():
        raise Refused("Say why the page is taken away", "reason")
    _set_published(consultation, False, reason.strip(), seen, by)


def _set_published(consultation: Consultation, is_published: bool, reason: str, seen: int, by: User) -> None:
    held = claim(consultation, seen, Consultation, id=consultation.pk)
    held.is_published = is_published
    save_with_history(held, by=by, reason=reason)
