"""The plan to write: each action and milestone as a row of cells, as CSV, and as a workbook to change and upload."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from strategy_portal.spreadsheets.cells import Cell, csv_text

from ..models import ActionOwner, Milestone, Move
from ..scorecards.action_line import ActionLine
from ..scorecards.action_plan import ActionPlan
from .matching import link_text


@dataclass(frozen=True)
class PlanColumn:
    """`others` are titles that other files give the column, in small letters. `width` is in characters.

    One that `is_ours` is read only in a file that was downloaded here: elsewhere its title may mean anything.
    """

    name: str
    title: str
    width: int = 14
    others: tuple[str, ...] = ()
    is_ours: bool = False

    @property
    def titles(self) -> set[str]:
        return {self.title.casefold(), *self.others}


READ = (
    PlanColumn("number", "No.", 6, ("no", "number", "ref", "ref.", "#", "action no", "action no.", "action number")),
    PlanColumn("version", "Version", 8),
    PlanColumn("outcomes", "Outcomes", 14, ("outcome", "theme", "themes", "mission", "priority", "objective", "aim")),
    PlanColumn("title", "Action", 44, ("actions", "what we will do", "title", "activity")),
    PlanColumn("description", "Description", 36, ("details", "detail")),
    PlanColumn(
        "owners", "Owners", 26, ("owner", "owner(s)", "responsible", "who", "responsible officer", "lead officer"),
    ),
    PlanColumn("lead", "Lead", 22, ("lead team", "led by", "lead service")),
    PlanColumn("supporting", "Supporting", 26, ("supported by", "partners", "support")),
    PlanColumn(
        "due", "Due", 16,
        ("timescale", "timescales", "by when", "when", "date", "due date", "target date", "deadline", "timeframe"),
    ),
    PlanColumn("reason", "Why the date moves", 30),
    PlanColumn("agreed_by", "Agreed by", 22),
    PlanColumn("agreed_on", "Agreed on", 14),
    PlanColumn(
        "measures", "Outcome measures", 44,
        ("outcome measure", "measure", "measures", "measure of success", "measures of success", "success measure"),
    ),
    PlanColumn("people", "In person", 30, is_ours=True),
    PlanColumn("commitments", "Commitments", 30, is_ours=True),
    PlanColumn("indicators", "Indicators", 30, is_ours=True),
    PlanColumn("added_on", "Added on", 14, is_ours=True),
    PlanColumn("added_by_decision", "Added by decision of", 26, is_ours=True),
)  # fmt: skip
"""What is read back. Only the title is needed; a column that a file lacks changes nothing."""

SHOWN_ONLY = (
    PlanColumn("first_due", "First agreed (for information)", 16),
    PlanColumn("window", "Means (for information)", 26),
    PlanColumn("slippage", "Slippage (for information)", 22),
    PlanColumn("moves", "Moves (for information)", 44),
    PlanColumn("state", "State (for information)", 18),
    PlanColumn("completed_on", "Completed on (for information)", 14),
    PlanColumn("accepted_on", "Accepted on (for information)", 14),
    PlanColumn("judgement", "At risk, says owner (for information)", 12),
    PlanColumn("status", "Status (for information)", 26),
    PlanColumn("latest", "Last update (for information)", 44),
)
"""What the export shows besides, each title marked so; an import leaves it alone."""

STEPS = (
    PlanColumn("number", "No.", 6),
    PlanColumn("milestone", "Milestone", 60),
    PlanColumn("due", "Due", 16),
    PlanColumn("reached_on", "Reached on", 14),
    PlanColumn("first_due", "First agreed (for information)", 24),
)
"""The sheet of milestones, which stands beside the plan in a workbook."""

BY_NAME = {column.name: column for column in (*READ, *SHOWN_ONLY)}
NEEDED = "title"


Part = ActionOwner.Part
COLUMNS = (*READ, *SHOWN_ONLY)
HOW = (
    "Change what is to change, add rows for new actions, save it as .xlsx or .csv, and upload it on the plan’s page.",
    "The portal shows each change first. Nothing is saved until you confirm it, and then all of it or nothing.",
    "Owners: a single team leads. Several, each on a line or joined by “&”, own it together, and none of them leads.",
    "In person: who does it for a team, each on a line as “Team: user name”.",
    "Commitments and indicators: each on a line, with its reference, for example 3.2.",
    "One outcome measure stands on each line of its cell.",
    "A due date that moves needs “Why the date moves”, “Agreed by” and “Agreed on”. The first date never changes.",
    "Milestones: add rows with the action’s number, or say when one was reached. Its date moves on the action’s page.",
    "What is marked “for information” is not read back. State and progress change on the portal’s pages.",
)


def plan_csv(lines: Iterable[ActionLine]) -> str:
    return csv_text([[column.title for column in COLUMNS], *map(action_cells, lines)])


def plan_workbook(plan: ActionPlan) -> bytes:
    """The workbook: the plan, its milestones, then how to use it."""
    from strategy_portal.spreadsheets.writing import DATE, Pen, framed, heading, lay_out, new_book  # loads the library

    out, title = io.BytesIO(), f"Action plan: {plan.strategy}"
    book = new_book(out, title=title, creator=plan.strategy.organisation)
    head, body, day = (book.add_format(style) for style in (heading(), framed(), framed(num_format=DATE)))
    milestones = [milestone_cells(each, line.number) for line in plan.lines for each in line.action.milestones.all()]
    for name, columns, stays, rows in (
        ("Action plan", COLUMNS, "E2", map(action_cells, plan.lines)),
        ("Milestones", STEPS, "C2", milestones),
    ):
        pen = Pen(book, name, [column.width for column in columns])
        lay_out(pen.sheet, title=title, stays=stays)
        pen.write([column.title for column in columns], [head] * len(columns))
        for cells in rows:
            pen.write(cells, [day if isinstance(cell, date) else body for cell in cells])
    label = ["States and progress in this workbook are demonstration data."] if plan.is_demonstration else []
    notes = Pen(book, "How to use this", [110])
    for text in (*label, *HOW):
        notes.write([text], [body])
    book.close()
    return out.getvalue()


def action_cells(line: ActionLine) -> list[Cell]:
    """One action, a cell for each of COLUMNS."""
    action = line.action
    owners = action.owners.all()
    teams = {part: [owner.team.name for owner in owners if owner.part == part] for part in Part}
    values: dict[str, Cell] = {
        "number": line.number,
        "version": action.version,
        "outcomes": ", ".join(map(str, line.outcome_numbers)),
        "title": line.title,
        "description": action.description,
        "owners": "\n".join([*teams[Part.LEAD], *teams[Part.JOINT]]),
        "supporting": "\n".join(teams[Part.SUPPORTING]),
        "due": line.due_as_written,
        "measures": "\n".join(line.measures),
        "people": "\n".join(f"{owner.team.name}: {owner.person.username}" for owner in owners if owner.person),
        "commitments": "\n".join(map(link_text, action.commitments.all())),
        "indicators": "\n".join(map(link_text, action.indicators.all())),
        "added_on": action.added_on.isoformat() if action.added_on else "",
        "added_by_decision": action.added_by_decision,
        "first_due": line.first_due_as_written,
        "window": line.due_window_text or "",
        "slippage": line.slip_text,
        "moves": "\n".join(map(_move_text, action.moves)),
        "completed_on": action.completed_on,
        "accepted_on": action.accepted_on,
        "state": line.state_word,
        "judgement": "Yes" if line.is_at_risk else "",
        "status": line.status_text,
        "latest": line.latest.done if line.latest else "",
    }
    return [values.get(column.name, "") for column in COLUMNS]


def milestone_cells(step: Milestone, number: int) -> list[Cell]:
    """One milestone of the action of that number, a cell for each of STEPS."""
    reached_on = step.completed_on.isoformat() if step.completed_on else ""
    return [number, step.title, step.due.as_written, reached_on, step.first_due.as_written]


def _move_text(move: Move) -> str:
    """`4 November 2026: End 2025 to no date. Reason. Agreed by the board.`"""
    agreed = move.after
    return f"{agreed.holds_from:%-d %B %Y}: {move.before} to {agreed}. {agreed.reason} Agreed by {agreed.agreed_by}."
