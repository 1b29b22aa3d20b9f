"""A document as one sequence of blocks, whatever kind of file it came as; plain text and sheets as such blocks."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

HEADING, PARAGRAPH, ITEM, TABLE = "heading", "paragraph", "item", "table"

LONGEST_HEADING = 90
SHORT_LINE = 50
BULLET = re.compile(r"([-*•▪◦–]|\d{1,3}[.)]|[a-z][.)])[ \t]+(?=\S)")
RULE = re.compile(r"[\s|+:=-]*-{3,}[\s|+:=-]*")
GAP = re.compile(r" {2,}")


@dataclass(frozen=True)
class Block:
    """A heading with its level, a paragraph, an entry of a list with its depth and its sign, or a table.

    `place` says in words where it stands: `page 4, table 2`.
    """

    kind: str
    text: str = ""
    level: int = 0
    sign: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    place: str = ""

    def kept(self) -> dict[str, Any]:
        """As it is stored; what is empty is left out."""
        return {name: value for name, value in asdict(self).items() if value}


def block_of(kept: dict[str, Any]) -> Block:
    """The block that was stored as `kept`."""
    return Block(**{**kept, "rows": tuple(tuple(row) for row in kept.get("rows", ()))})


def one_line(text: str) -> str:
    return " ".join(text.split())


# --- Plain text ------------------------------------------------------------------------------------------------------


def text_blocks(text: str) -> list[Block]:
    """Plain text: chunks between empty lines. Tables have tabs, upright strokes, or columns below a line of titles."""
    found: list[Block] = []
    for number, page in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\f"), 1):
        prefix = f"page {number}, " if "\f" in text else ""
        found += _TextPage(page.split("\n"), prefix).blocks()
    return found


@dataclass
class _TextPage:
    lines: list[str]
    prefix: str
    at: int = 0
    """The line to be read next."""

    def blocks(self) -> Iterator[Block]:
        while self.at < len(self.lines):
            if not self.lines[self.at].strip():
                self.at += 1
                continue
            yield from self._next()

    def _next(self) -> Iterator[Block]:
        first = self.at
        if rows := self._with_sign("\t") or self._with_sign("|") or self._in_columns():
            yield Block(TABLE, rows=rows, place=self._place(first))
            return
        line = self.lines[self.at].strip()
        if match := re.match(r"(#{1,6})\s+(\S.*?)#*$", line):
            self.at += 1
            yield Block(HEADING, match[2].strip(), len(match[1]), place=self._place(first))
        elif match := re.fullmatch(r"(\*\*|__)(?=\S)([^*_]+?)\1:?", line):
            self.at += 1
            yield Block(HEADING, match[2].strip(), 6, place=self._place(first))
        elif match := BULLET.match(line):
            depth = 1 + (len(self.lines[self.at]) - len(self.lines[self.at].lstrip())) // 2
            text = line[match.end() :] + self._continued()
            yield Block(ITEM, one_line(text), depth, match[1], place=self._place(first))
        else:
            yield self._prose()

    def _prose(self) -> Block:
        first = self.at
        text = self.lines[self.at].strip()
        alone = first == 0 or not self.lines[first - 1].strip()
        below = self.lines[first + 1].strip() if first + 1 < len(self.lines) else ""
        if re.fullmatch(r"={3,}|-{3,}|~{3,}", below):
            self.at += 2
            return Block(HEADING, text, 1 if below[0] == "=" else 2, place=self._place(first))
        if alone and self._is_head(text, below):
            self.at += 1
            return Block(HEADING, one_line(text), 1 if first == 0 else 2, place=self._place(first))
        text += self._continued()
        is_short = len(text) <= LONGEST_HEADING and not text.endswith((".", ";", ",", "?", "!"))
        if alone and not below and is_short and not text.endswith(":"):
            return Block(HEADING, one_line(text), 1 if first == 0 or text.isupper() else 2, place=self._place(first))
        return Block(PARAGRAPH, one_line(text), place=self._place(first))

    @staticmethod
    def _is_head(text: str, below: str) -> bool:
        """A short line without a full stop, above a line that begins anew: wrapped lines are longer."""
        is_short = len(text) <= SHORT_LINE and not text.endswith((".", ";", ",", ":", "?", "!"))
        return is_short and below[:1].isupper() and not _says(text)

    def _continued(self) -> str:
        """The further lines of what begins at this line."""
        self.at += 1
        found = ""
        while self.at < len(self.lines):
            line = self.lines[self.at].strip()
            if not line or BULLET.match(line) or "\t" in line or line.startswith(("#", "|")) or _says(line):
                break
            found += f" {line}"
            self.at += 1
        return found

    def _with_sign(self, sign: str) -> tuple[tuple[str, ...], ...]:
        """Lines that have the sign, at least two of them, are rows."""
        rows = []
        at = self.at
        while at < len(self.lines) and sign in self.lines[at].strip(" "):
            line = self.lines[at].strip(" ")
            if sign != "|" or not RULE.fullmatch(line):
                cells = line.strip("|").split("|") if sign == "|" else line.split(sign)
                rows.append(tuple(one_line(cell) for cell in cells))
            at += 1
        if len(rows) < 2:
            return ()
        self.at = at
        return tuple(rows)

    def _in_columns(self) -> tuple[tuple[str, ...], ...]:
        """Columns by their place: those of the first line, its cells two spaces or more apart."""
        titles = self.lines[self.at].rstrip()
        starts = [0, *(gap.end() for gap in GAP.finditer(titles) if gap.start() > 0)]
        chunks = list(self._chunks(starts)) if len(starts) > 1 else []
        if not chunks or (len(starts) == 2 and len(chunks) < 2):
            return ()
        is_spaced = len(chunks) > 2
        rows: list[tuple[str, ...]] = []
        for _, lines in chunks:
            cut = [_cut(line, starts) for line in lines]
            if is_spaced:
                rows.append(_joined(cut))
                continue
            for cells in cut:  # without empty lines between the rows, a row begins in the first column
                if rows and not cells[0]:
                    rows[-1] = _joined([rows[-1], cells])
                else:
                    rows.append(cells)
        if len(rows) < 2:
            return ()
        self.at = chunks[-1][0] + len(chunks[-1][1])
        return tuple(rows)

    def _chunks(self, starts: Sequence[int]) -> Iterator[tuple[int, list[str]]]:
        """Each run of lines that keep to the columns and fill two of them at least, with the place of its first."""
        at = self.at
        while at < len(self.lines):
            if not self.lines[at].strip() or RULE.fullmatch(self.lines[at]):
                at += 1
                continue
            end = at
            while end < len(self.lines) and self.lines[end].strip() and not RULE.fullmatch(self.lines[end]):
                end += 1
            lines = self.lines[at:end]
            if not all(_keeps(line, starts) for line in lines):
                return
            if sum(bool(cell) for cell in _joined([_cut(line, starts) for line in lines])) < 2:
                return
            yield at, lines
            at = end

    def _place(self, first: int) -> str:
        return f"{self.prefix}line {first + 1}"


def _says(line: str) -> bool:
    """A line that begins with a word and a colon begins something of its own: “Owner: Libraries”."""
    return bool(re.match(r"(?:[A-Z][\w’']*)(?: [\w’']+){0,4}:\s", line))


def _keeps(line: str, starts: Sequence[int]) -> bool:
    return all(len(line) < start or line[start - 1] == " " for start in starts[1:])


def _cut(line: str, starts: Sequence[int]) -> tuple[str, ...]:
    return tuple(one_line(line[start:end]) for start, end in zip(starts, [*starts[1:], None], strict=True))


def _joined(rows: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(one_line(" ".join(cells)) for cells in zip(*rows, strict=True))


# --- Sheets ----------------------------------------------------------------------------------------------------------


def sheet_blocks(name: str, rows: Sequence[Sequence[str]]) -> list[Block]:
    """A sheet: what stands alone in its row is a line of text, what has several cells belongs to a table."""
    found: list[Block] = [Block(HEADING, name, 1, place=f"sheet {name}")] if name else []
    table: list[tuple[str, ...]] = []
    first = 0
    for number, row in enumerate([*rows, []], 1):
        cells = tuple(one_line(cell) for cell in row)
        filled = sum(map(bool, cells))
        if filled > 1 or (filled == 1 and table):
            first = first or number
            table.append(cells)
            continue
        if table:
            found += _table_of(name, table, first)
            table, first = [], 0
        if filled == 1:
            text = next(filter(None, cells))
            kind = HEADING if len(text) <= LONGEST_HEADING else PARAGRAPH
            found.append(Block(kind, text, 2 if kind == HEADING else 0, place=f"sheet {name}, row {number}"))
    return found


def _table_of(name: str, rows: list[tuple[str, ...]], first: int) -> Iterator[Block]:
    width = max(map(len, rows))
    yield Block(
        TABLE, rows=tuple((*row, *[""] * (width - len(row))) for row in rows), place=f"sheet {name}, row {first}"
    )
