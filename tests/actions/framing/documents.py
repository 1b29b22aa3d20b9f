"""Documents to be read, made here from the facts or for the tests; nothing of them is embellished."""

import io
import textwrap
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from docx import Document

FACTS = Path(settings.BASE_DIR) / "fixtures" / "facts"
COLUMNS = (34, 44, 24)


def facts(name: str) -> dict[str, Any]:
    return yaml.safe_load((FACTS / f"{name}.yaml").read_text(encoding="utf-8"))


def in_columns(rows: Iterable[Sequence[str]], widths: Sequence[int] = COLUMNS) -> str:
    """A table of plain text: cells wrapped, an empty line between the rows."""
    chunks = []
    for row in rows:
        cells = [textwrap.wrap(cell, width - 2) or [""] for cell, width in zip(row, widths, strict=True)]
        height = max(map(len, cells))
        lines = [[*cell, *[""] * (height - len(cell))] for cell in cells]
        chunks.append("\n".join("".join(f"{part:{w}}" for part, w in zip(line, widths, strict=True)).rstrip()
                                for line in zip(*lines, strict=True)))  # fmt: skip
    return "\n\n".join(chunks)


def west_lothian() -> str:
    """The strategy of 2023 to 2028 as plain text: its tables with their marks, and the notes below them."""
    said = facts("wlc-customer-2023-28")
    parts = [said["strategy"]["title"], said["strategy"]["organisation"], said["strategy"]["purpose"]]
    for outcome in said["outcomes"]:
        number = outcome["number"]
        parts += [f"Outcome {number}: {outcome['title']}", outcome["description"]]
        parts += [f"Challenge: {outcome['challenge']}", f"Opportunity: {outcome['opportunity']}"]
        indicators = [each for each in said["indicators"] if each["outcome"] == number]
        parts.append(in_columns([("Key Output", "Indicator", "Target"), *map(_indicator, indicators)]))
        if any(each["level"] == "wlam" for each in indicators):
            parts.append("* Collected per WLAM unit and reported as a council average.")
        if any(each.get("new_indicator") for each in indicators):
            parts.append("* New indicator.")
        for each in indicators:
            if each.get("not_yet_measured"):
                parts.append(f"** Suggested by {each['suggested_by']}, not yet measured.")
        actions = [
            f"Action {each['number']}: {each['title']}." for each in said["actions"] if number in each["outcomes"]
        ]
        parts += ["Actions:", *actions]
    return "\n\n".join(parts) + "\n"


def _indicator(said: dict[str, Any]) -> tuple[str, str, str]:
    mark = "*" if said["level"] == "wlam" or said.get("new_indicator") else "**" if said.get("not_yet_measured") else ""
    return said["key_output"], said["title"] + mark, said["target_text"]


def east_lothian() -> bytes:
    """The action plan of 2023-2028 as Word: one table, a line across it for each theme."""
    said = facts("elc-customer-2023-28")
    document = Document()
    document.add_heading(f"{said['strategy']['organisation']} {said['strategy']['title']}", 0)
    document.add_heading("Action Plan", 1)
    themes = {each["number"]: each["title"] for each in said["outcomes"]}
    rows: list[Sequence[str]] = [("No.", "Action", "Owner", "Due date", "Outcome Measure")]
    for number, actions in groupby(said["actions"], key=lambda action: action["outcome"]):
        rows.append((f"Theme {number}: {themes[number]}", "", "", "", ""))
        rows += [
            (str(a["number"]), a["title"], " & ".join(a["owners"]), a["due"], "\n".join(a["measures"])) for a in actions
        ]
    table = document.add_table(0, 5)
    for row in rows:
        cells = table.add_row().cells
        if row[1]:
            for cell, text in zip(cells, row, strict=True):
                cell.text = text
        else:
            cells[0].merge(cells[4]).text = row[0]
    return saved(document)


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
