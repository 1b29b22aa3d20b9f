"""The columns of a plan: what they are called here, and what councils call them."""

from dataclasses import dataclass


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
    PlanColumn("first_due", "First agreed (told only)", 16),
    PlanColumn("window", "Means (told only)", 26),
    PlanColumn("slippage", "Slippage (told only)", 22),
    PlanColumn("moves", "Moves (told only)", 44),
    PlanColumn("state", "State (told only)", 18),
    PlanColumn("completed_on", "Completed on (told only)", 14),
    PlanColumn("accepted_on", "Accepted on (told only)", 14),
    PlanColumn("judgement", "At risk, says owner (told only)", 12),
    PlanColumn("status", "Status (told only)", 26),
    PlanColumn("latest", "Last update (told only)", 44),
)
"""What the export shows besides, each title marked so; an import leaves it alone."""

STEPS = (
    PlanColumn("number", "No.", 6),
    PlanColumn("milestone", "Milestone", 60),
    PlanColumn("due", "Due", 16),
    PlanColumn("reached_on", "Reached on", 14),
    PlanColumn("first_due", "First agreed (told only)", 24),
)
"""The sheet of milestones, which stands beside the plan in a workbook."""

BY_NAME = {column.name: column for column in (*READ, *SHOWN_ONLY)}
NEEDED = "title"
