"""The board's page of a strategy as one sheet."""

import page
import pytest

from reports import documents
from reports.scorecards.board import board

from .sheets import smallest_letters, texts_of


def text_of(pdf: bytes) -> tuple[int, str]:
    """How many sheets, and all words."""
    sheets = texts_of(pdf)
    return len(sheets), " ".join(" ".join(sheets).split())


@pytest.fixture
def seen(wlc, quarter, on):
    return board(wlc, quarter, on)


def test_exceptions_and_all_indicators_fit_on_one_sheet(seen):
    sheets, text = text_of(documents.board_pdf(seen))
    assert sheets == 1
    for card in seen.scores.indicators:
        assert f"{card.indicator.reference} " in text


def test_its_letters_can_be_read(seen):
    size, letters = smallest_letters(documents.board_pdf(seen))
    assert size >= 6.5, letters


def test_it_is_pdf_ua_1(seen):
    """trust A4"""
    checked = page.validate_pdf_bytes(documents.board_pdf(seen), profile="ua1")
    assert checked.is_compliant, [(each.rule_id, each.message) for each in checked.failures]


def test_each_red_indicator_stands_there_with_since_when_why_and_what_is_asked(seen):
    _, text = text_of(documents.board_pdf(seen))
    for need in seen.needs.indicators:
        if need.is_red:
            for words in (need.card.standing.shown_text, need.card.since.texts[0], need.remark.why, need.asked):
                assert " ".join(words.split()) in text


def test_a_strategy_that_can_not_be_judged_says_so_on_paper(elc, quarter, on):
    sheets, text = text_of(documents.board_pdf(board(elc, quarter, on)))
    assert sheets == 1
    assert "Not able to judge. No indicator, so nothing can turn red. Decide what to measure it by" in text


def test_the_page_leads_to_its_sheet_with_quarter_and_comparison(signed_in):
    client = signed_in("board")
    shown = client.get("/strategies/wlc-customer-2023-28/board/?compared=2025-26-Q2").content.decode()
    address = "/strategies/wlc-customer-2023-28/board/pdf/?period=2026-27-Q2&compared=2025-26-Q2"
    assert address.replace("&", "&amp;") in shown
    answer = client.get(address)
    assert answer["Content-Type"] == "application/pdf"
    assert "board-wlc-customer-2023-28-2026-27-Q2.pdf" in answer["Content-Disposition"]
    assert "Compared with Q2 2025/26" in text_of(b"".join(answer.streaming_content))[1]


def test_paper_says_nothing_of_colours_where_none_was_judged(borough, quarter, on):
    _, text = text_of(documents.board_pdf(board(borough, quarter, on)))
    assert "Set a target and an owner, and ask for a first figure." in text
    assert "None of the 0" not in text
