"""The deed of scoring a consultation against the engagement standards (rules 10.6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from strategy_portal.models import User
from strategy_portal.records.history import delete_with_history, save_with_history
from strategy_portal.records.versions import Refused, claim

from ..models import Consultation, EngagementScore, EngagementStandard

LEAST, MOST, STEP = Decimal(1), Decimal(6), Decimal("0.5")
SCORES = [LEAST + STEP * half for half in range(int((MOST - LEAST) / STEP) + 1)]
"""1 to 6 in halves."""


@dataclass(frozen=True)
class Scored:
    """A score with its comment. No score: the standard is not scored, and has no comment either."""

    score: Decimal | None
    comment: str = ""


@transaction.atomic
def save_scores(
    *, consultation: Consultation, scored: Mapping[EngagementStandard, Scored], seen: int, by: User
) -> None:
    """Score a consultation against the standards of one edition; those of another edition are taken away.

    Raises ChangedMeanwhile, and Refused for a comment without a score and for a score that is not one of SCORES.
    """
    held = claim(consultation, seen, EngagementScore, consultation=consultation)
    stored = {score.standard_id: score for score in held.scores.select_related("standard")}
    for standard, given in scored.items():
        _check(standard, given)
        score = stored.pop(standard.pk, None)
        if given.score is None:
            _take_away(score, by)
            continue
        score = score or EngagementScore(consultation=held, standard=standard)
        if (score.score, score.comment) != (given.score, given.comment.strip()):
            score.score, score.comment = given.score, given.comment.strip()
            save_with_history(score, by=by)
    for other in stored.values():
        _take_away(other, by)


def _check(standard: EngagementStandard, given: Scored) -> None:
    if given.score is None and given.comment.strip():
        raise Refused(f"Score “{standard}”, or leave its comment empty", f"score_{standard.pk}")
    if given.score is not None and given.score not in SCORES:
        raise Refused(f"Score “{standard}” from 1 to 6, in halves", f"score_{standard.pk}")


def _take_away(score: EngagementScore | None, by: User) -> None:
    if score is not None:
        delete_with_history(score, by=by)
