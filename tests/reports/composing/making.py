"""A record made up for the checks: a strategy with a red, two that got worse twice, and one that was never measured."""

from datetime import date
from decimal import Decimal

from reports.composing.places import Part, Place
from reports.composing.record import (
    ActionFacts,
    ConsultationFacts,
    Measured,
    Record,
    Restated,
    Said,
    UnitMoves,
    YearFigure,
)
from reports.composing.words import figures_in
from strategy_portal.domain.numbers import Missing
from strategy_portal.domain.status import Status
from strategy_portal.domain.trend import Direction

G, A, R, N = Status.GREEN, Status.AMBER, Status.RED, Status.NOT_YET_MEASURED
UP, DOWN, CHANCE, SAME = (
    Direction.IMPROVING, Direction.WORSENING, Direction.NO_SIGNIFICANT_CHANGE, Direction.NO_CHANGE,
)  # fmt: skip
YEARS = ("2023/24", "2024/25", "2025/26")


def year(label: str, text: str, status: Status) -> YearFigure:
    number = Decimal(text.rstrip("%")) if text else Missing.NOT_ENTERED
    return YearFigure(label, number, text or "No value", status)


def measured(
    reference: str, name: str, texts: tuple[str, str, str], statuses: str, move: Direction, target: str, **more
):
    by_letter = {"G": G, "A": A, "R": R, "N": N}
    years = tuple(
        year(label, text, by_letter[letter]) for label, text, letter in zip(YEARS, texts, statuses, strict=True)
    )
    known = " ".join((*texts, target, more.pop("also", "")))
    since = more.pop("since", None)
    return Measured(
        reference=reference, name=name, outcome=int(reference[0]), years=years, move=move, target_text=target,
        figures=figures_in(f"{known} {since[0] if since else ''}"),
        since=year("2026/27 to the end of Q2", *since) if since else None, **more,
    )  # fmt: skip


def runs(**counts: int) -> dict[str, frozenset[int]]:
    return {key.replace("_", "-"): frozenset({count}) for key, count in counts.items()}


INDICATORS = (
    measured(
        "1.1", "Quality of the service", ("83.9%", "84.8%", "86.7%"), "AAG", UP, "85%", runs=runs(rose_year=2),
        title="Percentage of customers who rated the quality of the service as good or excellent",
        units=UnitMoves(14, 0, 0), also="1.9 points",
    ),
    measured(
        "1.2", "Staff attitude", ("90.2%", "90.3%", "90.4%"), "GGG", CHANCE, "85%", units=UnitMoves(4, 10, 0),
        title="Percentage of customers who rated staff attitude as good or excellent", also="0.1 points",
    ),
    measured(
        "1.3", "Staff knowledge", ("89.2%", "87.0%", "82.4%"), "GGA", DOWN, "85%", since=("78.4%", R),
        title="Percentage of customers who rated staff professionalism/knowledge as good or excellent",
        units=UnitMoves(0, 14, 0), worse_years=2,
        runs={"fell-year": frozenset({2}), "fell-period": frozenset({11, 13})},
        said=(Said("Q4 2025/26", "New staff started before their training was complete.", "They share an induction"),),
        also="4.6 points 2.6 points", forecast="Will not meet it",
    ),
    measured(
        "1.4", "Complaints closed", ("20.9", "21.3", "21.6"), "AAR", DOWN, "20.5", higher_is_better=False,
        title="Number of complaints closed per 1,000 of population", since=("10.1", G),
        runs=runs(rose_year=2), worse_years=2,
        said_later=(Said("Q1 2026/27", "Missed bin collections in bad weather.", "Collection routes are reviewed."),),
        also="0.3",
    ),
    measured(
        "2.4", "Keeping customers informed", ("85.7%", "84.5%", "82.9%"), "GAA", DOWN, "85%",
        worse_years=2, runs={"fell-year": frozenset({2}), "fell-period": frozenset({9})}, units=UnitMoves(0, 14, 0),
        said_before=(Said("Q4 2024/25", "Letters went out late in the winter."),),
        said=(Said("Q3 2025/26", "Updates are still sent by hand, and late in busy weeks."),), also="1.6 points",
    ),
    measured(
        "2.2", "First contact", ("73.9%", "74.7%", "77.4%"), "AAG", UP, "75%", also="2.7 points 76.0% 77.0%",
        restated=(Restated("July to September 2025", "76.0%", "77.0%", "Some answers were counted late"),),
    ),
    measured(
        "3.1", "Processes with digital access", ("11", "11", "11"), "GGG", SAME, "10", since=("3", R),
        title="Number of customer-facing processes with improved digital access",
    ),
    measured(
        "3.2", "Use of the website", ("55.1%", "57.4%", "61.0%"), "AAG", UP, "60%", runs=runs(rose_period=11),
        also="3.6 points",
    ),
    measured("3.5", "Digital maturity", ("1", "2", "2"), "RAA", SAME, "3", runs={"off-year": frozenset({3})}),
    measured("4.1", "Positive experience", ("", "", ""), "NNN", Direction.NOT_ENOUGH_DATA, "85%"),
)  # fmt: skip
"""Five green, three amber, one red of nine; one never measured. The year before: two green."""

RECORD = Record(
    on=date(2026, 11, 27),
    year="2025/26",
    indicators=INDICATORS,
    outcomes={1: "A culture that prioritises the customer", 2: "Services are designed", 3: "Digital", 4: "Listening"},
    actions=ActionFacts(
        total=7, by_state={"in progress": 4, "completed": 1}, unowned=7, undated=7, without_state=2,
        numbers=frozenset(range(1, 8)),
    ),
    consultations=(
        ConsultationFacts("How we answer you", date(2026, 12, 7), figures_in("60 53 1,265")),
        ConsultationFacts("A customer promise", date(2026, 5, 1), figures_in("72% of 410 respondents")),
    ),
    numbers=frozenset(figures_in("1 2 3 4 5 7 9 10 14 0 60 53 1,265 72% 410 55.6% 56% 33.3% 11.1%")),
    letters=frozenset("ABCDEF"),
    appendices=4,
    ranked=("1.4", "1.3", "2.4"),
    people=("Moira Blackadder",),
    teams=("Customer Services", "Housing"),
    known_words="Grant Street depot",
    restated=2,
)  # fmt: skip

PLACES = {
    place.key: place
    for place in (
        Place("summary", "Summary", Part.SUMMARY),
        Place("recommendation", "B Recommendation", Part.RECOMMENDATION),
        Place("implications-VI", "VI Resources", Part.LINE),
        Place("terms", "D Terms of report", Part.PROGRESS),
        Place("conclusion", "E Conclusion", Part.CONCLUSION),
        Place("outcome-1", "Outcome 1", Part.OUTCOME, outcome=1),
        Place("indicator-1-3", "1.3 Staff knowledge", Part.INDICATOR, outcome=1, reference="1.3"),
    )
}

NAMES_WITHOUT_RESTATED = (
    "1.4 Complaints closed rose from 21.3 to 21.6, above the limit of 20.5: the year’s only red. "
    "1.3 Staff knowledge fell from 87.0% to 82.4% and has been red since April. "
    "2.4 Keeping customers informed fell for the second year running, to 82.9%; the target is 85%. "
    "3.1 Processes with digital access: 3 so far, which is red."
)
NAMES_ALL = (
    f"{NAMES_WITHOUT_RESTATED}\n\n2.2 First contact: July to September 2025 was corrected from 76.0% to 77.0%: some "
    "answers were counted late."
)
"""A section that names all that has to be named."""
