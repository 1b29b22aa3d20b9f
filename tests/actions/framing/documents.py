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
from openpyxl import Workbook
from weasyprint import HTML

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


# --- Documents that no council wrote, in layouts that the samples do not have -----------------------------------------


def nested_headings() -> bytes:
    """Word: outcomes as headings below “Our priorities”, lists of measures and of actions with labels, a note."""
    document = Document()
    document.add_heading("Anytown Council Housing Strategy 2026-2031", 0)
    document.add_heading("Our priorities", 1)
    for title, text, measures, actions in (
        (
            "Warm homes", "Homes that people can afford to heat.",
            ["Percentage of homes rated C or better – target 80%", "Average days to repair a boiler (target: 3 days)†"],
            ["Insulate council homes. Owner: Housing; Due: End 2028; Measure: Homes insulated",
             "Offer advice on bills. Lead: Housing and Advice; By when: Summer-ish"],
        ),
        (
            "A home for everyone", "Nobody sleeps rough.", ["Number of people sleeping rough, target at most 5"],
            ["Open a night shelter. Owner: Housing & Care; Due: 31 March 2027"],
        ),
    ):  # fmt: skip
        document.add_heading(title, 2)
        document.add_paragraph(text)
        document.add_heading("How we will know", 3)
        for entry in measures:
            document.add_paragraph(entry, style="List Bullet")
        document.add_heading("What we will do", 3)
        for entry in actions:
            document.add_paragraph(entry, style="List Bullet")
    document.add_paragraph("† Measured from the report of the fault.")
    document.add_heading("Equalities", 1)
    document.add_paragraph("An assessment was made.", style="List Bullet")
    return saved(document)


def table_for_each_theme() -> bytes:
    """A web page: a heading and a table for each theme, which nothing calls a theme; a cell that spans rows."""
    return b"""<!doctype html><html><head><title>Plan</title><script>alert(1)</script></head><body>
<h1>Digital Plan 2025 to 2027</h1><p>Anytown Council</p>
<h2>Skills</h2>
<table><tr><th>Ref</th><th>What we will do</th><th>Lead</th><th>By when</th><th>How we will know</th></tr>
<tr><td>1</td><td>Train volunteers</td><td rowspan="2">Libraries</td><td>Q2 2025/26</td><td><ul><li>Volunteers</li>
<li>Sessions</li></ul></td></tr>
<tr><td>2</td><td>Lend tablets</td><td>Ongoing</td><td>Loans</td></tr></table>
<h2>Services</h2>
<table><tr><th>Ref</th><th>What we will do</th><th>Lead</th><th>By when</th><th>How we will know</th></tr>
<tr><td>2</td><td>Put forms online</td><td>Customer Services/IT</td><td>Mid 2026</td><td>Forms</td></tr>
<tr><td>3</td><td>Put forms online</td><td>IT</td><td>Mid 2026</td><td>Forms</td></tr></table>
<h2>Contacts</h2><table><tr><th>Name</th><th>Telephone</th></tr><tr><td>Desk</td><td>01</td></tr></table>
</body></html>"""


WIDE = (
    ("Mission", "PI", "Indicator", "Good is", "Baseline", "2026/27", "2027/28 target", "2028/29"),
    ("1. Clean air", "A1", "Percentage of buses that are electric", "Higher", "40%", "50%", "60%", "TBC"),
    ("", "A2", "Kilometres of safe path", "", "12", "14", "16", "18"),
    ("2. Less waste", "B1", "Kilograms of waste per 1,000 households", "Lower", "", "900", "850", "800"),
)


def wide_sheet() -> bytes:
    """A workbook: one wide table below a title, the mission said once, a target in a column for each year."""
    book = Workbook()
    book.active.title = "Climate"
    book.active.append(["Climate Strategy 2026-2029"])
    book.active.append([])
    for row in WIDE:
        book.active.append(row)
    return saved(book)


def printed() -> bytes:
    """The same as a PDF with text."""
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in WIDE)
    style = "@page { size: A4 landscape } table { border-collapse: collapse } td { border: 1px solid }"
    return HTML(
        string=f"<style>{style}</style><h1>Climate Strategy 2026-2029</h1><p>Anytown Council wrote it.</p>"
        f"<table>{rows}</table>"
    ).write_pdf()
