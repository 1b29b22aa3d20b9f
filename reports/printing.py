"""Makes the PDFs of documents: a process of its own, so that only it goes without the collection of garbage.

Standard input is JSON: `documents`, each with `drafts`, the document as HTML and perhaps shorter ones in its place,
`most`, how many sheets it may have, `lengths`, about what each draft takes, and whether it stands `apart`; `whole`,
whether all that do not are wanted in one file besides, each with the page numbers that it has alone; and `assets`, the
path and the content type of each file that a document may load. Standard output is a line of JSON that says of each
file which draft was `chosen`, the first that fits or else the last, how many `sheets` it has, on which of them each
section `begins`, and its `size` in bytes; then the files. What it writes besides lies in the folder of `TMPDIR`, which
who starts it takes away. It knows no setting and no database, and is the only module that imports WeasyPrint.
"""

import gc
import json
import os
import resource
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

from weasyprint import HTML, Document
from weasyprint.urls import URLFetcher, URLFetcherResponse

SCHEME = "portal:"
VARIANT = "pdf/ua-1"
MEMORY = 4 * 1024**3
CPU_SECONDS = 300
END = "document-end"
"""The anchor of what stands last."""
NEARLY_EMPTY = 0.4
"""A last sheet that ends above so much of its height looks forgotten."""
ROOMY, SNUG = '<body class="report ', '<body class="report report--snug '
"""Snug, a document has less room between its lines and rows: letters are never made smaller."""


class NotPackaged(ValueError):
    """A document asked for something that does not come with the portal."""

    def __init__(self, url: str):
        super().__init__(f"Reports load nothing but the portal’s own files, so not {url[:80]}")


class PackagedAssets(URLFetcher):
    """Fetches `portal:` addresses. Every other one, and every name that is not in `assets`, is refused."""

    def __init__(self, assets: Mapping[str, tuple[str, str]]):
        super().__init__()
        self.assets = assets

    def fetch(self, url, headers=None):
        """Raises NotPackaged."""
        name = url.removeprefix(SCHEME)
        if not url.startswith(SCHEME) or name not in self.assets:
            raise NotPackaged(url)
        path, content_type = self.assets[name]
        return URLFetcherResponse(url, Path(path).read_bytes(), {"Content-Type": content_type})


@dataclass(frozen=True)
class LaidOut:
    """A document on its sheets, and which of its drafts it is."""

    chosen: int
    document: Document

    @property
    def sheets(self) -> int:
        return len(self.document.pages)

    @property
    def begins(self) -> dict[str, int]:
        """On which sheet each section begins, by its anchor."""
        anchors = ((name, number) for number, page in enumerate(self.document.pages, 1) for name in page.anchors)
        return {name: number for name, number in anchors if name.startswith("section-")}

    @property
    def summary_sheets(self) -> int:
        """How many sheets have no section yet; 0 where the first begins on the first, or there is none."""
        return min(self.begins.values(), default=1) - 1

    @property
    def last_is_nearly_empty(self) -> bool:
        last = self.document.pages[-1]
        return self.sheets > 1 and bool(last.anchors.get(END, (0, last.height))[1] < NEARLY_EMPTY * last.height)

    @property
    def pdf(self) -> bytes:
        """Tagged PDF/UA-1 with bookmarks and page numbers."""
        return self.document.write_pdf(pdf_variant=VARIANT)


def lay_out(drafts: Sequence[str], most: int | None, fetcher: URLFetcher, lengths: Sequence[float] = ()) -> LaidOut:
    """The first draft that has room on so many sheets, its summary on one, or the last.

    `lengths` says what the sections of each draft may take: where they have no room, only a shorter draft is tried.
    """
    shortest = inf
    for chosen, html in enumerate(drafts):
        is_last = chosen == len(drafts) - 1
        if lengths and lengths[chosen] >= shortest and not is_last:
            continue
        laid_out = _laid_out(chosen, html, fetcher)
        if most is None or is_last or (laid_out.sheets <= most and laid_out.summary_sheets <= 1):
            return _without_rest(laid_out, html, fetcher)
        if lengths and laid_out.sheets - laid_out.summary_sheets >= most:
            shortest = lengths[chosen]
    raise ValueError("There is no document to print")


def _laid_out(chosen: int, html: str, fetcher: URLFetcher) -> LaidOut:
    return LaidOut(chosen, HTML(string=html, url_fetcher=fetcher).render(pdf_variant=VARIANT))


def _without_rest(roomy: LaidOut, html: str, fetcher: URLFetcher) -> LaidOut:
    """Laid out snugly where that saves a last sheet with little on it."""
    if not roomy.last_is_nearly_empty:
        return roomy
    snug = _laid_out(roomy.chosen, html.replace(ROOMY, SNUG, 1), fetcher)
    return snug if snug.sheets < roomy.sheets else roomy


def together(parts: Sequence[LaidOut]) -> LaidOut:
    """All sheets in one document, as they are laid out: nothing is laid out twice, and no page number differs."""
    first = parts[0].document
    return LaidOut(0, first.copy([page for part in parts for page in part.document.pages]))


def limit() -> None:
    """First of all: no document takes all the memory, or goes on for ever."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    limit()
    gc.disable()  # the boxes of a growing document are no garbage, and are gone through again and again
    given = json.load(sys.stdin)
    fetcher = PackagedAssets(given["assets"])
    parts = [lay_out(each["drafts"], each["most"], fetcher, each["lengths"]) for each in given["documents"]]
    joined = [part for part, each in zip(parts, given["documents"], strict=True) if not each["apart"]]
    files = [*parts, together(joined)] if given["whole"] else parts
    made = [(each, each.pdf) for each in files]
    said: list[dict[str, Any]] = [
        {"chosen": each.chosen, "sheets": each.sheets, "size": len(pdf), "begins": each.begins} for each, pdf in made
    ]
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + b"".join(pdf for _, pdf in made))
    sys.stdout.flush()
    os._exit(0)  # what the C libraries hold goes with the process: taken down piece by piece, it crashed now and then


if __name__ == "__main__":
    main()
