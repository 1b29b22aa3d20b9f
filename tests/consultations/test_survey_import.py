"""A survey tool's file becomes responses: all of it or nothing, once, and its rows are not kept."""

import io
import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from openpyxl import Workbook

from consultations.answering.surveys import survey_uploads
from consultations.models import Comment, Original, Submission
from consultations.retaining.services import remove_personal_details
from strategy_portal.models import Upload
from strategy_portal.records.signing import keyed
from strategy_portal.uploads.services import NotToApply, apply_upload

HEADER = "No,As,Group,Members,The desk should open on Saturdays,What do you come for?,What else should we know?\n"
ROWS = (
    "1,Resident,,,strongly  AGREE,Livingston;Bathgate,The queue is long\n",
    '2,Community group,Tenants,"1,200",Neither,Bathgate,\n',
)
HOLDS = ["key", "type", "group", "speaks-for"]


@pytest.fixture
def team(signed_in):
    return signed_in("performance")


@pytest.fixture
def upload(team, opened):
    """`upload(rows)` leads to the page of that file, its first four columns told."""

    def upload(*rows: str, header: str = HEADER, agreed: str = "yes") -> str:
        file = io.BytesIO((header + "".join(rows)).encode())
        file.name = "answers.csv"
        page = team.post(f"{opened.get_absolute_url()}survey/", {"file": file})["Location"]
        team.post(page, as_doubts([*HOLDS, *held()[4:]][: len(held())]) | {"doubt-consent": agreed})
        return page

    return upload


def held() -> list[str]:
    """What each column of the file holds."""
    return [doubt["chosen"] for doubt in Upload.objects.get().findings["doubts"] if not doubt["needed"]]


def as_doubts(meanings: list[str]) -> dict[str, str]:
    """What the page sends to say so."""
    return {f"doubt-column-{place}": meaning for place, meaning in enumerate(meanings)}


@pytest.fixture
def save(team, shown):
    """Saves what the page shows."""

    def save(page: str, **more):
        seen = re.search(r'name="seen" value="(\w+)"', shown(page))
        return team.post(page, {"save": "yes", "seen": seen[1]} | more, follow=True)

    return save


@pytest.fixture
def shown(team):
    return lambda page: " ".join(team.get(page).content.decode().split())


def test_nothing_is_written_before_it_is_confirmed(upload, shown, opened):
    assert "2 new responses; 0 already there; 0 problems; 0 texts to settle" in shown(upload(*ROWS))
    assert not opened.submissions.exists()


def test_a_row_becomes_a_submission_with_its_answers_and_its_comment(save, upload, opened, people):
    save(upload(*ROWS))
    resident, group = opened.submissions.order_by("pk")
    assert (resident.channel, resident.keyed_by, resident.consented) == ("import", people["performance"], True)
    assert sorted(resident.answers.values_list("choice__text", flat=True)) == [
        "Bathgate", "Livingston", "Strongly agree",
    ]  # fmt: skip
    assert (group.respondent_type.title, group.group_name, group.speaks_for) == ("Community group", "Tenants", 1200)
    comment = Comment.objects.get(submission=resident)
    assert (comment.state, comment.text, comment.original.text) == ("waiting", "", "The queue is long")
    assert resident.history.get().history_user == people["performance"]


def test_the_rows_are_removed_once_they_are_saved(save, upload):
    """Trust S7."""
    save(upload(*ROWS))
    assert not Upload.objects.exists()
    assert "The queue is long" not in str([*Submission.history.values(), *Comment.history.values()])


def test_a_file_that_nobody_applied_is_removed_the_next_day(upload, opened):
    """Trust S7: by the job that removes personal details."""
    upload(*ROWS)
    today = timezone.localdate()
    for day, left in ((today, 1), (today + timedelta(days=1), 0)):
        remove_personal_details(consultation=opened, on=day, at=timezone.now())
        assert survey_uploads(opened).count() == left


@pytest.mark.parametrize(("agreed", "state"), [("yes", "waiting"), ("no", "withheld")])
def test_what_was_written_waits_only_where_the_writers_agreed(save, upload, opened, agreed, state):
    """trust S7"""
    save(upload(*ROWS, agreed=agreed))
    assert opened.comments.get().state == state


def test_the_same_file_twice_changes_nothing(save, upload, shown, opened):
    save(upload(*ROWS))
    page = upload(*ROWS)
    assert "0 new responses; 2 already there" in shown(page)
    save(page)
    assert (opened.submissions.count(), Original.objects.filter(comment__consultation=opened).count()) == (2, 1)


def test_without_a_key_the_same_row_of_two_people_is_two_responses_each_time(team, save, upload, opened):
    rows, header = ("Neither,\n", "Neither,\n"), "The desk should open on Saturdays,Note\n"
    for _ in range(2):
        page = upload(*rows, header=header)
        team.post(page, as_doubts([f"question-{opened.questions.first().pk}", ""]))
        save(page)
        Upload.objects.all().delete()
    assert opened.submissions.count() == 2


def test_at_once_it_is_applied_once(upload, people, opened, on, moment):
    upload(*ROWS)
    survey = Upload.objects.get()
    confirmed = {"seen": survey.findings["seal"], "by": people["performance"], "on": on, "at": moment}
    apply_upload(survey, **confirmed)
    with pytest.raises(NotToApply):
        apply_upload(survey, **confirmed)
    assert opened.submissions.count() == 2


@pytest.mark.parametrize(
    ("row", "place", "problem"),
    [
        (",Resident,,,Neither,,\n", "No", "The row has no key"),
        ("1,Resident,,,Neither,,\n", "No", "Another row has the same key"),
        ("3,Community group,Tenants,many,Neither,,\n", "Members", "“many” is not a number of people"),
        ("3,Resident,,40,Neither,,\n", "Members", "“Resident” is no group"),
        ("3,Resident,Tenants,,Neither,,\n", "Group", "“Resident” is no group"),
        ("3,,,40,Neither,,\n", "Members", "does not say as what somebody answered"),
        ("3,Community group,Tenants,-4,Neither,,\n", "Members", "“-4” is not a number of people"),
        (f"3,Resident,,,Neither,,{'x' * 10001}\n", "What else should we know?", "longer than 10,000 letters"),
        ("3,Resident,,,Neither,,,surplus\n", "All", "more cells than there are headings"),
    ],
)
def test_each_problem_names_its_row_and_column_and_nothing_is_saved(save, upload, shown, opened, row, place, problem):
    page = upload(*ROWS, row)
    told = shown(page)
    line = re.search(r'<td [^>]*>4</td><th scope="row">([^<]*)</th><td [^>]*>([^<]*)</td>', told)
    assert line[1] == place
    assert problem in line[2]
    assert "Save 2 responses" not in told
    save(page)
    assert not opened.submissions.exists()


def test_for_how_many_a_group_speaks_needs_the_column_of_who_answered(team, upload, shown):
    """Rules 10.1: the dry run says it, and nothing is dropped."""
    page = upload(*ROWS)
    team.post(page, as_doubts([meaning if meaning != "type" else "" for meaning in held()]))
    assert "say which column holds as what somebody answers" in shown(page)
    assert "Save 2 responses" not in shown(page)


def test_a_group_whose_kind_is_to_be_settled_is_no_problem_yet(upload, shown):
    assert "0 problems; 1 text to settle" in shown(upload(*ROWS, "3,Club,Bowlers,40,Neither,,\n"))


def test_columns_that_were_changed_are_checked_before_anything_is_saved(save, upload, opened):
    page = upload(*ROWS)
    changed = as_doubts(["" if meaning == "key" else meaning for meaning in held()])
    assert "See what the file would do now, then save." in save(page, **changed).content.decode()
    assert held()[0] == ""
    assert not opened.submissions.exists()
    save(page, **changed)
    assert opened.submissions.count() == 2


def test_two_columns_can_not_hold_the_same(team, upload, shown):
    page = upload(*ROWS)
    team.post(page, as_doubts(["key", "key"]))
    assert "Another column holds the same" in shown(page)


def test_a_text_that_is_no_choice_is_settled_by_a_person(team, save, upload, shown, opened):
    page = upload(*ROWS, "3,Resident,,,Agree a lot,,\n", "4,Resident,,,No view,,\n")
    assert "2 texts to settle" in shown(page)
    names = {doubt["text"]: f"doubt-{doubt['key']}" for doubt in Upload.objects.get().findings["doubts"]}
    question = opened.questions.first()
    means = {names["Agree a lot"]: question.choices.first().pk, names["No view"]: "-"}
    team.post(page, as_doubts(held()) | means)
    save(page)
    assert opened.submissions.get(external_key=keyed("3")).answers.get().choice == question.choices.first()
    assert not opened.submissions.get(external_key=keyed("4")).answers.exists()


@pytest.mark.parametrize(("content", "said"), [(b"No,As\n", "no row of answers"), (b"a\0b\n", "not a CSV file")])
def test_a_file_that_can_not_be_read_is_refused_and_not_kept(team, opened, content, said):
    file = io.BytesIO(content)
    file.name = "answers.csv"
    answer = team.post(f"{opened.get_absolute_url()}survey/", {"file": file})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Upload.objects.exists()


def test_what_the_file_says_is_shown_as_text(upload, shown):
    page = upload("1,<script>alert(1)</script>,,,<img src=x onerror=alert(1)>,,\n")
    assert "<script>alert(1)" not in shown(page)
    assert "<img src=x" not in shown(page)


def test_somebody_can_remove_the_rows_without_saving(team, upload, opened):
    team.post(upload(*ROWS), {"remove": "yes"})
    assert not Upload.objects.exists()
    assert not opened.submissions.exists()


def test_saving_takes_as_many_queries_for_300_rows_as_for_30(upload, people, opened, on, django_assert_max_num_queries):
    for number in (30, 300):
        rows = [f"{number}-{place},Resident,,,Neither,,Word {place}\n" for place in range(number)]
        upload(*rows)
        with django_assert_max_num_queries(45):
            survey = Upload.objects.get()
            seen = survey.findings["seal"]
            apply_upload(survey, seen=seen, by=people["performance"], on=on, at=timezone.now())
    assert opened.submissions.count() == 330


@pytest.mark.parametrize(("sign", "encoding"), [(";", "utf-8-sig"), ("\t", "utf-16"), (",", "cp1252")])
def test_a_file_is_read_as_tools_write_it(team, save, opened, sign, encoding):
    file = io.BytesIO(f"No{sign}The desk should open on Saturdays\r\n1{sign}Neither\r\n".encode(encoding))
    file.name = "answers.csv"
    page = team.post(f"{opened.get_absolute_url()}survey/", {"file": file})["Location"]
    team.post(page, {"doubt-consent": "yes"})
    save(page)
    assert opened.submissions.get().answers.get().choice.text == "Neither"


def test_a_workbook_is_read_too(team, save, opened):
    book, file = Workbook(), io.BytesIO()
    book.active.append(["Response ID", "Submitted", "Q1. The desk should open on Saturdays (choose one)"])
    book.active.append([1, datetime(2026, 11, 5, 10, 23), "Neither"])
    book.save(file)
    file.seek(0)
    file.name = "answers.xlsx"
    page = team.post(f"{opened.get_absolute_url()}survey/", {"file": file})["Location"]
    team.post(page, {"doubt-consent": "yes"})
    save(page)
    submission = opened.submissions.get()
    assert (submission.external_key, submission.answers.get().choice.text) == (keyed("1"), "Neither")
    assert timezone.localtime(submission.submitted_at).isoformat(" ", "minutes")[:16] == "2026-11-05 10:23"


def test_a_date_that_no_rule_reads_or_that_is_after_today_is_named(team, upload, shown):
    page = upload("soon,Neither\n", "30/12/2099,Neither\n", header="Sent,The desk should open on Saturdays\n")
    team.post(page, as_doubts(["sent", held()[1]]))
    assert "“soon” is no date" in shown(page)
    assert "“30/12/2099” is after today" in shown(page)


@pytest.mark.parametrize("text", ["Not answered", "n/a", "(blank)", "#N/A", "No response"])
def test_the_words_of_tools_for_no_answer_are_known(save, upload, shown, opened, text):
    page = upload(f"1,{text},,,{text},Livingston,\n")
    assert "0 texts to settle" in shown(page)
    save(page)
    assert opened.submissions.get().answers.get().choice.text == "Livingston"


def test_what_only_a_tool_writes_is_no_comment(save, upload, opened):
    save(upload("1,Resident,,,Neither,,Not answered\n", "2,Resident,,,Neither,,n/a\n"))
    assert [comment.original.text for comment in opened.comments.all()] == ["n/a"]


def test_one_text_may_mean_several_choices(team, save, upload, shown, opened):
    page = upload("1,Resident,,,Neither,Both desks,\n")
    (doubt,) = [each for each in Upload.objects.get().findings["doubts"] if each["several"]]
    both = [value for value, _ in doubt["options"] if value not in ("", "-")]
    team.post(page, {f"doubt-{doubt['key']}": ["", *both]})
    save(page)
    chosen = opened.submissions.get().answers.values_list("choice__text", flat=True)
    assert set(chosen) == {"Neither", "Livingston", "Bathgate"}


def test_a_column_for_each_choice_is_read_by_its_yes(save, upload, opened):
    header = "No,As,Group,Members,Q3 What do you come for? - Livingston,Q3 What do you come for? - Bathgate\n"
    save(upload("1,Resident,,,Yes,No\n", header=header))
    assert opened.submissions.get().answers.get().choice.text == "Livingston"


def test_what_was_said_of_one_file_holds_for_the_next(team, save, upload, opened):
    page = upload("1,Resident,,,Agree a lot,,\n")
    (key,) = [each["key"] for each in Upload.objects.get().findings["doubts"] if each["text"] == "Agree a lot"]
    save(page, **{f"doubt-{key}": opened.questions.first().choices.first().pk})
    save(page)
    file = io.BytesIO((HEADER + "2,Resident,,,Agree a lot,,\n").encode())
    file.name = "more.csv"
    team.post(f"{opened.get_absolute_url()}survey/", {"file": file})
    assert held()[:4] == HOLDS
    assert [doubt["key"] for doubt in Upload.objects.get().findings["doubts"] if not doubt["chosen"]] == ["consent"]
    assert "Agree a lot" not in str(opened.survey_reading.answers)


def test_a_file_that_waits_is_listed_where_the_next_is_uploaded(upload, shown, opened):
    page = upload(*ROWS)
    assert f'<a href="{page}">answers.csv</a>' in shown(f"{opened.get_absolute_url()}survey/")


def test_that_nobody_agreed_is_said_before_anything_is_saved(upload, shown):
    page = upload(*ROWS, agreed="no")
    assert "1 comment is counted and coded, and can’t be published" in shown(page)


def test_whether_they_agreed_has_to_be_said(save, upload, shown, opened):
    page = upload(*ROWS, agreed="")
    assert "Save 2 responses" not in shown(page)


def test_a_column_may_say_of_each_whether_they_agreed(team, save, upload, opened):
    header = "No,As,Group,Members,Consent,What else should we know?\n"
    page = upload("1,Resident,,,Yes,Longer hours\n", "2,Resident,,,No,Shorter hours\n", header=header)
    team.post(page, as_doubts([*HOLDS, "agreed", held()[5]]))
    save(page)
    assert {each.original.text: each.state for each in opened.comments.all()} == {
        "Longer hours": "waiting", "Shorter hours": "withheld",
    }  # fmt: skip


def test_the_same_problem_is_said_once_with_its_rows(upload, shown):
    page = upload(*ROWS, *[",Resident,,,Neither,,\n"] * 2)
    assert re.search('<td [^>]*>4; 5</td><th scope="row">No</th><td [^>]*>The row has no key</td>', shown(page))
