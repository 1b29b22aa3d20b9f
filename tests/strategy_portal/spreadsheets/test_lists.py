"""Each list as a file: filtered and sorted as its page."""

import csv
import io

import pytest
from openpyxl import load_workbook

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
    assert head[11:13] == ["Figure", "Status"]
    assert [(row[1], row[10], row[11], row[12], row[14]) for row in rows] == [
        ("1.3", "Red", "77.8%", "Red", "13 falls in a row, worse"),
        ("3.1", "Red", "3", "Red", "steady over a year"),
    ]


def test_a_list_without_rows_and_an_unknown_kind_of_file_give_the_page(signed_in, wlc):
    for query in ("download=pdf", "download="):
        assert signed_in("board").get(f"/indicators/?{query}")["Content-Type"].startswith("text/html")
    board = "/strategies/elc-customer-2023-28/board/?download=csv"
    assert signed_in("board").get(board)["Content-Type"].startswith("text/html")
