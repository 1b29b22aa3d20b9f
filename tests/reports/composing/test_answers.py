"""What is found in the texts of a report stands in the way of its issue until it is mended or answered."""

from datetime import UTC, datetime

import pytest

from reports.composing.findings import Finding, Kind
from reports.composing.services import answer_finding, checked, comment_on, count_text, open_findings, save_narrative
from reports.models import FindingAnswer, IssuedReport, PlaceComment
from reports.scorecards.report_keys import find_key
from reports.services import issue_report
from strategy_portal.records.versions import Refused

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
REASON = "The officers confirmed it on the phone, and it stands in the minutes."


@pytest.fixture
def key(borough, on):
    return find_key(borough, "2024-25", on)


@pytest.fixture
def write(key, people):
    def write(text: str, seen: int = 0) -> None:
        save_narrative(key=key, section="conclusion", text=text, seen=seen, by=people["clerk"])

    return write


@pytest.fixture
def answer(key, people, on):
    def answer(reason: str, number: int = 0) -> FindingAnswer:
        finding = open_findings(key, on)[number]
        return answer_finding(key=key, finding=finding, reason=reason, by=people["performance"], at=AT)

    return answer


def test_a_report_with_something_to_mend_is_not_issued(key, write, people, on):
    write("Cllr Pike thanks everybody. It was a challenging year.")
    with pytest.raises(Refused, match="1 finding to mend and 1 to answer"):
        issue_report(key=key, by=people["clerk"], on=on, at=AT)
    assert not IssuedReport.objects.filter(strategy=key.strategy).exists()


def test_what_is_mended_is_issued(key, write, people, on):
    write("Cllr Pike thanks everybody.")
    write("The committee thanks everybody.", seen=1)
    assert open_findings(key, on) == ()
    assert issue_report(key=key, by=people["clerk"], on=on, at=AT).version == 1


def test_an_answer_with_a_reason_closes_a_finding_and_says_who_gave_it_when(key, write, answer, on, people):
    write("It was a challenging year.")
    given = answer(REASON)
    assert open_findings(key, on) == ()
    assert (given.rule, given.words, given.answered_by, given.answered_at) == (
        "H13", "challenging", people["performance"], AT,
    )  # fmt: skip
    assert given.history.get().history_change_reason == REASON


def test_a_short_reason_is_none(write, answer):
    write("It was a challenging year.")
    with pytest.raises(Refused, match="at least 20 characters"):
        answer("It is true.")


def test_what_the_record_contradicts_cannot_be_answered_away(write, answer):
    write("Cllr Pike thanks everybody.")
    with pytest.raises(Refused, match="have to be changed"):
        answer(REASON)


def test_an_answer_given_again_replaces_the_first_which_stays_in_the_history(key, write, people, on):
    write("It was a challenging year.")
    finding = open_findings(key, on)[0]
    for reason in (REASON, f"{REASON} Twice."):
        answer_finding(key=key, finding=finding, reason=reason, by=people["clerk"], at=AT)
    stored = FindingAnswer.objects.get()
    assert (stored.reason, stored.history.count()) == (f"{REASON} Twice.", 2)


def test_other_words_are_another_finding(key, write, answer, on):
    write("It was a challenging year.")
    answer(REASON)
    write("It was a robust year.", seen=1)
    assert [each.words for each in open_findings(key, on)] == ["robust"]
    write("It was a challenging year, and all were glad.", seen=2)
    assert open_findings(key, on) == ()


def test_an_answer_of_one_report_answers_no_other(key, write, answer, borough, on, people):
    write("It was a challenging year.")
    answer(REASON)
    other = find_key(borough, "2025-26", on)
    save_narrative(key=other, section="conclusion", text="It was a challenging year.", seen=0, by=people["clerk"])
    assert [each.rule for each in open_findings(other, on)] == ["H13"]


def test_a_text_that_repeats_last_years_is_answered_for(borough, on, people):
    text = (
        "The teams met each month, read what people had written to them, and put down all that they changed after it."
    )
    for year in ("2024-25", "2025-26"):
        key = find_key(borough, year, on)
        save_narrative(key=key, section="conclusion", text=text, seen=0, by=people["clerk"])
    assert "H20" in {each.rule for each in checked(key, on).open_in("conclusion")}


def test_a_text_longer_than_it_can_be_read_is_refused(write):
    with pytest.raises(Refused, match="10,000 are the most"):
        write("a" * 10_001)


def test_a_comment_says_who_wrote_it_when_and_is_kept_in_the_history(key, people):
    comment_on(key=key, place="conclusion", text=" Who confirms this? ", by=people["performance"], at=AT)
    comment = PlaceComment.objects.get()
    assert (comment.text, comment.written_by, comment.history.count()) == (
        "Who confirms this?",
        people["performance"],
        1,
    )


def test_an_empty_comment_is_refused(key, people):
    with pytest.raises(Refused, match="Write the comment first"):
        comment_on(key=key, place="conclusion", text=" ", by=people["clerk"], at=AT)


@pytest.mark.parametrize(("mend", "answers", "text"), [
    (6, 2, "6 findings to mend and 2 to answer"), (1, 0, "1 finding to mend"), (0, 3, "3 findings to answer"),
    (0, 0, ""),
])  # fmt: skip
def test_the_count_says_what_is_to_be_done(mend, answers, text):
    found = [Finding("H1", Kind.MEND, "terms", str(number), "") for number in range(mend)]
    found += [Finding("H8", Kind.ANSWER, "terms", str(number), "") for number in range(answers)]
    assert count_text(tuple(found)) == text
