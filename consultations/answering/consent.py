"""The deed of putting right whether a writer agreed, where staff said so wrongly when they typed it in (trust S7)."""

from datetime import datetime

from django.db import transaction

from strategy_portal.models import User
from strategy_portal.records.history import save_with_history
from strategy_portal.records.versions import Refused, claim

from ..models import Comment, Redaction, Submission
from ..moderating.services import check_names_nobody, save_decided
from .services import NOT_AGREED

TYPED_IN = (Submission.Channel.PAPER, Submission.Channel.LETTER)
"""The ways in on which a member of staff says for the writer whether they agreed."""


@transaction.atomic
def correct_consent(
    *, submission: Submission, consented: bool, reason: str, seen: int, by: User, at: datetime
) -> Submission:
    """Say whether the writer agreed; what they wrote follows.

    With consent, what was withheld for want of it waits for a moderator; without, all of it is withheld. `seen` is the
    `version_of` the submission. Raises Refused, ChangedMeanwhile.
    """
    held = claim(submission, seen, Submission, id=submission.pk)
    if held.channel not in TYPED_IN:
        raise Refused("They said themselves whether they agree, so nobody else says otherwise")
    if held.consented == consented:
        raise Refused("This is what stands there already", "consented")
    comments = list(held.comments.select_for_update(of=("self",)).select_related("submission__contact"))
    for comment in comments:
        check_names_nobody(reason, comment, _marked(comment), field="reason")
    held.consented = consented
    save_with_history(held, by=by, reason=reason)
    for comment in comments:
        if _follows(comment, consented):
            save_decided(comment, by=by, at=at, reason=reason)
    return held


def _follows(comment: Comment, consented: bool) -> bool:
    """Change what is shown of it, if that depends on consent; what is removed since can't be moderated any more."""
    if not consented and comment.state != Comment.State.WITHHELD:
        comment.withhold(NOT_AGREED)
        return True
    if consented and comment.withheld_reason == NOT_AGREED and hasattr(comment, "original"):
        comment.wait()
        return True
    return False


def _marked(comment: Comment) -> list[str]:
    """The words that look personal in what was received, as far as it is still there."""
    if not hasattr(comment, "original"):
        return []
    return [comment.original.text[each.start : each.end] for each in Redaction.objects.filter(comment=comment)]
