"""Published comments with their themes, to take away: as CSV and as a workbook."""

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from strategy_portal.spreadsheets.cells import Cell, csv_text

from ..models import Comment, Consultation

COLUMNS = ("Comment", "Question", "What was said", "Whose words", "Campaign", "Themes")
WIDTHS = (10, 40, 80, 16, 30, 40)
THEME_COLUMNS = ("Theme", "Comments", "Of all comments", "Together with those above")


def comment_rows(consultation: Consultation) -> Iterator[tuple[Cell, ...]]:
    """One row for each published comment, nothing of what was received: four queries. Drafts of themes are left out."""
    comments = consultation.comments.shown().select_related("question", "campaign")
    for comment in comments.prefetch_related("codings__themes__merged_into").order_by("order"):
        yield (
            comment.order,
            comment.question.text if comment.question else "",
            comment.text,
            "The source’s" if comment.is_summary else "The writer’s",
            comment.campaign.title if comment.campaign else "",
            "; ".join(_themes(comment)),
        )


def _themes(comment: Comment) -> list[str]:
    given = {theme.merged_into or theme for coding in comment.codings.all() for theme in coding.themes.all()}
    return [theme.title for theme in sorted(given, key=lambda theme: theme.order) if theme.is_counted]


def comments_csv(consultation: Consultation) -> str:
    return csv_text([COLUMNS, *comment_rows(consultation)])


def write_comments(consultation: Consultation, themes: Sequence[Sequence[Cell]], out: BinaryIO) -> None:
    """Two sheets: the comments, and the themes in figures."""
    from strategy_portal.spreadsheets.writing import Pen, new_book  # takes long to load, and few ask for it

    book = new_book(out, title=consultation.title, creator=consultation.strategy.organisation)
    wraps = {"text_wrap": True, "valign": "top"}
    head, body = book.add_format(wraps | {"bold": True}), book.add_format(wraps)
    for title, widths, headings, rows in (
        ("Comments", WIDTHS, COLUMNS, comment_rows(consultation)),
        ("Themes", (40, 14, 18, 26), THEME_COLUMNS, themes),
    ):
        pen = Pen(book, title, widths)
        pen.sheet.freeze_panes("A2")
        pen.write(headings, [head] * len(widths))
        for row in rows:
            pen.write(row, [body] * len(widths))
    book.close()
