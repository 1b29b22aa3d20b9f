"""The pack of a meeting: frozen, at most four sheets, served byte for byte, and nothing left out unsaid."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256

import page
import pytest
from django.core.management import CommandError, call_command
from django.db.models import QuerySet
from pypdf import PdfReader

from actions.models import Action
from indicators.models import Indicator, Value
from reports import documents
from reports.meetings.packs import freeze_pack
from reports.meetings.services import call_off
from reports.models import BoardMeeting, Decision, MeetingPack
from reports.scorecards.pack import SHEETS, Pack, pack
from strategy_portal.models import AuditCheckpoint, Team
from strategy_portal.records.signing import Unchangeable
from strategy_portal.records.versions import Refused

from .sheets import FOOT, smallest_letters, texts_of

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
WLC = "wlc-customer-2023-28"


@pytest.fixture
def meeting(db) -> BoardMeeting:
    return BoardMeeting.objects.get(meets_on=date(2026, 12, 9))


@pytest.fixture
def freeze(meeting, wlc, people, on):
    def freeze(strategy=wlc, seen: int = 0) -> MeetingPack:
        return freeze_pack(meeting=meeting, strategy=strategy, seen=seen, by=people["clerk"], on=on, at=AT)

    return freeze


def words(pdf: bytes) -> tuple[int, str]:
    """How many sheets, and all words."""
    sheets = texts_of(pdf)
    return len(sheets), " ".join(" ".join(sheets).split())


def test_the_demonstrations_pack_has_all_of_it_on_two_sheets(meeting, wlc, on):
    shown = pack(meeting, wlc, on)
    printed = documents.pack_pdf(shown)
    sheets, text = words(printed.pdf)
    assert (sheets, printed.chosen) == (printed.sheets, 0)
    assert sheets <= 2
    for said in ("Pack for the Corporate board on 9 December 2026", "Frozen on 21 November 2026", "compared with"):
        assert said.lower() in text.lower()
    for card in shown.page.scores.indicators:
        assert f"{card.indicator.reference} " in text
    assert "Left out" not in text


def test_its_type_is_no_smaller_than_that_of_a_report_and_its_last_sheet_no_corner(meeting, wlc, on):
    """One decision stood alone on the second sheet."""
    sheets = PdfReader(io.BytesIO(documents.pack_pdf(pack(meeting, wlc, on)).pdf)).pages
    sizes, lowest = set(), 842.0

    def note(text, cm, tm, font, size):
        nonlocal lowest
        sizes.update({size * tm[3] * cm[3]} if "Staff attitude" in text else ())
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        lowest = min(lowest, y) if text.strip() and y > FOOT else lowest

    for sheet in sheets:
        lowest = 842.0
        sheet.extract_text(visitor_text=note)
    assert min(map(abs, sizes)) >= 8
    assert 1 - lowest / 842 > 0.4


def test_its_charts_have_no_letters_that_nobody_can_read(meeting, wlc, on):
    """Those of the page’s charts stood there in three points: what they say stands in the columns beside."""
    size, letters = smallest_letters(documents.pack_pdf(pack(meeting, wlc, on)).pdf)
    assert size >= 7, letters


def test_no_heading_of_a_strategy_without_anything_stands_alone(meeting, predecessor, borough, on):
    for strategy in (predecessor, borough):
        _, text = words(documents.pack_pdf(pack(meeting, strategy, on)).pdf)
        assert "What changed Not known" not in text
        assert "Not known What is decided" not in text
        assert "Not known All indicators" not in text


def test_it_says_what_is_open_and_what_became_of_earlier_decisions(meeting, elc, on):
    _, text = words(documents.pack_pdf(pack(meeting, elc, on)).pdf)
    assert "The meeting and its decisions are made up." in text
    assert "by 31 October 2026 (overdue)" in text
    assert "Interpreting can be booked at each desk since 30 October. Closed on 2 November 2026." in text


def test_it_is_pdf_ua_1(meeting, wlc, elc, on):
    """trust A4"""
    for strategy in (wlc, elc):
        checked = page.validate_pdf_bytes(documents.pack_pdf(pack(meeting, strategy, on)).pdf, profile="ua1")
        assert checked.is_compliant, [(each.rule_id, each.message) for each in checked.failures]


@pytest.fixture
def many(meeting, wlc, quarter, on) -> Pack:
    """The same strategy with each exception, each row and each decision many times over, and with long words."""
    team, held = Team.objects.first(), BoardMeeting.objects.get(meets_on=date(2026, 9, 9))
    QuerySet(Value).update(why="The reason is long. " * 60)
    decided = [
        Decision(meeting=held, strategy=wlc, text="Do what was agreed before. " * 30, team=team) for _ in range(60)
    ]
    Decision.objects.bulk_create(decided)
    found = pack(meeting, wlc, on)
    needs, scores = found.page.needs, found.page.scores
    outcomes = tuple(replace(each, indicators=each.indicators * 12) for each in scores.outcomes)
    swollen = replace(needs, exceptions=needs.exceptions * 12, missing=needs.missing * 12)
    return replace(found, page=replace(found.page, needs=swollen, scores=replace(scores, outcomes=outcomes)))


def test_of_many_exceptions_as_much_as_four_sheets_hold_and_what_has_no_room_is_said(many):
    printed = documents.pack_pdf(many)
    sheets, text = words(printed.pdf)
    assert sheets == printed.sheets <= SHEETS
    left_out = many.left_out(many.fits[printed.chosen])
    assert left_out
    for said in left_out:
        assert " ".join(said.split()) in text
    fit = many.fits[printed.chosen]
    assert f"And {84 - fit.exceptions} more indicators" in text


def test_where_all_indicators_have_no_room_the_worst_are_shown(many):
    rows = many.fits[-1].chosen(many.page.rows)
    assert len(rows) == many.fits[-1].rows
    assert [row.group for row in rows[:24]] == ["red"] * 20


def test_a_pack_is_kept_with_its_check_sum_and_by_whom(freeze, people):
    made = freeze()
    assert made.pdf_sha256 == sha256(made.pdf).hexdigest()
    assert (made.size, made.sheets) == (len(made.pdf), words(made.pdf)[0])
    assert (made.version, made.made_by, made.made_at, made.stood_on) == (1, people["clerk"], AT, date(2026, 11, 21))
    assert AuditCheckpoint.objects.last().heads["reports.MeetingPack"]["last"] == made.pk
    with pytest.raises(Unchangeable):
        made.save()


def test_made_again_it_is_a_new_version_beside_the_old_one(freeze, wlc):
    first = freeze()
    before = bytes(first.pdf)
    Action.objects.of(wlc).update(title="Another title")
    second = freeze(seen=1)
    assert [each.version for each in MeetingPack.objects.order_by("version")] == [1, 2]
    first.refresh_from_db()
    assert (bytes(first.pdf), second.version) == (before, 2)


def test_two_people_who_make_it_at_once_make_one(freeze):
    freeze()
    with pytest.raises(Refused, match="Somebody else made this pack meanwhile"):
        freeze()


def test_there_is_none_for_a_meeting_that_was_held_or_called_off(freeze, meeting, people):
    call_off(meeting=meeting, reason="No room", seen=1, by=people["clerk"])
    meeting.refresh_from_db()
    with pytest.raises(Refused, match="called off"):
        freeze()
    meeting.called_off, meeting.meets_on = "", date(2026, 11, 20)
    with pytest.raises(Refused, match="was held"):
        freeze()


def test_the_check_of_the_history_finds_a_pack_that_was_changed(freeze, capsys):
    """trust S6"""
    made = freeze()
    QuerySet(MeetingPack).filter(pk=made.pk).update(pdf=b"another")
    with pytest.raises(CommandError):
        call_command("check_history")
    assert f"reports.meetingpack record {made.pk}: was altered" in capsys.readouterr().out


def test_a_clerk_makes_it_and_everybody_who_signs_in_reads_it_byte_for_byte(signed_in, meeting):
    answer = signed_in("clerk").post(f"/meetings/{meeting.pk}/packs/{WLC}/add/", {"seen": 0}, follow=True)
    assert "The pack is made as version 1." in answer.content.decode()
    made = MeetingPack.objects.get()
    assert made.pdf_sha256 in answer.content.decode()
    got = signed_in("officer").get(made.get_absolute_url())
    assert b"".join(got.streaming_content) == bytes(made.pdf)
    assert f"pack-{WLC}-2026-12-09-version-1.pdf" in got["Content-Disposition"]


def test_the_files_stay_in_the_database_where_packs_are_listed(
    freeze, signed_in, meeting, django_assert_max_num_queries
):
    freeze()
    client = signed_in("board")
    with django_assert_max_num_queries(11) as queries:
        client.get(meeting.get_absolute_url())
    assert not any('"reports_meetingpack"."pdf"' in query["sql"] for query in queries.captured_queries)


def test_its_queries_do_not_grow(meeting, wlc, on, django_assert_num_queries):
    with django_assert_num_queries(14):
        pack(meeting, wlc, on)
    assert Indicator.objects.of(wlc).count() == 18
