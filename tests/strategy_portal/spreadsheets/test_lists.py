"""Each list as a file: filtered and sorted as its page."""

import csv
import io

import pytest

LISTS = ["/indicators/", "/actions/", "/consultations/", "/reports/", "/strategies/"]


def rows_of(answer) -> list[list[str]]:
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode())))


@pytest.mark.parametrize("address", LISTS)
def test_each_list_leads_to_its_file_and_the_file_has_each_row(signed_in, wlc, address):
    client = signed_in("board")
    page = client.get(address)
    assert "download=csv" in page.content.decode()
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
