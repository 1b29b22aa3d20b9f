"""About how many sheets a document takes, before it is laid out: a layout takes half a second, this some milliseconds.

Blocks, rows and the lines that their characters may make are counted, and weighed by what they took in the reports of
the demonstration and the benchmark (least squares). Of those the summary was at most 0.15 of a sheet off, the sections
0.4: the estimate may say that a draft is far too long, and no more.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from math import ceil

SECTIONS = "report__section--first"
"""The class of the first section."""
LINE, ROW_LINE = 100, 115
"""So many characters have room in a line of text, and in one of a table across the sheet."""

OFF = 0.4
"""By how much of a sheet the estimate of the sections may be wrong."""


def sheets_of_summary(document: str) -> float:
    """What page one of a cover report takes of a sheet, up to the first section."""
    counted = _Counted.of(document.partition("<h1")[2].partition(SECTIONS)[0])
    return 0.02 * counted.lines + 0.0365 * counted.rows


def sheets_of_sections(document: str) -> float:
    """What the sections of a cover report take, from the first one on."""
    counted = _Counted.of(document.partition(SECTIONS)[2].partition(">")[2])
    text = 0.021 * counted.headings + 0.0153 * counted.blocks + 0.0152 * counted.lines
    return text + 0.0381 * counted.rows + 0.0025 * counted.row_lines


@dataclass
class _Counted(HTMLParser):
    """Headings, blocks of text with their lines, rows of tables with theirs."""

    headings: int = 0
    blocks: int = 0
    lines: int = 0
    rows: int = 0
    row_lines: int = 0
    _text: list[str] = field(default_factory=list)
    _cells: list[int] | None = None

    def __post_init__(self):
        super().__init__()

    @classmethod
    def of(cls, html: str) -> "_Counted":
        counted = cls()
        counted.feed(html)
        counted.close()
        return counted

    def handle_starttag(self, tag, attrs):
        if tag in ("p", "li", "h2", "h3", "br", "caption"):
            self._end_block()
        if tag == "tr":
            self._cells = []

    def handle_endtag(self, tag):
        if tag in ("p", "li"):
            self._end_block()
        elif tag in ("h2", "h3", "caption"):
            self.headings += tag == "h2"
            self._text.clear()
        elif tag in ("td", "th") and self._cells is not None:
            self._cells.append(self._length())
        elif tag == "tr" and self._cells:
            self.rows += 1
            self.row_lines += ceil(max(self._cells) * len(self._cells) / ROW_LINE)
            self._cells = None

    def handle_data(self, data):
        self._text.append(data)

    def _end_block(self) -> None:
        if self._cells is None and (length := self._length()):
            self.blocks += 1
            self.lines += ceil(length / LINE)

    def _length(self) -> int:
        length = len(" ".join("".join(self._text).split()))
        self._text.clear()
        return length
