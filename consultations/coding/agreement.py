"""How far two coders agree on the comments that both have read, theme by theme, and where they differ."""

from collections import Counter
from dataclasses import dataclass

from strategy_portal.domain.findings import CodingAgreement, coder_agreement

from ..models import Coding, Comment, Consultation, Theme


@dataclass(frozen=True)
class OnTheme:
    """Agreement on one theme: how many comments each gave it to, of those that both have read."""

    theme: Theme
    first: int
    second: int
    agreement: CodingAgreement


@dataclass(frozen=True)
class CodingDifference:
    """A comment that two coders read differently, with what only the one and only the other gave it."""

    comment: Comment
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]


@dataclass(frozen=True)
class Compared:
    """Two coders. `both` is how many comments both have read: the base of every figure."""

    both: int
    the_same: int
    themes: tuple[OnTheme, ...]
    differences: tuple[CodingDifference, ...]


def coders_of(consultation: Consultation) -> list[tuple[int, str]]:
    """Who has coded anything, those who read most first: (primary key, name)."""
    codings = Coding.objects.filter(comment__consultation=consultation).exclude(coder=None)
    coders = Counter(coding.coder for coding in codings.select_related("coder") if coding.coder)
    ordered = sorted(coders, key=lambda coder: (-coders[coder], str(coder)))
    return [(coder.pk, str(coder)) for coder in ordered]


def compare(consultation: Consultation, first: int, second: int) -> Compared:
    """Both codings of each comment that both have read; a merged theme counts as the one it was merged into."""
    themes = list(consultation.themes.exclude(state=Theme.State.MERGED))
    one, other = _by_comment(consultation, first), _by_comment(consultation, second)
    shared = sorted(one.keys() & other.keys())
    differ = [key for key in shared if one[key] != other[key]]
    by_theme = []
    for theme in themes:
        judged = [(theme.pk in one[key], theme.pk in other[key]) for key in shared]
        given = sum(mine for mine, _ in judged), sum(theirs for _, theirs in judged)
        by_theme.append(OnTheme(theme, *given, coder_agreement(judged)))
    differences = []
    for comment in consultation.comments.filter(pk__in=differ).select_related("original"):
        mine, theirs = one[comment.pk], other[comment.pk]
        only_first = tuple(theme.title for theme in themes if theme.pk in mine - theirs)
        only_second = tuple(theme.title for theme in themes if theme.pk in theirs - mine)
        differences.append(CodingDifference(comment, only_first, only_second))
    return Compared(len(shared), len(shared) - len(differ), tuple(by_theme), tuple(differences))


def _by_comment(consultation: Consultation, coder: int) -> dict[int, frozenset[int]]:
    codings = Coding.objects.filter(comment__consultation=consultation, coder=coder).prefetch_related("themes")
    return {
        coding.comment_id: frozenset(theme.merged_into_id or theme.pk for theme in coding.themes.all())
        for coding in codings
    }
