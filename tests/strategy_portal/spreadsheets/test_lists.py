"""Each list as a file: filtered and sorted as its page."""

import csv
import io

import pytest
from django.urls import resolve
from openpyxl import load_workbook

from strategy_portal.spreadsheets.lists import Downloadable
from tests.strategy_portal.test_access import CONSULTATION, MINE, address

LISTS = [
    "/indicators/", "/actions/", "/consultations/", "/reports/", "/strategies/", "/setup/populations/",
    "/strategies/wlc-customer-2023-28/setup/units/", "/strategies/wlc-customer-2023-28/setup/indicators/",
    "/people/", "/people/teams/", "/meetings/", "/decisions/",
]  # fmt: skip


def who_reads(address: str) -> str:
    return "administrator" if address.startswith("/people/") else "performance" if "setup" in address else "board"


def rows_of(answer) -> list[list[str]]:
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def sheet_of(answer) -> list[list]:
    (sheet,) = load_workbook(io.BytesIO(answer.content)).worksheets
    return [list(row) for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("address", LISTS)
def test_each_list_leads_to_its_file_and_the_file_has_each_row(signed_in, wlc, address):
    client = signed_in(who_reads(address))
    page = client.get(address)
    assert "download=csv" in page.content.decode()
    assert "download=xlsx" in page.content.decode()
    heads, *rows = rows_of(client.get(f"{address}?download=csv"))
    assert heads == [column.header for column in page.context["table"].columns]
    assert len(rows) == len(page.context["table"].rows)
    assert not [cell for row in rows for cell in row if "<" in cell]


def test_the_file_is_filtered_as_the_page(signed_in, wlc):
    found = rows_of(signed_in("board").get("/indicators/?status=red&download=csv"))[1:]
    assert [(row[1], row[5], row[7]) for row in found] == [
        ("1.3", "77.8% provisional", "Red"),
        ("3.1", "3 year to date", "Red"),
    ]


def test_the_file_has_all_pages(signed_in, wlc):
    _, *rows = rows_of(signed_in("board").get("/actions/?per_page=5&download=csv"))
    assert len(rows) == 31


@pytest.mark.parametrize("address", LISTS)
def test_the_workbook_says_what_the_csv_file_says(signed_in, wlc, address):
    client = signed_in(who_reads(address))
    rows = sheet_of(client.get(f"{address}?download=xlsx"))
    said = [[str(cell) if cell is not None else "" for cell in row] for row in rows]
    assert said == rows_of(client.get(f"{address}?download=csv"))


def test_the_matrix_of_the_board_comes_as_it_is_filtered(signed_in, wlc):
    client, address = signed_in("board"), "/strategies/wlc-customer-2023-28/board/"
    assert "download=xlsx" in client.get(f"{address}?status=red").content.decode()
    head, *rows = rows_of(client.get(f"{address}?status=red&download=csv"))
    assert head[:4] == ["Group", "Reference", "Indicator", "Q3 2024/25"]
    assert head[11:16] == ["Figure", "Status", "Target", "Gap", "Which way"]
    assert [(row[1], row[10], *row[11:16]) for row in rows] == [
        ("1.3", "Red", "77.8%", "Red", "85%", "−7.2", "13 falls in a row, worse"),
        ("3.1", "Red", "3", "Red", "5", "−2", "steady over a year"),
    ]


WRITTEN_OUT = {
    "/returns/": ["Quarter", "Strategy", "State", "Due by", "Submitted", "To do"],
    "/approvals/": ["Quarter", "Strategy", "Waiting"],
    "/periods/": ["Period", "State", "Expected", "Owed", "Awaiting approval", "Approved"],
    "/actions/to-accept/": ["Action", "Owners", "Completed"],
    "/teams/": ["Team", "Organisation", "Open actions", "Indicators", "Units", "People"],
    "/setup/": ["Strategy", "Indicators in use", "Units", "Missing"],
    "/strategies/elc-customer-2023-28/plan/slippage/": ["No.", "Action", "First agreed", "Moves", "Due now"],
    f"/strategies/{'/consultations/'.join(CONSULTATION)}/replies/": ["You said", "We did"],
}


@pytest.mark.parametrize("address", WRITTEN_OUT)
def test_a_table_that_a_page_writes_out_comes_as_it_stands(signed_in, wlc, address):
    client = signed_in("performance")
    page = client.get(address).content.decode()
    assert "download=csv" in page
    answer = client.get(f"{address}?download=csv")
    assert len({len(row) for row in rows_of(answer)}) == 1
    assert rows_of(answer)[0][: len(WRITTEN_OUT[address])] == WRITTEN_OUT[address]
    assert len(rows_of(answer)) > 1
    sheet = sheet_of(client.get(f"{address}?download=xlsx"))
    assert [[str(cell) if cell is not None else "" for cell in row] for row in sheet] == rows_of(answer)


def test_what_only_a_screen_reader_says_stays_out_and_counts_are_numbers(signed_in, wlc):
    head, *rows = sheet_of(signed_in("performance").get("/periods/?download=xlsx"))
    assert "Choose" not in rows[0][0]
    assert [row[1] for row in rows if row[0] == "Q1 2026/27"] == ["All approved; Ready to be locked"]
    assert isinstance(rows[0][head.index("Expected")], int)


NO_FILE = {
    "help-list": "a list of texts to read",
    "usersessions_list": "one's own sign-ins",
    "consultations:open-list": "a form for the public",
    "consultations:you-said-list": "a text for the public; its figures have files of their own",
    "consultations:campaign-list": "a form",
    "consultations:comment-list": "files of its own, without what could name somebody",
}
"""Lists without a file, and why."""
AS_LISTS = [
    "actions:my-actions", "actions:plan", "actions:slippage-ledger", "reports:owes", "reports:radar",
    "reports:reminders", "reports:strategy-board",
]  # fmt: skip
"""Further pages that are lists."""


def test_each_list_has_a_file_or_says_why_not():
    lists = [route for route in MINE if route.endswith(("-list", "_list"))]
    pages = {route: resolve(address(route)).func.view_class for route in [*lists, *AS_LISTS]}
    assert {route for route, page in pages.items() if not issubclass(page, Downloadable)} == set(NO_FILE)


def test_a_list_without_rows_and_an_unknown_kind_of_file_give_the_page(signed_in, wlc):
    for query in ("download=pdf", "download="):
        assert signed_in("board").get(f"/indicators/?{query}")["Content-Type"].startswith("text/html")
    board = "/strategies/elc-customer-2023-28/board/?download=csv"
    assert signed_in("board").get(board)["Content-Type"].startswith("text/html")
