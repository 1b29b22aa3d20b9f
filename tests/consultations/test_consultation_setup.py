"""The performance team prepares a consultation; what people have answered stays what they answered."""

import re
from datetime import date

import pytest
from django.utils import timezone

from consultations.models import Comment, Consultation, Meeting, Question, Submission

WLC = "/strategies/wlc-customer-2023-28/consultations"
DATES = {"opened_on": "2027-01-11", "closed_on": "2027-02-05"}
EMPTY = {"smallest_cell": "5", "seen": "0"}


@pytest.fixture
def team(signed_in):
    return signed_in("performance")


@pytest.fixture
def fill(team):
    """Open a form, type over it, save it: `fill(address, page=2)`."""

    def fill(address: str, **typed):
        form = team.get(address).context["form"]
        data = {field.html_name: _typed(field.value()) for field in form if not _is_off(field.value())}
        return team.post(address, data | typed)

    return fill


def _is_off(value) -> bool:
    return value is None or value is False


def _typed(value):
    return [str(each.pk if hasattr(each, "pk") else each) for each in value] if isinstance(value, list) else value


def setup(consultation: Consultation, rest: str = "") -> str:
    return f"{consultation.get_absolute_url()}setup/{rest}"


def test_a_consultation_is_added_with_its_lists(team, people):
    typed = EMPTY | DATES | {"title": "Bus stops", "channel": "Web form\nDrop-in\n", "lesson": ""}
    answer = team.post(f"{WLC}/add/", typed)
    added = Consultation.objects.get(title="Bus stops")
    assert answer["Location"] == setup(added)
    assert [note.text for note in added.notes.all()] == ["Web form", "Drop-in"]
    assert added.history.latest().history_user == people["performance"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (DATES | {"title": "How we answer you"}, "Choose another title"),
        (DATES | {"title": "Add"}, "Choose another title"),
        ({"title": "Bus stops", "opened_on": "2027-02-05", "closed_on": "2027-01-11"}, "close before it opens"),
        (DATES | {"title": "Bus stops", "retain_until": "2027-01-20"}, "at least until it closes"),
    ],
)
def test_what_can_not_be_is_refused_and_nothing_is_lost(team, typed, said):
    answer = team.post(f"{WLC}/add/", EMPTY | typed | {"purpose": "Where they are needed"})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Where they are needed" in answer.content.decode()


def test_its_lists_are_changed_as_lines(fill, opened):
    address = setup(opened, "edit/")
    fill(address, channel="Web form\nPaper form", title="The desk")
    fill(address, channel="Paper form")
    opened.refresh_from_db()
    assert (opened.title, opened.slug) == ("The desk", "the-desk")
    assert [note.text for note in opened.notes.all()] == ["Paper form"]


def test_what_only_a_source_says_is_entered_as_well(fill, opened):
    fill(setup(opened, "edit/"), community_council_count="1", **{"top-comment": "Open on Saturdays\nMend the door"})
    opened.refresh_from_db()
    assert opened.community_council_count == 1
    assert [note.text for note in opened.notes.filter(kind="top-comment")] == ["Open on Saturdays", "Mend the door"]


def test_what_somebody_else_saved_meanwhile_is_shown_lists_too(team, fill, opened):
    address = setup(opened, "edit/")
    form = team.get(address).context["form"]
    mine = {field.html_name: field.value() for field in form if field.value() and field.html_name != "outcomes"}
    fill(address, channel="Theirs", title="Their title")
    answer = team.post(address, mine | {"channel": "Mine"})
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "<td>Mine</td><td>Theirs</td>" in shown
    assert "Title: Their title" in shown
    assert [note.text for note in opened.notes.all()] == ["Theirs"]


def test_somebody_who_changes_something_else_of_it_meanwhile_stops_nobody(team, fill, opened):
    form = team.get(setup(opened, "edit/")).context["form"]
    mine = {field.html_name: _typed(field.value()) for field in form if not _is_off(field.value())}
    fill(setup(opened, "who/"), people="Resident\nVisitor", groups_field="Community group")
    assert team.post(setup(opened, "edit/"), mine | {"title": "Mine"}).status_code == 302
    opened.refresh_from_db()
    assert (opened.title, opened.respondent_types.count()) == ("Mine", 3)


def test_a_list_that_somebody_else_saved_meanwhile_is_shown_beside_mine(team, fill, opened):
    mine = {"seen": opened.version, "people": "Resident", "groups_field": "Community group"}
    fill(setup(opened, "who/"), people="Resident\nVisitor", groups_field="Community group")
    answer = team.post(setup(opened, "who/"), mine)
    shown = " ".join(answer.content.decode().split())
    assert (answer.status_code, "<td>Resident</td><td>Resident<br>Visitor</td>" in shown) == (409, True)


def test_a_form_can_not_be_ticked_before_there_are_questions(team, fill, wlc):
    bare = wlc.consultations.create(slug="bare", title="Bare", opened_on=date(2027, 1, 1), closed_on=date(2027, 2, 1))
    shown = team.get(setup(bare, "edit/")).content.decode()
    assert "Add questions first: the form would be empty" in shown
    assert re.search(r'name="offers_form"[^>]* disabled', shown)
    fill(setup(bare, "edit/"), offers_form="on")
    bare.refresh_from_db()
    assert not bare.offers_form


def test_more_who_came_than_were_invited_are_asked_about(fill, team, opened):
    typed = {"group": "Tenants", "invited": "8", "attended": "20"}
    answer = fill(setup(opened, "meetings/add/"), **typed)
    assert "20 came and 8 were invited" in answer.content.decode()
    assert not opened.meetings.exists()
    fill(setup(opened, "meetings/add/"), **typed, more_came="on")
    assert opened.meetings.get().attended == 20


def test_a_form_is_not_offered_before_it_is_said_until_when_personal_details_are_kept(fill, opened):
    Consultation.objects.filter(pk=opened.pk).update(retain_until=None)
    answer = fill(setup(opened, "edit/"), purpose="Still there")
    assert answer.status_code == 422
    assert "Say until when: people read it on the form before they agree" in answer.content.decode()


@pytest.mark.parametrize("later", ["2027-04-01", ""])
def test_personal_details_are_kept_longer_only_for_a_reason_that_is_kept(fill, opened, later):
    Consultation.objects.filter(pk=opened.pk).update(offers_form=False)
    answer = fill(setup(opened, "edit/"), retain_until=later)
    assert answer.status_code == 422
    assert "Say why: people were told" in answer.content.decode()
    fill(setup(opened, "edit/"), retain_until=later, reason="The ombudsman has asked for it")
    record = opened.history.latest()
    assert str(record.retain_until or "") == later
    assert record.history_change_reason == "The ombudsman has asked for it"


def test_personal_details_can_go_earlier_without_a_reason(fill, opened):
    assert fill(setup(opened, "edit/"), retain_until="2026-12-31").status_code == 302


def test_an_agreement_scale_has_its_five_choices_and_their_sides(fill, opened):
    fill(setup(opened, "questions/add/"), text="It is warm", kind="agreement", with_unsure="on")
    choices = opened.questions.get(text="It is warm").choices.values_list("text", "side")
    assert [side for _, side in choices] == ["agree", "agree", "neither", "disagree", "disagree", "unsure"]
    assert choices[0][0] == "Strongly agree"


def test_a_choice_needs_two(fill, opened):
    answer = fill(setup(opened, "questions/add/"), text="Which?", kind="one", choices="Only this")
    assert answer.status_code == 422
    assert "at least two choices" in answer.content.decode()
    assert not opened.questions.filter(text="Which?").exists()


def test_a_question_gets_its_place_and_the_others_make_room(fill, opened):
    first, *_ = opened.questions.all()
    fill(setup(opened, f"questions/{first.pk}/"), order="3")
    assert [question.order for question in opened.questions.all()] == [1, 2, 3, 4]
    assert opened.questions.get(order=3) == first


def test_a_result_known_only_as_a_range_is_kept_as_one(fill, opened):
    """Rules 10.3."""
    question = opened.questions.first()
    address = setup(opened, f"questions/{question.pk}/")
    assert fill(address, agreement_low="72").status_code == 422
    fill(address, agreement_low="72", agreement_high="80", base="189")
    question.refresh_from_db()
    assert (question.agreement_low, question.agreement_high, question.base) == (72, 80, 189)


def test_once_answers_have_come_in_what_could_be_chosen_stays(team, fill, person):
    person.fill()
    person.send()
    question = person.consultation.questions.get(text="Which desk do you use?")
    before = [choice.text for choice in question.choices.all()]
    address = setup(person.consultation, f"questions/{question.pk}/")
    assert "Answers have come in" in team.get(address).content.decode()
    fill(address, text="Which desk do you go to?", kind="text", choices="One\nTwo")
    question.refresh_from_db()
    assert (question.text, question.kind) == ("Which desk do you go to?", "one")
    assert [choice.text for choice in question.choices.all()] == before


def test_once_answers_have_come_in_nothing_is_added_or_removed(fill, person):
    person.fill()
    person.send()
    question = person.consultation.questions.first()
    assert fill(setup(person.consultation, "questions/add/"), text="More?", kind="text").status_code == 422
    removal = setup(person.consultation, f"questions/{question.pk}/remove/")
    assert fill(removal, reason="No longer asked").status_code == 422
    assert person.consultation.questions.count() == 4


def test_a_question_is_removed_with_a_reason(fill, opened):
    question = opened.questions.first()
    fill(setup(opened, f"questions/{question.pk}/remove/"), reason="Asked twice")
    assert not Question.objects.filter(pk=question.pk).exists()
    assert Question.history.filter(id=question.pk).latest().history_change_reason == "Asked twice"


def test_the_last_question_of_a_form_that_is_offered_stays(fill, opened):
    last, *others = opened.questions.all()
    for question in others:
        question.delete()
    answer = fill(setup(opened, f"questions/{last.pk}/remove/"), reason="Asked elsewhere")
    assert answer.status_code == 422
    assert opened.questions.get() == last


def test_who_has_answered_as_something_keeps_it(fill, person):
    person.fill()
    person.send()
    address = setup(person.consultation, "who/")
    answer = fill(address, people="Visitor")
    assert answer.status_code == 422
    assert "Somebody has answered as “Resident” already" in answer.content.decode()
    fill(address, people="Visitor\nResident")
    titles = [(each.title, each.is_group) for each in person.consultation.respondent_types.all()]
    assert titles == [("Visitor", False), ("Resident", False), ("Community group", True)]


def test_findings_of_a_meeting_stand_under_the_theme_that_they_name(fill, opened):
    theme = opened.themes.create(order=1, title="Opening hours", state="confirmed")
    typed = {"group": "Tenants", "place": "Uphall", "invited": "20", "attended": "8"}
    fill(
        setup(opened, "meetings/add/"),
        **typed,
        findings="opening hours: Saturdays matter\nThe room is cold: 12 degrees",
    )
    event = Meeting.objects.get(consultation=opened)
    assert (event.order, event.invited, event.attended) == (1, 20, 8)
    findings = {comment.received: comment for comment in Comment.objects.filter(meeting=event)}
    assert set(findings) == {"Saturdays matter", "The room is cold: 12 degrees"}
    assert all(comment.is_summary and comment.state == "waiting" for comment in findings.values())
    assert findings["Saturdays matter"].codings.get().themes.get() == theme


def test_the_preview_shows_each_question_and_keeps_nothing(team, opened):
    shown = team.get(setup(opened, "preview/")).content.decode()
    assert all(question.text in shown for question in opened.questions.all())
    assert re.findall(r"<form [^>]*method=\"post\"", shown.partition("<main")[2]) == []


def test_a_paper_form_is_keyed_in(fill, person, people):
    answers = {person.desk: person.choice("Bathgate", person.desk), person.words: "In <b>bold</b>"}
    fill(f"{person.consultation.get_absolute_url()}paper/", **answers, respondent_type=person.type("Resident"))
    submission = Submission.objects.get(consultation=person.consultation)
    assert (submission.channel, submission.keyed_by, submission.consented) == ("paper", people["performance"], False)
    assert [answer.choice.text for answer in submission.answers.all()] == ["Bathgate"]
    assert submission.comments.get().original.text == "In <b>bold</b>"


@pytest.mark.parametrize("page", ["paper/", "letters/"])
def test_a_form_that_is_sent_twice_is_one_response(team, person, page):
    address = f"{person.consultation.get_absolute_url()}{page}"
    typed = {"sheet": team.get(address).context["form"]["sheet"].value(), "text": "Dear council"}
    for _ in range(2):
        team.post(address, typed | {person.words: "Dear council"})
    assert person.consultation.submissions.count() == 1


def test_a_letter_typed_over_the_one_before_is_not_lost(team, opened):
    """By the browser's way back, with the form of the letter before."""
    address = f"{opened.get_absolute_url()}letters/"
    sheet = team.get(address).context["form"]["sheet"].value()
    for text in ("Dear council", "Dear sirs"):
        team.post(address, {"sheet": sheet, "text": text})
    assert opened.submissions.count() == 2


def test_a_meeting_that_is_sent_twice_is_one_with_each_finding_once(team, opened):
    typed = {"seen": "0", "group": "Tenants", "place": "Uphall", "findings": "Saturdays matter\nIt is cold"}
    for _ in range(2):
        assert team.post(setup(opened, "meetings/add/"), typed).status_code == 302
    event = opened.meetings.get()
    assert event.comments.count() == 2


def test_what_is_added_to_a_meeting_twice_is_added_once(team, fill, opened):
    fill(setup(opened, "meetings/add/"), group="Tenants")
    event = opened.meetings.get()
    address = setup(opened, f"meetings/{event.pk}/")
    seen = team.get(address).context["form"]["seen"].value()
    for _ in range(2):
        team.post(address, {"seen": seen, "group": "Tenants", "place": "Uphall", "findings": "It is cold"})
    assert event.comments.count() == 1


def test_a_question_that_is_sent_twice_is_one(team, opened):
    typed = {"seen": "0", "text": "More?", "kind": "text", "page": "2", "order": "5"}
    for _ in range(2):
        assert team.post(setup(opened, "questions/add/"), typed).status_code == 302
    assert opened.questions.filter(text="More?").count() == 1


@pytest.mark.parametrize("as_", ["Resident", ""])
def test_for_how_many_somebody_speaks_is_kept_of_a_group_or_refused(fill, person, as_):
    """Rules 10.1."""
    typed = {"respondent_type": person.type(as_) if as_ else "", "speaks_for": "40", "text": "Dear council"}
    answer = fill(f"{person.consultation.get_absolute_url()}letters/", **typed)
    assert answer.status_code == 422
    assert "Choose a group under “Answered as”" in str(answer.context["form"].errors["speaks_for"])
    assert "Dear council" in answer.content.decode()
    assert not person.consultation.submissions.exists()


@pytest.mark.parametrize("page", ["paper/", "letters/"])
def test_an_officer_of_the_leading_team_keys_in_what_came_in(signed_in, asked, page):
    officer = signed_in("officer")
    assert f'href="{asked.get_absolute_url()}{page}"' in officer.get(asked.get_absolute_url()).content.decode()
    officer.post(f"{asked.get_absolute_url()}{page}", {"text": "Dear council"})
    assert asked.submissions.get().keyed_by.username == "officer"


@pytest.mark.parametrize("page", ["paper/", "letters/"])
def test_for_an_officer_of_another_team_there_is_nothing_to_key_in(signed_in, opened, page):
    """Trust S1."""
    officer = signed_in("officer")
    assert f'href="{opened.get_absolute_url()}{page}"' not in officer.get(opened.get_absolute_url()).content.decode()
    assert officer.post(f"{opened.get_absolute_url()}{page}", {"text": "Dear council"}).status_code == 404


def test_a_group_on_paper_need_not_say_for_how_many_it_speaks(fill, person):
    group = {"respondent_type": person.type("Community group"), "group_name": "Tenants"}
    fill(f"{person.consultation.get_absolute_url()}paper/", **group)
    assert Submission.objects.get(group_name="Tenants").speaks_for is None


def test_a_letter_is_a_response_with_a_comment(fill, opened):
    fill(f"{opened.get_absolute_url()}letters/", text="Dear council", consented="on")
    submission = opened.submissions.get()
    assert (submission.channel, submission.comments.get().state) == ("letter", "waiting")
    assert submission.comments.get().question is None


@pytest.mark.parametrize("page", ["setup/", "setup/preview/", "setup/questions/add/", "paper/"])
def test_the_number_of_queries_of_a_page_does_not_grow_with_the_submissions(
    team, person, page, django_assert_max_num_queries
):
    address = f"{person.consultation.get_absolute_url()}{page}"
    for _ in range(2):
        person.fill()
        person.send()
        with django_assert_max_num_queries(16):
            team.get(address)


def test_a_letter_keeps_its_date_which_is_not_to_come(fill, opened):
    page = f"{opened.get_absolute_url()}letters/"
    assert "still to come" in fill(page, text="Dear council", dated_on="2026-12-24").content.decode()
    fill(page, text="Dear council", dated_on="2026-11-05", consented="on")
    assert timezone.localdate(opened.submissions.get().submitted_at) == date(2026, 11, 5)
