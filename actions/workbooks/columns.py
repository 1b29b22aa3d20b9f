"""The columns of a plan: what they are called here, and what councils call them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
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
    Column("number", "No.", 6, ("no", "number", "ref", "ref.", "#", "action no", "action no.", "action number")),
    Column("version", "Version", 8),
    Column("outcomes", "Outcomes", 14, ("outcome", "theme", "themes", "mission", "priority", "objective", "aim")),
    Column("title", "Action", 44, ("actions", "what we will do", "title", "activity")),
    Column("description", "Description", 36, ("details", "detail")),
    Column("owners", "Owners", 26, ("owner", "owner(s)", "responsible", "who", "responsible officer", "lead officer")),
    Column("lead", "Lead", 22, ("lead team", "led by", "lead service")),
    Column("supporting", "Supporting", 26, ("supported by", "partners", "support")),
    Column(
        "due", "Due", 16,
        ("timescale", "timescales", "by when", "when", "date", "due date", "target date", "deadline", "timeframe"),
    ),
    Column("reason", "Why the date moves", 30),
    Column("agreed_by", "Agreed by", 22),
    Column("agreed_on", "Agreed on", 14),
    Column(
        "measures", "Outcome measures", 44,
        ("outcome measure", "measure", "measures", "measure of success", "measures of success", "success measure"),
    ),
    Column("people", "In person", 30, is_ours=True),
    Column("commitments", "Commitments", 30, is_ours=True),
    Column("indicators", "Indicators", 30, is_ours=True),
    Column("added_on", "Added on", 14, is_ours=True),
    Column("added_by_decision", "Added by decision of", 26, is_ours=True),
)  # fmt: skip
"""What is read back. Only the title is needed; a column that a file lacks changes nothing."""

TOLD = (
    Column("first_due", "First agreed (told only)", 16),
    Column("window", "Means (told only)", 26),
    Column("slippage", "Slippage (told only)", 22),
    Column("moves", "Moves (told only)", 44),
    Column("state", "State (told only)", 18),
    Column("completed_on", "Completed on (told only)", 14),
    Column("accepted_on", "Accepted on (told only)", 14),
    Column("judgement", "At risk, says owner (told only)", 12),
    Column("status", "Status (told only)", 26),
    Column("latest", "Last update (told only)", 44),
)
"""What the export tells besides, each title marked so; an import leaves it alone."""

STEPS = (
    Column("number", "No.", 6),
    Column("milestone", "Milestone", 60),
    Column("due", "Due", 16),
    Column("reached_on", "Reached on", 14),
    Column("first_due", "First agreed (told only)", 24),
)
"""The sheet of milestones, which stands beside the plan in a workbook."""

BY_NAME = {column.name: column for column in (*READ, *TOLD)}
NEEDED = "title"
