"""Figures that only a source gives: how often each choice was made, and the order of themes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db import transaction

from strategy_portal.models import User
from strategy_portal.records.history import delete_with_history, recorded, save_with_history
from strategy_portal.records.versions import Refused, claim_owner

from ..models import Choice, Consultation, Question, Theme, ThemeShare


@dataclass(frozen=True)
class Reported:
    """What the source gives, by primary key; None: not stated. `share` is in its own words, of `share_of`."""

    choices: Mapping[int, int | None] = field(default_factory=dict)
    ranks: Mapping[int, int | None] = field(default_factory=dict)
    comments: Mapping[int, int | None] = field(default_factory=dict)
    share: str = ""
    share_of: Collection[Theme] = ()

    def check(self, questions: Collection[Question]) -> None:
        """Raises Refused: one rank twice, a share of nothing, more choices of one than people who answered."""
        ranks = [rank for rank in self.ranks.values() if rank is not None]
        twice = next((pk for pk, rank in self.ranks.items() if rank is not None and ranks.count(rank) > 1), None)
        if twice is not None:
            raise Refused("Two themes have this rank: give each a rank of its own", f"rank_{twice}")
        if bool(self.share) != bool(self.share_of):
            raise Refused("Give the share as the source words it, and choose the themes that it is of", "share")
        for question in questions:
            self._check_base(question)

    def _check_base(self, question: Question) -> None:
        """Where people made one choice each, they are no more than those who answered (rules 10.2)."""
        counts = {choice.pk: self.choices.get(choice.pk) or 0 for choice in question.choices.all()}
        if question.base is None or not counts:
            return
        most = max(counts.values()) if question.kind == Question.Kind.SEVERAL else sum(counts.values())
        if most > question.base:
            message = f"That is more than the {question.base:,} who answered “{question}”"
            raise Refused(message, f"choice_{max(counts, key=counts.__getitem__)}")


@transaction.atomic
def save_reported(*, consultation: Consultation, reported: Reported, seen: int, by: User) -> None:
    """What the portal counts itself stays apart from it. Raises ChangedMeanwhile, Refused."""
    held = claim_owner(consultation, seen, by=by)
    reported.check(held.questions.prefetch_related("choices"))
    for choice in Choice.objects.filter(question__consultation=held, pk__in=reported.choices):
        if choice.reported_count != reported.choices[choice.pk]:
            choice.reported_count = reported.choices[choice.pk]
            save_with_history(choice, by=by)
    for theme in held.themes.filter(pk__in=reported.ranks):
        stated = (reported.ranks[theme.pk], reported.comments[theme.pk])
        if (theme.rank, theme.comment_count) != stated:
            theme.rank, theme.comment_count = stated
            save_with_history(theme, by=by)
    _save_share(held, reported, by)


def _save_share(consultation: Consultation, reported: Reported, by: User) -> None:
    there = ThemeShare.objects.filter(consultation=consultation).first()
    if not reported.share:
        if there:
            delete_with_history(there, by=by)
        return
    share = there or ThemeShare(consultation=consultation)
    if not there or share.as_written != reported.share:
        share.as_written = reported.share
        save_with_history(share, by=by)
    with recorded(by=by):
        share.themes.set(reported.share_of)
