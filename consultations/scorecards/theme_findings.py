"""What the comments are about: themes by frequency, together and by respondent type (rules 10.4 and 10.5)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from strategy_portal.domain.findings import Share, cumulative_shares, hide_small_cells, theme_shares

from ..models import Comment, Consultation, Theme

NO_TYPE = "Not stated"
Given = tuple[int, int | None]
"""A comment and a theme that somebody gave it; none: read, and none of the themes."""


@dataclass(frozen=True)
class ThemeFinding:
    """A theme's share of all comments, and what it and those before it have together: a comment in two counts once."""

    theme: Theme
    share: Share
    together: Share


class Writer(NamedTuple):
    """As what and in which response a comment was made, where that is known."""

    kind: int | None
    submission: int | None

    def of(self, comment: int) -> tuple[str, int]:
        """Who made it: one respondent for each response; a comment without one is somebody's own."""
        return ("comment", comment) if self.submission is None else ("submission", self.submission)


@dataclass(frozen=True)
class ThemesByType:
    """Comments with a theme by respondent type. None: hidden, because so few respondents could be recognised.

    A group is one respondent, and so is whoever wrote several comments.
    """

    types: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]
    smallest: int

    @property
    def shows_nothing(self) -> bool:
        """Whether every cell is hidden: then a table would only say so, again and again."""
        return all(count is None for _, counts in self.rows for count in counts)


@dataclass(frozen=True)
class ThemeFindings:
    """Of all `comments` in people’s own words `read` were coded by somebody; `none` of these have a theme.

    `unused` are the confirmed themes that no comment was given: they have no line among `themes`.
    """

    comments: int
    read: int
    none: int
    themes: tuple[ThemeFinding, ...]
    unused: tuple[Theme, ...]
    by_type: ThemesByType | None


def theme_findings(consultation: Consultation) -> ThemeFindings | None:
    """Of one consultation. None where nobody has coded anything yet."""
    return theme_findings_of([consultation]).get(consultation.pk)


def theme_findings_of(consultations: Sequence[Consultation]) -> dict[int, ThemeFindings]:
    """What people coded in the portal, by consultation: one query, where themes and respondent types are prefetched.

    A draft is not counted, what is merged counts for the other theme, and the source's own counts stay apart.
    """
    comments = Comment.objects.filter(consultation__in=[each.pk for each in consultations], is_summary=False)
    given: dict[int, list[Given]] = defaultdict(list)
    writers: dict[int, dict[int, Writer]] = defaultdict(dict)
    rows = comments.order_by().values_list(
        "consultation", "pk", "submission__respondent_type", "submission", "codings__coder", "codings__themes"
    )
    for key, comment, kind, submission, coder, theme in rows:
        writers[key][comment] = Writer(kind, submission)
        if coder is not None:
            given[key].append((comment, theme))
    return {each.pk: _findings(each, given[each.pk], writers[each.pk]) for each in consultations if each.pk in given}


def _findings(consultation: Consultation, given: Sequence[Given], writers: Mapping[int, Writer]) -> ThemeFindings:
    themes = {theme.pk: theme for theme in consultation.themes.all()}
    having = _having(given, themes)
    ordered = sorted(having, key=lambda pk: (-len(having[pk]), themes[pk].order))
    sets, base = [having[pk] for pk in ordered], len(writers)
    shares, together = theme_shares(sets, base), cumulative_shares(sets, base)
    read = {comment for comment, _ in given}
    return ThemeFindings(
        comments=base,
        read=len(read),
        none=len(read - set().union(*sets)),
        themes=tuple(ThemeFinding(themes[pk], *both) for pk, *both in zip(ordered, shares, together, strict=True)),
        unused=tuple(theme for pk, theme in themes.items() if theme.is_counted and pk not in having),
        by_type=_by_type(consultation, [themes[pk] for pk in ordered], sets, writers),
    )


def _having(given: Sequence[Given], themes: dict[int, Theme]) -> dict[int, set[int]]:
    """The comments that have each confirmed theme."""
    found: dict[int, set[int]] = defaultdict(set)
    for comment, pk in given:
        theme = themes.get(pk or 0)
        counted = themes[theme.merged_into_id] if theme and theme.merged_into_id else theme
        if counted and counted.is_counted:
            found[counted.pk].add(comment)
    return found


def _by_type(
    consultation: Consultation,
    themes: Sequence[Theme],
    having: Sequence[set[int]],
    writers: Mapping[int, Writer],
) -> ThemesByType | None:
    titles = {each.pk: each.title for each in consultation.respondent_types.all()}
    kinds: list[int | None] = [*titles, *([None] if any(writer.kind is None for writer in writers.values()) else [])]
    if len(kinds) < 2 or not themes:
        return None
    cells = [[[comment for comment in found if writers[comment].kind == kind] for kind in kinds] for found in having]
    comments = [[len(cell) for cell in row] for row in cells]
    respondents = [[len({writers[comment].of(comment) for comment in cell}) for cell in row] for row in cells]
    shown = hide_small_cells(comments, consultation.smallest_cell, respondents)
    rows = tuple((theme.title, row) for theme, row in zip(themes, shown.cells, strict=True))
    types = tuple(titles[kind] if kind is not None else NO_TYPE for kind in kinds)
    return ThemesByType(types, rows, consultation.smallest_cell)
