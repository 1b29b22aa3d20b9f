"""The composing page: everything typed is saved whichever button is pressed, and nothing is written over."""

import pytest

from indicators.models import Indicator
from reports.models import FindingAnswer, FormSection, Narrative, PlaceComment
from reports.scorecards.report_keys import find_key

COMPOSE = "/strategies/borough-customer-service-2024-27/reports/annual/2024-25/compose/"
WLC = "/strategies/wlc-customer-2023-28/reports/annual/2024-25/compose/"
CONCLUSION = f"{COMPOSE}conclusion/"


@pytest.fixture
def text(borough, on):
    """`text()` of the conclusion as it is stored."""
    columns = find_key(borough, "2024-25", on).columns
    return lambda: Narrative.objects.get(**columns, section="conclusion").text


def finding(answer, words: str):
    return next(each for each in answer.context["form"].findings if each.words == words)


def test_the_page_begins_with_what_is_to_be_done(signed_in):
    clerk = signed_in("clerk")
    clerk.post(CONCLUSION, {"seen": 0, "paragraph-0": "Cllr Pike knows.", "paragraph-1": "It was a robust year."})
    shown = clerk.get(CONCLUSION).content.decode()
    assert "<strong>1 finding to mend and 1 to answer</strong> before it can be issued." in shown
    assert shown.index('class="gate') < shown.index('class="compose__text"') < shown.index("compose__figures")


def test_a_finding_stands_under_its_paragraph_and_is_tied_to_its_box(signed_in):
    clerk = signed_in("clerk")
    clerk.post(CONCLUSION, {"seen": 0, "paragraph-0": "All is said.", "paragraph-1": "It was a robust year."})
    answer = clerk.get(CONCLUSION)
    shown, found = answer.content.decode(), finding(answer, "robust")
    tied = f'aria-describedby="finding-{found.digest[:12]}"'
    assert (
        shown.index('id="id_paragraph-0"')
        < shown.index('id="id_paragraph-1"')
        < shown.index(f'id="finding-{found.digest[:12]}"')
    )
    assert tied in shown[shown.index('name="paragraph-1"') :][:400]


def test_paragraphs_are_saved_as_one_text(signed_in, text):
    answer = signed_in("clerk").post(
        CONCLUSION, {"seen": 0, "paragraph-0": "One.\r\n", "paragraph-1": " ", "paragraph-2": "Two."}, follow=True
    )
    assert text() == "One.\n\nTwo."
    assert "The text of “4 Conclusion” is saved." in answer.content.decode()


def test_a_place_without_a_text_has_one_box(signed_in):
    form = signed_in("clerk").get(CONCLUSION).context["form"]
    assert [field.name for field, _ in form.boxes] == ["paragraph-0"]


def test_an_answer_saves_what_was_typed_too(signed_in, text):
    clerk = signed_in("clerk")
    clerk.post(CONCLUSION, {"seen": 0, "paragraph-0": "It was a robust year."})
    digest = finding(clerk.get(CONCLUSION), "robust").digest
    sent = {
        "seen": 1, "paragraph-0": "It was a robust year.", "paragraph-1": "And more.", "answer": digest,
        f"reason-{digest}": "The auditors used this word on 3 May 2025.",
    }  # fmt: skip
    shown = clerk.post(CONCLUSION, sent, follow=True).content.decode()
    assert text() == "It was a robust year.\n\nAnd more."
    assert FindingAnswer.objects.get().words == "robust"
    assert "Answered</strong> <q>robust</q>" in shown
    assert "Nothing to mend and nothing to answer" in shown


def test_an_answer_without_a_reason_keeps_what_was_typed(signed_in):
    clerk = signed_in("clerk")
    clerk.post(CONCLUSION, {"seen": 0, "paragraph-0": "It was a robust year."})
    digest = finding(clerk.get(CONCLUSION), "robust").digest
    answer = clerk.post(
        CONCLUSION, {"seen": 1, "paragraph-0": "It was a robust year.", "answer": digest, f"reason-{digest}": "So."}
    )
    assert answer.status_code == 422
    assert ">\nSo.</textarea>" in answer.content.decode()
    assert not FindingAnswer.objects.exists()


def test_a_suggestion_is_put_in_the_place_of_the_words(signed_in):
    clerk, address = signed_in("clerk"), f"{WLC}conclusion/"
    clerk.post(address, {"seen": 0, "paragraph-0": "1.1 Quality of the service was 77.7% in all."})
    found = finding(clerk.get(address), "77.7%")
    clerk.post(
        address, {"seen": 1, "paragraph-0": "Yes. 1.1 Quality of the service was 77.7% in all.", "use": found.digest}
    )
    assert (
        Narrative.objects.get(section="conclusion", year_starts_on="2024-04-01").text
        == "Yes. 1.1 Quality of the service was 84.8% in all."
    )


def test_a_suggestion_for_words_that_are_gone_changes_nothing(signed_in, text):
    clerk = signed_in("clerk")
    clerk.post(CONCLUSION, {"seen": 0, "paragraph-0": "It was 12.3% in all."})
    found = clerk.get(CONCLUSION).context["form"].findings[0]
    shown = clerk.post(CONCLUSION, {"seen": 1, "paragraph-0": "It was good.", "use": found.digest}, follow=True)
    assert text() == "It was good."
    assert "The words have changed meanwhile" in shown.content.decode()


def test_a_draft_is_put_in_below_what_was_typed(signed_in):
    clerk, address = signed_in("clerk"), f"{WLC}outcome-1/"
    draft = clerk.get(address).context["drafts"][0]
    clerk.post(address, {"seen": 0, "paragraph-0": "Mine.", "draft": "0"})
    assert Narrative.objects.get(section="outcome-1").text == f"Mine.\n\n{draft}"


def test_who_writes_meanwhile_is_shown_and_nothing_is_lost(signed_in, text):
    signed_in("clerk").post(CONCLUSION, {"seen": 0, "paragraph-0": "Theirs, saved meanwhile."})
    answer = signed_in("performance").post(CONCLUSION, {"seen": 0, "paragraph-0": "Mine, typed at length."})
    shown = answer.content.decode()
    assert (answer.status_code, text()) == (409, "Theirs, saved meanwhile.")
    assert "Mine, typed at length.</textarea>" in shown
    assert "<td>Theirs, saved meanwhile.</td>" in shown
    assert 'name="seen" value="1"' in shown


def test_a_comment_stands_beside_the_text_and_not_in_the_report(signed_in):
    clerk = signed_in("clerk")
    clerk.post(CONCLUSION, {"seen": 0, "paragraph-0": "A year.", "comment": "Who confirms this?", "say": "1"})
    assert PlaceComment.objects.get().written_by.username == "clerk"
    assert "Who confirms this?" in clerk.get(CONCLUSION).content.decode()
    assert "Who confirms this?" not in clerk.get(COMPOSE.replace("compose/", "")).content.decode()


def test_the_texts_before_show_the_words_that_changed_and_who_changed_them(signed_in):
    signed_in("clerk").post(CONCLUSION, {"seen": 0, "paragraph-0": "It was a good year."})
    signed_in("performance").post(CONCLUSION, {"seen": 1, "paragraph-0": "It was a long year."})
    shown = signed_in("clerk").get(f"{CONCLUSION}texts/").content.decode()
    assert "It was a <del>good </del><ins>long </ins>year." in shown
    assert "Performance team · 1 word put in, 1 taken away" in shown


def test_the_record_holds_what_is_open_and_what_was_answered(signed_in):
    clerk = signed_in("clerk")
    clerk.post(CONCLUSION, {"seen": 0, "paragraph-0": "Cllr Pike had a robust year."})
    digest = finding(clerk.get(CONCLUSION), "robust").digest
    reason = "The auditors used this word on 3 May 2025."
    clerk.post(CONCLUSION, {
        "seen": 1, "paragraph-0": "Cllr Pike had a robust year.", "answer": digest, f"reason-{digest}": reason,
    })  # fmt: skip
    shown = clerk.get(COMPOSE.replace("compose/", "record/")).content.decode()
    assert "1 finding to mend, as known on 21 November 2026." in shown
    assert shown.index("Cllr Pike</td>") < shown.index(reason)


def test_the_first_page_is_the_first_place_in_which_something_is_open(signed_in):
    clerk = signed_in("clerk")
    clerk.post(CONCLUSION, {"seen": 0, "paragraph-0": "Cllr Pike knows."})
    assert clerk.get(COMPOSE)["Location"] == CONCLUSION
    assert clerk.get(f"{COMPOSE}?place=reasons")["Location"] == f"{COMPOSE}reasons/"


def test_a_place_that_the_report_lacks_is_not_found(signed_in):
    assert signed_in("clerk").get(f"{COMPOSE}preface/").status_code == 404


def test_a_line_of_the_implications_has_a_text_of_its_own(signed_in):
    assert (
        "VI Resources (financial, staffing and property)"
        in signed_in("clerk").get(f"{WLC}implications-VI/").content.decode()
    )


def test_an_officer_writes_the_text_of_what_their_team_owns(signed_in, people, wlc):
    teams = {team.pk for team in people["officer"].teams.all()}
    own = next(each for each in Indicator.objects.of(wlc).with_setting() if each.owner_id in teams)
    address = f"{WLC}indicator-{own.reference.replace('.', '-')}/"
    assert signed_in("officer").post(address, {"seen": 0, "paragraph-0": "It is a figure."}).status_code == 302
    assert Narrative.objects.filter(section=f"indicator-{own.reference.replace('.', '-')}").exists()


def test_an_officer_reads_the_rest_and_changes_nothing_of_it(signed_in):
    officer = signed_in("officer")
    shown = officer.get(f"{WLC}conclusion/")
    assert (shown.status_code, "<textarea" in shown.content.decode()) == (200, False)
    assert officer.post(f"{WLC}conclusion/", {"seen": 0, "paragraph-0": "Mine."}).status_code == 404


@pytest.mark.parametrize("who", ["approver", "board"])
def test_others_do_not_compose(signed_in, who):
    assert signed_in(who).get(CONCLUSION).status_code == 403


def test_the_issue_page_says_what_is_open_and_leads_there(signed_in):
    clerk = signed_in("clerk")
    clerk.post(CONCLUSION, {"seen": 0, "paragraph-0": "Cllr Pike knows."})
    page = COMPOSE.replace("compose/", "issue/")
    assert "1 finding to mend" in clerk.get(page).content.decode()
    answer = clerk.post(page)
    assert (answer.status_code, f'href="{COMPOSE}"' in answer.content.decode()) == (422, True)


def test_the_page_takes_as_many_queries_whatever_it_holds(signed_in, django_assert_max_num_queries):
    clerk = signed_in("clerk")
    clerk.get(f"{WLC}terms/")
    with django_assert_max_num_queries(75):
        clerk.get(f"{WLC}terms/")


@pytest.mark.parametrize(
    ("place", "page"), [("summary", ""), ("outcome-1", ""), ("indicator-1-4", "appendix/indicators/")]
)
def test_the_text_of_a_place_stands_in_the_report(signed_in, place, page):
    clerk = signed_in("clerk")
    clerk.post(f"{WLC}{place}/", {"seen": 0, "paragraph-0": "Here it <stands>."})
    assert "Here it &lt;stands&gt;." in clerk.get(WLC.replace("compose/", page)).content.decode()


def test_the_standard_paragraph_of_the_form_is_offered(signed_in, borough):
    FormSection.objects.filter(form=borough.arrangement.form, key="conclusion").update(standard="As each year.")
    assert "As each year." in signed_in("clerk").get(CONCLUSION).context["drafts"]
