"""Help: the how-tos of docs/ as pages of the portal, and which of them the “?” of a page opens."""

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.views.generic import TemplateView

from .addresses import address

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

DOCS = Path(settings.BASE_DIR) / "docs"
FIGURES = "figures"
"""The one page of help that is not a how-to: how each figure is made."""

GROUPS = (
    ("Every day", "enter-a-quarter fill-in-a-workbook approve-values run-an-action-plan your-account"),
    ("Understand what you see", f"{FIGURES} read-the-board see-how-it-stood"),
    ("Run a strategy", "start-a-council from-a-document set-up-indicators chase-returns"),
    ("Ask the public", "run-a-consultation read-comments"),
    ("Meetings and reports", "hold-a-meeting make-a-report write-a-report"),
    ("For who runs the portal", """
        look-after-people configure use-the-api check-the-history leave-and-move run-on-postgresql read-the-benchmark
        read-the-stress-test"""),
)  # fmt: skip

OPENED_BY = (
    ("indicators:import-* indicators:return-workbook", "fill-in-a-workbook"),
    ("indicators:past-*", "start-a-council"),
    ("indicators:return-* indicators:value-* indicators:day-choose", "enter-a-quarter"),
    ("indicators:approval-*", "approve-values"),
    ("indicators:figure-history", FIGURES),
    ("indicators:indicator-list indicators:indicator-detail indicators:indicator-changes", "read-the-board"),
    ("indicators:*", "set-up-indicators"),
    ("outcomes:strategy-list outcomes:strategy-detail outcomes:outcome-detail", "read-the-board"),
    ("outcomes:*", "start-a-council"),
    ("actions:framing-*", "from-a-document"),
    ("actions:successor-create", "start-a-council"),
    ("actions:*", "run-an-action-plan"),
    ("consultations:comment-* consultations:theme-* consultations:campaign-list", "read-comments"),
    ("consultations:coder-agreement consultations:consent-* consultations:removal-*", "read-comments"),
    ("consultations:*", "run-a-consultation"),
    ("reports:board reports:strategy-board reports:radar reports:published-*", "read-the-board"),
    ("reports:meeting-* reports:decision-*", "hold-a-meeting"),
    ("reports:owes reports:team-owes reports:reminders reports:nudge-create reports:digest-detail", "chase-returns"),
    ("reports:own-reminders reports:calendar-* reports:*-remarks", "chase-returns"),
    ("reports:first-steps", "start-a-council"),
    ("reports:watch-list reports:indicator-watch reports:action-watch", "your-account"),
    ("reports:report-compose reports:place-* reports:compose-record", "write-a-report"),
    ("reports:*", "make-a-report"),
    ("council-edit", "start-a-council"),
    ("people:account people:absence-edit people:token-create people:token-end", "your-account"),
    ("account_* mfa_* usersessions_list", "your-account"),
    ("people:*", "look-after-people"),
)
"""Names of routes, `*` for anything, and the how-to that their “?” opens: the first that fits."""


@dataclass(frozen=True)
class HelpPage:
    """A how-to as HTML. Raw HTML in it would stand there as text."""

    name: str
    title: str
    about: str
    """Its first sentence, as plain text."""
    html: SafeString
    headings: tuple[tuple[str, str], ...]
    """Of its sections: the mark in the address and the text."""


def help_url(route: str) -> str:
    """The page of help that belongs to a page of the portal, else the list of all."""
    for patterns, name in OPENED_BY:
        if any(fnmatchcase(route, pattern) for pattern in patterns.split()):
            return address("help-detail", name)
    return address("help-list")


@lru_cache(maxsize=64)  # the files belong to the release
def help_page(name: str) -> HelpPage | None:
    """The how-to of that name; None if there is none."""
    path = DOCS / f"{name}.md" if name == FIGURES else DOCS / "how-to" / f"{name}.md"
    if name not in NAMES or not path.is_file():
        return None
    tokens = _reader().parse(path.read_text(encoding="utf-8"))
    heading, text, about = _take_title(tokens)
    for token in tokens:
        _adapt(token)
    html = _reader().renderer.render(tokens, _reader().options, {})
    return HelpPage(name, text, about, mark_safe(html), tuple(heading))


NAMES = frozenset(" ".join(names for _, names in GROUPS).split())


@lru_cache(maxsize=1)
def _reader() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # no other page needs it in memory
    from mdit_py_plugins.anchors import anchors_plugin

    reader = MarkdownIt("commonmark", {"html": False}).enable("table").use(anchors_plugin, max_level=3)
    reader.add_render_rule("code_block", _code)
    reader.add_render_rule("table_open", _table)
    reader.add_render_rule("table_close", lambda *_: "</table></div>")
    return reader


def _code(self: Any, tokens: "list[Token]", at: int, options: Any, env: Any) -> str:
    """Examples that the tests run are for who checks the rules: folded."""
    text = format_html("<pre><code>{}</code></pre>", tokens[at].content)
    is_example = tokens[at].content.startswith(">>>")
    return (
        format_html("<details><summary>Example, as the tests run it</summary>{}</details>", text)
        if is_example
        else text
    )


def _table(self: Any, tokens: "list[Token]", at: int, options: Any, env: Any) -> str:
    """A region that scrolls by keyboard too, named after the heading before it."""
    before = [tokens[each + 1] for each in range(at) if tokens[each].type == "heading_open"]
    label = plain(before[-1]) if before else "Overview"
    number = sum(token.type == "table_open" for token in tokens[: at + 1])
    opening = '<div class="table-region" role="region" aria-label="Table {}: {}" tabindex="0"><table class="ds_table">'
    return format_html(opening, number, label)


def _take_title(tokens: "list[Token]") -> tuple[list[tuple[str, str]], str, str]:
    """Take the title out, which the page itself shows; and say what the sections are and the first sentence."""
    inline = [(tokens[at - 1], token) for at, token in enumerate(tokens) if token.type == "inline"]
    title = inline[0][1].content
    del tokens[:3]
    first = next((plain(token) for opened, token in inline[1:] if opened.type == "paragraph_open"), "")
    sections = [(str(opened.attrs["id"]), plain(token)) for opened, token in inline if opened.tag == "h2"]
    return sections, title, beginning_of(first)


def beginning_of(text: str, least: int = 40) -> str:
    """The first sentences of a paragraph, so many that they say something."""
    said = ""
    for sentence in re.split(r"(?<=[.:]) ", text):
        said = f"{said} {sentence}".strip()
        if len(said) >= least:
            break
    return said


def plain(token: "Token") -> str:
    """The text of a line without its marks."""
    return "".join(" " if child.type == "softbreak" else child.content for child in token.children or ())


def _adapt(token: "Token") -> None:
    """Links lead to pages of the portal; a link to a file that is no page of help is plain text."""
    open_links: list[bool] = []
    for child in token.children or ():
        if child.type == "link_open":
            to = _address_of(str(child.attrs["href"]))
            open_links.append(bool(to))
            child.attrs["href"] = to
            child.hidden = not to
        elif child.type == "link_close":
            child.hidden = not open_links.pop()


def _address_of(link: str) -> str:
    if link.startswith("#") or "://" in link:
        return link
    file, _, mark = link.partition("#")
    name = Path(file).stem
    return f"{address('help-detail', name)}{'#' + mark if mark else ''}" if name in NAMES else ""


class HelpList(TemplateView):
    """All pages of help by what one wants to do."""

    template_name = "help_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        groups = [(title, [help_page(name) for name in names.split()]) for title, names in GROUPS]
        return super().get_context_data(groups=groups, **kwargs)


class HelpDetail(TemplateView):
    """One page of help."""

    template_name = "help_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = help_page(kwargs["name"])
        if page is None:
            raise Http404("There is no help of that name.")
        return super().get_context_data(page=page, **kwargs)
