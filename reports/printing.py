"""Makes the PDF of one document: a process of its own, so that only it goes without the collection of garbage.

Standard input is JSON: `html`, and `assets`, the path and the content type of each file that the document may load.
Standard output is the PDF. It knows no setting and no database, and is the only module that imports WeasyPrint.
"""

import gc
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

SCHEME = "portal:"


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


def pdf(html: str, fetcher: URLFetcher) -> bytes:
    """A tagged PDF/UA-1 with bookmarks, contents list and page numbers."""
    return HTML(string=html, url_fetcher=fetcher).write_pdf(pdf_variant="pdf/ua-1")


def main() -> None:
    gc.disable()  # the boxes of a growing document are no garbage, and are gone through again and again
    given = json.load(sys.stdin)
    sys.stdout.buffer.write(pdf(given["html"], PackagedAssets(given["assets"])))


if __name__ == "__main__":
    main()
