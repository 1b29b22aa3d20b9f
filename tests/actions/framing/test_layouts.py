"""Documents in other layouts than the samples: what is found in them, and what is asked."""

import io
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.framing.answers import settle
from actions.framing.found import ACTION, INDICATOR, OUTCOME, Row, found_of
from actions.framing.questions import Known, ask
from actions.framing.recognising import recognise
from strategy_portal.uploads.documents import read_document, read_text

from .documents import nested_headings, printed, table_for_each_theme, wide_sheet


class Read:
    """A document with its questions, and its rows as the suggestions or the given answers make them."""

    def __init__(self, document: bytes | str, name: str = "", answers: Mapping[str, str] | None = None):
        blocks = read_text(document) if isinstance(document, str) else read_document(io.BytesIO(document), name)
        self.found = recognise(blocks)
        self.questions = ask(self.found, Known(), answers or {})
        self.rows, self.out = settle(self.found, self.questions)

    @property
    def asked(self) -> list[str]:
        return [question.key for question in self.questions]

    def of(self, kind: str, *names: str) -> list[tuple]:
        kept = [row for row in self.rows if row.kind == kind and row.key not in self.out]
        return [tuple(row.fields[name] for name in names) for row in kept]

    def row(self, title: str) -> Row:
        return next(row for row in self.rows if row.title == title)


def test_word_with_nested_headings_and_lists():
    read = Read(nested_headings(), "strategy.docx")
    assert read.rows[0].fields["title"] == "Housing Strategy 2026-2031"
    assert read.of(OUTCOME, "number", "title", "description") == [
        ("1", "Warm homes", "Homes that people can afford to heat."),
        ("2", "A home for everyone", "Nobody sleeps rough."),
    ]
    assert read.of(INDICATOR, "title", "measure", "target_text", "targets") == [
        ("Percentage of homes rated C or better", "percentage", "80%", ["each year: 80"]),
        ("Average days to repair a boiler", "duration", "3 days", ["each year: 3"]),
        ("Number of people sleeping rough", "count", "at most 5", ["each year: 5"]),
    ]
    assert read.of(ACTION, "number", "title", "owners", "due", "measures") == [
        ("1", "Insulate council homes", ["Housing"], "End 2028", ["Homes insulated"]),
        ("2", "Offer advice on bills", ["Housing and Advice"], "Summer-ish", []),
        ("3", "Open a night shelter", ["Housing", "Care"], "31 March 2027", []),
    ]
    assert read.asked == [
        "dates", "years", "words:at most 5", "mark:†", "polarity", "phrases", "date:Summer-ish", "owners",
        "team:housing|housing and advice",
    ]  # fmt: skip


def test_a_web_page_with_a_table_for_each_theme():
    read = Read(table_for_each_theme(), "plan.html")
    assert read.asked == ["dates", "headings", "number:r5", "same:r6", "phrases", "owners"]
    assert read.of(OUTCOME, "title") == [("Skills",), ("Services",)]
    assert read.of(ACTION, "number", "title", "owners", "due", "measures") == [
        ("1", "Train volunteers", ["Libraries"], "Q2 2025/26", ["Volunteers", "Sessions"]),
        ("2", "Lend tablets", ["Libraries"], "Ongoing", ["Loans"]),
        ("4", "Put forms online", ["Customer Services", "IT"], "Mid 2026", ["Forms"]),
        ("3", "Put forms online", ["IT"], "Mid 2026", ["Forms"]),
    ]
    assert read.found.unread == [("table 3", "Name | Telephone")]
    otherwise = Read(table_for_each_theme(), "plan.html", {"headings": "no", "same:r6": "one", "phrases": "no"})
    assert otherwise.of(OUTCOME, "title") == []
    assert otherwise.of(ACTION, "title", "outcomes", "due")[1:] == [
        ("Lend tablets", [], "Ongoing"), ("Put forms online", [], ""),
    ]  # fmt: skip


@pytest.mark.parametrize(("document", "name"), [(wide_sheet, "a.xlsx"), (printed, "a.pdf")], ids=["workbook", "PDF"])
def test_a_wide_table_with_a_target_for_each_year(document, name):
    read = Read(document(), name)
    assert read.asked == ["dates", "measure:", "polarity"]
    assert read.rows[0].fields["outcome_label"] == "Mission"
    assert read.of(OUTCOME, "number", "title") == [("1", "Clean air"), ("2", "Less waste")]
    assert read.of(INDICATOR, "code", "measure", "factor", "polarity", "baseline", "targets") == [
        ("A1", "percentage", "100", "higher", "40%", ["2026/27: 50%", "2027/28: 60%"]),
        ("A2", "", "1", "", "12", ["2026/27: 14", "2027/28: 16", "2028/29: 18"]),
        ("B1", "rate", "1000", "lower", "", ["2026/27: 900", "2027/28: 850", "2028/29: 800"]),
    ]
    assert "Baseline: 40%" in read.row("Percentage of buses that are electric").passage


LABELS = """# Green Plan 2026-30

Priority One – Parks
People have a park nearby.

Key output: Trees
Indicator: Number of trees
Target: 500
Indicator: Percentage of parks open
Target: 90%

**We will**

1. Plant trees. Lead: Parks; By when: Q4 2026/27
2. Open parks

We will measure:

- Number of visits - target 50
"""


def test_plain_text_with_labels_instead_of_tables():
    read = Read(LABELS)
    assert read.rows[0].fields["title"] == "Green Plan 2026-30"
    assert read.of(OUTCOME, "number", "title", "description") == [("1", "Parks", "People have a park nearby.")]
    assert read.of(INDICATOR, "key_output", "title", "targets") == [
        ("Trees", "Number of trees", ["each year: 500"]),
        ("Trees", "Percentage of parks open", ["each year: 90"]),
        ("Number of visits", "Number of visits", ["each year: 50"]),
    ]
    assert read.of(ACTION, "number", "title", "owners", "due") == [
        ("1", "Plant trees", ["Parks"], "Q4 2026/27"), ("2", "Open parks", [], ""),
    ]  # fmt: skip
    assert read.asked == ["dates", "years", "polarity"]


TABLE = "Outcome 1: Clean streets\n\nIndicator\tTarget\n{}\n\n{}"


@pytest.mark.parametrize(
    ("row", "note", "asked", "suggested"),
    [
        ("Percentage of clean streets\t85%", "", "years", "each"),
        ("Percentage of clean streets\tWLC average of 85%", "", "average", "figure"),
        ("Cleaning maturity\tLevel 4", "", "level-target", "figure"),
        ("Percentage of clean streets\tat least 85%", "", "words:at least 85", "figure"),
        ("Percentage of clean streets\t80% to 85%", "", "words:80 to 85", "words"),
        ("Percentage of clean streets*\t85%", "", "mark:*", ""),
        ("Percentage of clean streets*\t85%", "* See the annex.", "mark:*", "nothing"),
        ("Clean streets\t85%", "", "measure:percentage", "percentage"),
        ("Clean streets\t12", "", "measure:", ""),
        ("Percentage of clean streets\t85%", "", "polarity", ""),
    ],
)
def test_what_is_doubtful_of_an_indicator_is_a_question_with_a_suggestion(row, note, asked, suggested):
    questions = {each.key: each for each in Read(TABLE.format(row, note)).questions}
    assert questions[asked].suggested == suggested
    assert all(question.is_open for question in questions.values())


def test_an_answer_decides_what_the_rows_say():
    text = TABLE.format("Percentage of clean streets*\tWLC average of 85%", "* Per service.")
    row = Read(text, answers={"years": "last", "polarity": "higher"}).row("Percentage of clean streets")
    assert (row.fields["targets"], row.fields["polarity"], row.fields["level"]) == (
        ["last year: 85"],
        "higher",
        "units",
    )
    row = Read(text, answers={"average": "words"}).row("Percentage of clean streets")
    assert (row.fields["targets"], row.fields["target_text"]) == ([], "WLC average of 85%")


def test_one_mark_with_two_meanings_means_what_the_note_below_says():
    text = TABLE.format("Number of bins*\t5", "* Per unit.") + "\n\n" + TABLE.format("Number of carts*\t3", "* New.")
    read = Read(text)
    assert "mark:*" in read.asked
    assert [read.row(title).fields["notes"] for title in ("Number of bins", "Number of carts")] == [
        ["per-unit"],
        ["new"],
    ]
    everywhere = Read(text, answers={"mark:*": "context"})
    assert everywhere.of(INDICATOR, "notes") == [(["context"],), (["context"],)]
    assert everywhere.row("Number of bins").fields["level"] == "unknown"


def test_what_is_kept_is_read_back_as_it_was():
    found = recognise(read_text(TABLE.format("Number of bins*\t5", "* Per unit.")))
    assert found_of(found.kept()) == found


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([
    "Outcome 1: A", "Theme two", "Priorities", "Actions:", "Action 3: Do", "Indicators", "- Do. Owner: X; Due: 2",
    "Indicator\tTarget", "A*\t5", "* New", "a | b | c", "1. x", "Owner: Y", "Target: 5", "", "Action  Owner  Due",
    "Key output   Indicator   Target", "*\t*\t*", "\f", "[1] note", "Number of x per 1,000\tat most 5 or 6",
])))  # fmt: skip
def test_whatever_the_text_it_is_read_and_asked_about_without_an_error(lines):
    found = recognise(read_text("Strategy\n" + "\n".join(lines)))
    rows, out = settle(found, ask(found, Known(), {}))
    assert {row.key for row in rows} >= out
