"""Makes the PDF of one document: a process of its own, so that only it goes without the collection of garbage.

Standard input is JSON: `drafts`, the document as HTML, perhaps shorter ones in its place; `most`, how many sheets it
may have; and `assets`, the path and the content type of each file that the document may load. Standard output is a line
of JSON that says which draft was `chosen`, the first that fits or else the last, and how many `sheets` it has; then the
PDF. It knows no setting and no database, and is the only module that imports WeasyPrint.
"""

import gc
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

SCHEME = "portal:"
VARIANT = "pdf/ua-1"


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


def pdf(drafts: Sequence[str], most: int | None, fetcher: URLFetcher) -> tuple[int, int, bytes]:
    """Which draft, how many sheets, and a tagged PDF/UA-1 with bookmarks, contents list and page numbers."""
    for chosen, html in enumerate(drafts):
        laid_out = HTML(string=html, url_fetcher=fetcher).render(pdf_variant=VARIANT)
        sheets = len(laid_out.pages)
        if most is None or sheets <= most or html is drafts[-1]:
            return chosen, sheets, laid_out.write_pdf(pdf_variant=VARIANT)
    raise ValueError("There is no document to print")


def main() -> None:
    gc.disable()  # the boxes of a growing document are no garbage, and are gone through again and again
    given = json.load(sys.stdin)
    chosen, sheets, made = pdf(given["drafts"], given["most"], PackagedAssets(given["assets"]))
    sys.stdout.buffer.write(json.dumps({"chosen": chosen, "sheets": sheets}).encode() + b"\n" + made)


if __name__ == "__main__":
    main()
