"""The columns of a plan: what they are called here, and what councils call them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """`others` are titles that other files give the column, in small letters. `width` is in characters."""

    name: str
    title: str
    width: int = 14
    others: tuple[str, ...] = ()

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
)  # fmt: skip
"""What is read back. Only the title is needed; a column that a file lacks changes nothing."""

TOLD = (
    Column("first_due", "First agreed", 16),
    Column("window", "Means", 26),
    Column("slippage", "Slippage", 22),
    Column("state", "State", 18),
    Column("judgement", "At risk, says owner", 12),
    Column("status", "Status", 26),
    Column("latest", "Last update", 44),
)
"""What the export tells besides; an import leaves it alone."""

BY_NAME = {column.name: column for column in (*READ, *TOLD)}
NEEDED = "title"
