"""About how many sheets a cover report takes, before it is laid out: that takes half a second, this some milliseconds.

What stands in the document is put together as `report-print.css` sets it: blocks with their margins, rows of tables in
their columns, words broken into lines by the font's own widths. A test compares it with what is laid out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import pairwise

from .composing.lines import MM, Room

FIRST_SECTION = '<section class="report__section report__section--first'
"""What the first section begins with."""
SHEET, WIDE = 264.0, 176.0
"""Of what is printed on a sheet: how high and how wide, in mm. The first has 6 mm more, which the masthead takes."""
POINT = 1 / MM
HIDDEN = ("visually-hidden", "screen-only")
VOID = ("br", "img", "meta", "link", "hr", "col")
BOLD, BOLDER = ("strong", "b", "h1", "h2", "h3"), 1.035
"""By how much wider bold letters are."""


@dataclass(frozen=True)
class Flow:
    """How many sheets the sections take from their first one on, and what of the last sheet is filled, 0 to 1."""

    sheets: int
    filled: float

    @property
    def taken(self) -> float:
        return self.sheets - 1 + self.filled


def sheets_of_summary(document: str) -> float:
    """What page one of a cover report takes of a sheet, up to the first section."""
    body = document.partition("<body")[2].partition(">")[2].partition(FIRST_SECTION)[0]
    return _stacked(_blocks(_tree(body).children)) / SHEET


def sheets_of_sections(document: str, begun: float = 0) -> Flow:
    """What the sections take, each row and each heading kept together as they are printed.

    Of the first sheet so much is taken already.
    """
    _, start, rest = document.partition(FIRST_SECTION)
    return _paginated(_blocks(_tree(start + rest).children), begun * SHEET)


# --- The document as a tree ------------------------------------------------------------------------------------------


@dataclass
class _Node:
    tag: str = ""
    classes: tuple[str, ...] = ()
    span: int = 1
    children: list["_Node | str"] = field(default_factory=list)

    def all(self, *tags: str) -> Iterator["_Node"]:
        for child in self.children:
            if isinstance(child, _Node):
                if child.tag in tags:
                    yield child
                else:
                    yield from child.all(*tags)

    def has(self, name: str) -> bool:
        return name in self.classes

    @property
    def text(self) -> str:
        return "".join(self.texts())

    def texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag == "br":
                yield "\n"
            else:
                yield from child.texts()

    @property
    def bold(self) -> float:
        """Which part of its text is bold, 0 to 1."""
        whole = len(self.text)
        return sum(len(each.text) for each in self.all(*BOLD)) / whole if whole else 0


class _Reader(HTMLParser):
    """Leaves out what is not printed."""

    def __init__(self):
        super().__init__()
        self.root = _Node()
        self.open, self.hidden = [self.root], 0

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        node = _Node(tag, tuple((given.get("class") or "").split()), int(given.get("colspan") or 1))
        if tag in VOID:
            if not self.hidden:
                self.open[-1].children.append(node)
            return
        if self.hidden or any(name in node.classes for name in HIDDEN):
            self.hidden += 1
            return
        self.open[-1].children.append(node)
        self.open.append(node)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if self.hidden:
            self.hidden -= 1
        elif len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data):
        if not self.hidden:
            self.open[-1].children.append(" " + data if data[:1].isspace() else data)


def _tree(html: str) -> _Node:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


# --- What it takes ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Block:
    """Something that stands on one sheet: its height, and the space above and below it, in mm.

    Where it `keeps`, the next one stands on the same sheet; `again` is the head of its table, repeated on a new one.
    """

    height: float
    above: float = 0
    below: float = 0
    keeps: bool = False
    again: float = 0


def _stacked(blocks: Iterable[_Block]) -> float:
    """How high they are one below the other; of two spaces that meet the larger one stands."""
    found = list(blocks)
    between = sum(max(first.below, second.above) for first, second in pairwise(found))
    return sum(block.height for block in found) + between + (found[-1].below if found else 0)


def _paginated(blocks: Iterable[_Block], reached: float) -> Flow:
    sheets, below = 1, 0.0
    for kept in _kept_together(blocks):
        height, first = _stacked(kept) - kept[-1].below, kept[0]
        space = max(below, first.above) if reached else 0
        if reached and reached + space + height > SHEET:
            sheets, reached, space = sheets + 1, first.again, 0
        reached, below = reached + space + height, kept[-1].below
    return Flow(sheets, reached / SHEET)


def _kept_together(blocks: Iterable[_Block]) -> Iterator[list[_Block]]:
    kept: list[_Block] = []
    for block in blocks:
        kept.append(block)
        if not block.keeps:
            yield kept
            kept = []
    if kept:
        yield kept


@dataclass(frozen=True)
class _Type:
    """How a block is set: size and line in points, the space above and below and at its left in mm."""

    size: float = 10
    line: float = 13.5
    above: float = 0
    below: float = 1.6
    left: float = 0
    keeps: bool = False


TYPES = {
    "h1": _Type(20, 24, 3, 2), "h2": _Type(13, 17, 5, 1.4, keeps=True), "h3": _Type(10.5, 13.5, 3.4, 0.9, keeps=True),
    "p": _Type(), "li": _Type(below=0.5, left=4.5),
}  # fmt: skip
BY_CLASS = {
    "report__lead": _Type(12.5, 16.5, 0, 1.8), "report__more": _Type(9, 12, 1, 0), "report-note": _Type(8.25, 10.75),
    "report__colours": _Type(8.25, 10.75, 1, 0),
}  # fmt: skip
NARROW = _Type(9.5, 12.5, 0, 0)
OF_SUMMARY = {"h2": _Type(13, 17, 1.5, 1.4, keeps=True), "p": NARROW, "li": _Type(9.5, 12.5, 0, 0.5, 5.5)}
OF_PAIR = OF_SUMMARY | {"h3": _Type(10.5, 13.5, 1.8, 0.2)}
FACTS_ACROSS, FACT, FACT_BELOW = 3, 9.6, 1


def _blocks(children: Iterable[_Node | str], types: dict[str, _Type] = TYPES, width: float = WIDE) -> Iterator[_Block]:
    nodes = [child for child in children if isinstance(child, _Node)]
    for place, node in enumerate(nodes):
        following = nodes[place + 1] if place + 1 < len(nodes) else None
        if node.has("masthead"):
            yield _Block(2 * 15 * POINT + 1 + 2 * POINT - 6)
        elif node.has("report__facts"):
            yield _facts(node)
        elif node.has("report__pair"):
            columns = [child for child in node.children if isinstance(child, _Node)]
            yield _Block(max((_stacked(_blocks(each.children, OF_PAIR, 84)) for each in columns), default=0))
        elif node.has("report__ask"):
            head = _Type(10.5, 13.5, 0, 0.5)
            yield _Block(2.2 + _stacked(_blocks(node.children, OF_SUMMARY | {"h3": head}, width - 6.8)), 2.2)
        elif node.tag == "table":
            yield from _table(node)
        elif node.tag in types:
            kind = next((BY_CLASS[name] for name in reversed(node.classes) if name in BY_CLASS), types[node.tag])
            keeps = kind.keeps or (node.tag == "p" and following is not None and following.has("table-region"))
            yield from _text(node, kind, width, keeps=keeps)
        elif node.tag in ("ul", "ol"):
            left = 8 if node.has("report__decisions") else 5.5 if node.tag == "ol" else 4.5
            kind = replace(types["li"], left=left)
            for item in node.all("li"):
                yield _Block(kind.line * POINT * _lines(item, kind.size, width - left), 0, kind.below)
            yield _Block(0, 0, 1.6 if types is TYPES else 0)
        elif node.has("report__section--silent"):
            yield _Block(TYPES["h2"].line * POINT, TYPES["h2"].above, TYPES["p"].below)
        elif node.has("report__summary"):
            yield from _blocks(node.children, TYPES | OF_SUMMARY, width)
        else:
            yield from _blocks(node.children, types, width)


def _text(node: _Node, kind: _Type, width: float, *, keeps: bool) -> Iterator[_Block]:
    """A paragraph goes on on another sheet, two lines of it at least on each."""
    lines = _lines(node, kind.size, width - kind.left)
    line = kind.line * POINT
    if not lines:
        return
    if lines < 4 or keeps:
        yield _Block(lines * line, kind.above, kind.below, keeps)
        return
    yield _Block(2 * line, kind.above)
    for _ in range(lines - 4):
        yield _Block(line)
    yield _Block(2 * line, 0, kind.below)


def _facts(node: _Node) -> _Block:
    """In rows of three, each as high as its highest."""
    height, facts = 0.0, [each for each in node.children if isinstance(each, _Node)]
    for start in range(0, len(facts), FACTS_ACROSS):
        row = facts[start : start + FACTS_ACROSS]
        lines = max(_lines(each, 10, 56.6) for each in row)
        height += max(FACT, 0.5 + lines * 12 * POINT) + FACT_BELOW
    return _Block(height, 0, 1)


def _lines(node: _Node, size: float, width: float) -> int:
    return Room(size, width / (1 + (BOLDER - 1) * node.bold), 0).lines_of(node.text)


# --- Tables ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Columns:
    """The widths of a table’s first columns in mm, the others share what is left; `pad` is above and below a cell."""

    first: tuple[float, ...] = ()
    last: float = 0
    pad: float = 2.0
    has_head: bool = True

    def widths(self, count: int) -> list[float]:
        ends = [self.last] if self.last else []
        known = [*self.first[: count - len(ends)]]
        left = count - len(known) - len(ends)
        rest = WIDE - sum(known) - self.last
        return known + [rest / left for _ in range(left)] + ends


COLUMNS = {
    "report-things": _Columns((83,), pad=1.8), "report-implications": _Columns((9, 64), pad=1.6, has_head=False),
    "report-outcomes": _Columns((46, 22, 18)), "report-years": _Columns((62,), pad=1.5),
    "report-deeds": _Columns((52, 27, 20, 31), pad=1.6), "report-deeds--bare": _Columns((66, 32), pad=1.6),
    "report-courses": _Columns((50, 18, 17, 20, 18), 34, pad=1.2), "report-promised": _Columns((52, 72)),
    "report-acting": _Columns((62,), pad=1.6), "report-promises": _Columns((62,), pad=1.6),
    "report-fates": _Columns((36,)), "report-facts": _Columns((26,)), "report-handover": _Columns((36,)),
}  # fmt: skip
RULE, HEAD_RULE = 0.45 * POINT, 0.9 * POINT
BESIDE, TOLD = 2, 7.5
"""The space between cells, and before the words of an indicator’s row."""
NARROWER = 0.6
"""An indicator’s figures and its words stand closer together."""
BADGE, GROUP = 0.2, 1
"""What a figure’s status makes a row higher, and what stands above a group."""


def _table(table: _Node) -> Iterator[_Block]:
    if table.has("report-stood"):
        yield _stood(table)
        return
    columns = next((COLUMNS[name] for name in reversed(table.classes) if name in COLUMNS), _Columns())
    heads = [row for head in table.all("thead") for row in head.all("tr")] if columns.has_head else []
    count = max((sum(cell.span for cell in row.all("td", "th")) for row in table.all("tr")), default=1)
    widths = columns.widths(count)
    head = sum(_row(row, widths, columns.pad if columns.pad < 2 else 2, 8.5, 10.5) + HEAD_RULE - RULE for row in heads)
    if head:
        yield _Block(head, keeps=True)
    whole = table.has("report__signature") or table.has("report-handover")
    ends_in_two = table.has("report-promises") or table.has("report-acting")
    bodies = list(table.all("tbody"))
    rows = [(row, list(body.all("tr"))[-1] is row, len(bodies) > 1) for body in bodies for row in body.all("tr")]
    for place, (row, is_last, in_groups) in enumerate(rows):
        keeps = whole or row.has("report-group") or (in_groups and not is_last and table.has("report-missed"))
        keeps = keeps or (ends_in_two and place == len(rows) - 2)
        above = (3 if table.has("report__signature") else 0) if not place and not head else 0
        below = 1.6 if place == len(rows) - 1 else 0
        pad = columns.pad - (NARROWER if table.has("report-missed") else 0)
        yield _Block(_row(row, widths, pad), above, below, keeps and place < len(rows) - 1, head)


def _row(row: _Node, widths: list[float], pad: float, size: float = 8.75, line: float = 11.5) -> float:
    lines, place, cells = 1, 0, list(row.all("td", "th"))
    indent = TOLD if row.has("report-told") else 0
    for cell in cells:
        width = sum(widths[place : place + cell.span]) - indent - (0 if cell is cells[-1] else BESIDE)
        place += cell.span
        shapes = any(each.has("shapes") for each in cell.all("span"))
        lines = max(lines, _lines(cell, size, max(width, 5)) + (shapes and len(widths) == 4))
    badges = BADGE if any(each.has("badge") for each in row.all("span")) else 0
    return lines * line * POINT + pad + RULE + badges + (GROUP if row.has("report-group") else 0)


def _stood(table: _Node) -> _Block:
    height = 10.5 * POINT + 1.5 + HEAD_RULE
    for row in (row for body in table.all("tbody") for row in body.all("tr")):
        notes = sum(each.has("report-note") for each in _deep(row))
        height += (11.5 + (10.75 if notes else 0)) * POINT + 1.5 + RULE
    return _Block(height, 0, 1.6)


def _deep(node: _Node) -> Iterator[_Node]:
    for child in node.children:
        if isinstance(child, _Node):
            yield child
            yield from _deep(child)
