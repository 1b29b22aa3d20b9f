"""The forms that change a plan: what they save, what they refuse, and what two people at once see."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from actions.models import Action, DuePhrase
from actions.reporting.services import complete_action
from strategy_portal.models import Team

ELC = "/strategies/elc-customer-2023-28"


def address(action: Action, page: str) -> str:
    return f"{action.get_absolute_url()}{page}/"


@pytest.fixture
def action(elc) -> Action:
    """13: two joint owners, two measures, one theme."""
    return elc.actions.get(number=13)


def typed(action: Action, **changed) -> dict:
    """What the form of an action sends, as it stands."""
    data = {
        "seen": action.version, "number": action.number, "title": action.title, "description": action.description,
        "outcomes": [outcome.pk for outcome in action.outcomes.all()], "added_on": "", "added_by_decision": "",
        "measures": "\n".join(measure.text for measure in action.measures.all()), "reason": "Tidied.",
    }  # fmt: skip
    for place, owner in enumerate(action.owners.all()):
        data |= {f"team-{place}": owner.team_id, f"part-{place}": owner.part, f"person-{place}": owner.person_id or ""}
    return data | changed


def test_an_action_is_added_with_a_number_a_title_and_its_first_date(signed_in, elc):
    """Rules 9.3."""
    data = {"seen": 0, "number": 25, "title": "Publish the results", "due": "Mid 2027", "measures": ""}
    data |= {"added_on": "2026-11-04", "added_by_decision": "the corporate board"}
    response = signed_in("performance").post(f"{ELC}/plan/add/", data)
    added = elc.actions.get(number=25)
    assert response.url == added.get_absolute_url()
    assert (added.first_due.as_written, added.state, added.added_by_decision) == (
        "Mid 2027", "not-started", "the corporate board",
    )  # fmt: skip


def test_a_number_that_is_taken_is_refused_at_its_field(signed_in, elc):
    data = {"seen": 0, "number": 24, "title": "Publish the results", "due": "", "measures": ""}
    response = signed_in("performance").post(f"{ELC}/plan/add/", data)
    assert response.status_code == 422
    assert '<a href="#id_number">Number: 24 is “Make better use' in response.content.decode()


def test_owners_measures_and_reason_are_changed_together(signed_in, action):
    """Rules 9.5."""
    changed = {"part-0": "lead", "part-1": "supporting", "measures": "One measure only"}
    assert signed_in("performance").post(address(action, "edit"), typed(action, **changed)).status_code == 302
    action.refresh_from_db()
    assert [owner.part for owner in action.owners.all()] == ["lead", "supporting"]
    assert [measure.text for measure in action.measures.all()] == ["One measure only"]
    assert action.history.filter(version=action.version).first().history_change_reason == "Tidied."


def test_of_two_who_change_an_action_the_second_sees_both_and_loses_nothing(signed_in, action):
    before = typed(action)
    team = Team.objects.get(organisation=action.strategy.organisation, name="Transformation")
    signed_in("performance").post(address(action, "edit"), before | {"title": "Their title", "team-1": team.pk})
    response = signed_in("performance").post(address(action, "edit"), before | {"title": "My title"})
    page = response.content.decode()
    action.refresh_from_db()
    assert (response.status_code, action.title) == (409, "Their title")
    assert "My title" in page
    assert "Owner 2: Transformation" in page  # taken over, as only they changed it
    assert f'<option value="{team.pk}" selected>Transformation</option>' in page


def test_a_date_moves_with_reason_and_agreement(signed_in, action):
    """Rules 9.3."""
    client, data = signed_in("performance"), {"seen": action.version, "due": "End 2027", "reason": "Late."}
    refused = client.post(address(action, "due"), data)
    assert refused.status_code == 422
    assert "Who agreed" in refused.content.decode()
    data |= {"agreed_by": "the board", "agreed_on": "2026-11-04"}
    assert client.post(address(action, "due"), data).status_code == 302
    action.refresh_from_db()
    assert (action.due.as_written, action.first_due.as_written) == ("End 2027", "End 2025")


@pytest.mark.parametrize(("typed_due", "gives_up"), [("", ""), ("End 2027", "on")])
def test_a_date_is_given_up_only_by_saying_so(signed_in, action, typed_due, gives_up):
    """Rules 9.3: an empty field is no decision."""
    client = signed_in("performance")
    data = {"seen": action.version, "reason": "No money.", "agreed_by": "the board", "agreed_on": "2026-11-04"}
    response = client.post(address(action, "due"), data | {"due": typed_due, "gives_up": gives_up})
    assert response.status_code == 422
    assert "tick that there is no date any more" in response.content.decode()
    assert client.post(address(action, "due"), data | {"due": "", "gives_up": "on"}).status_code == 302
    action.refresh_from_db()
    assert (action.due.as_written, len(action.moves)) == ("", 1)


def test_a_date_that_was_given_up_still_has_a_first_one(signed_in, action, move):
    """Rules 9.3."""
    move(action, "")
    page = signed_in("performance").get(address(action, "due")).content.decode()
    assert "The date was given up. First agreed: End 2025" in page
    assert 'name="agreed_by"' in page
    assert 'name="gives_up"' not in page


def test_the_rule_of_phrases_changes_only_after_its_effect_was_shown(signed_in, elc):
    """Rules 9.2."""
    client = signed_in("performance")
    rows = [("early", 1, 4), ("mid", 5, 9), ("end", 9, 12)]
    data = {"form-TOTAL_FORMS": 3, "form-INITIAL_FORMS": 0, "seen": 0, "reason": "The board's reading."}
    for place, row in enumerate(rows):
        names = ("word", "first_month", "last_month")
        data |= {f"form-{place}-{name}": value for name, value in zip(names, row, strict=True)}
    page = client.post("/setup/due-dates/", data).content.decode()
    assert "5 dates of what has not ended would be read otherwise." in page
    assert not DuePhrase.objects.exists()
    assert client.post("/setup/due-dates/", data | {"confirm": "yes"}).status_code == 302
    assert str(elc.actions.get(number=12).due.last_day) == "2025-09-30"


def test_suspending_asks_for_a_reason(signed_in, action):
    """Rules 9.1."""
    data = {"seen": action.version, "state": "suspended", "reason": ""}
    assert signed_in("performance").post(address(action, "state"), data).status_code == 422
    signed_in("performance").post(address(action, "state"), data | {"reason": "No money."})
    action.refresh_from_db()
    assert (action.state, action.state_reason) == ("suspended", "No money.")


def test_the_board_accepts_or_sends_back_what_is_completed(signed_in, action, people, on):
    """Rules 9.1."""
    complete_action(action=action, completed_on=on, version=action.version, by=people["officer"], on=on)
    action.refresh_from_db()
    client = signed_in("board")
    assert "13. Let staff meet customers" in client.get("/actions/to-accept/").content.decode()
    chosen = {"action": action.seen, "send_back": "yes"}
    assert client.post("/actions/to-accept/", chosen).status_code == 422
    client.post("/actions/to-accept/", chosen | {"reason": "Not everywhere."})
    action.refresh_from_db()
    assert (action.state, action.state_reason) == ("in-progress", "Not everywhere.")


def test_nothing_chosen_is_told(signed_in):
    response = signed_in("board").post("/actions/to-accept/", {"accept": "yes"})
    assert (response.status_code, "Choose at least one action" in response.content.decode()) == (422, True)


# --- Updates with evidence -------------------------------------------------------------------------------------------


@pytest.fixture
def report(signed_in, wlc, settings, tmp_path):
    """`report(file=...)` reports on an action that nobody is said to own, and answers the response."""
    settings.MEDIA_ROOT = tmp_path
    action = wlc.actions.get(number=2)

    def sent(**more):
        typed = {"seen": action.version, "done": "Two reviews finished."} | more
        return signed_in("officer").post(address(action, "progress"), typed)

    return sent


def test_a_file_is_kept_under_a_name_that_tells_nothing_and_downloaded(report, signed_in, wlc):
    report(file=SimpleUploadedFile("review.txt", b"Two reviews."), risk="Staff may leave.")
    update = wlc.actions.get(number=2).updates.first()
    assert (update.risk, update.evidence_title) == ("Staff may leave.", "review")
    assert "review" not in update.evidence_file.name
    answer = signed_in("board").get(f"{address(update.action, 'progress')}{update.pk}/evidence/")
    assert answer["Content-Disposition"] == 'attachment; filename="review.txt"'


def test_a_file_of_another_type_is_refused_and_nothing_is_recorded(report, wlc):
    before = wlc.actions.get(number=2).updates.count()
    response = report(file=SimpleUploadedFile("review.exe", b"MZ"))
    assert response.status_code == 422
    assert "Two reviews finished." in response.content.decode()
    assert wlc.actions.get(number=2).updates.count() == before


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://example.org/x"])
def test_a_link_that_is_no_web_page_is_refused(report, link):
    assert report(evidence_link=link).status_code == 422


def test_its_author_changes_an_update_and_others_correct_it(report, signed_in, wlc):
    report()
    update = wlc.actions.get(number=2).updates.first()
    place = f"{address(update.action, 'progress')}{update.pk}"
    assert signed_in("officer").post(f"{place}/edit/", {"done": "Three."}).status_code == 302
    assert signed_in("performance").get(f"{place}/edit/").status_code == 404
    assert signed_in("performance").post(f"{place}/edit/", {"done": "Four."}).status_code == 404
    corrected = {"done": "Four.", "reason": "A team was left out"}
    assert signed_in("performance").post(f"{place}/correct/", corrected).status_code == 302
    shown = signed_in("board").get(update.action.get_absolute_url()).content.decode()
    assert shown.index("Four.") < shown.index("since corrected") < shown.index("Three.")


def test_whose_day_ends_while_they_type_keeps_the_text(report, signed_in, wlc):
    report()
    update = wlc.actions.get(number=2).updates.first()
    type(update).objects.filter(pk=update.pk).update(written_at=datetime(2026, 1, 1, tzinfo=UTC))
    place = f"{address(update.action, 'progress')}{update.pk}/edit/"
    assert signed_in("officer").get(place).status_code == 404
    response = signed_in("officer").post(place, {"done": "Three reviews."})
    assert (response.status_code, "Three reviews." in response.content.decode()) == (422, True)


def test_a_correction_keeps_the_evidence_and_shows_all_that_was_written_first(report, signed_in, wlc):
    report(
        file=SimpleUploadedFile("review.txt", b"Two reviews."), risk="Staff may leave.", evidence_link="example.org/a"
    )
    update = wlc.actions.get(number=2).updates.first()
    place = f"{address(update.action, 'progress')}{update.pk}"
    signed_in("performance").post(
        f"{place}/correct/", {"done": "Four.", "evidence_title": "review", "reason": "A slip"}
    )
    correction = update.action.updates.get(corrects=update)
    shown = signed_in("board").get(update.action.get_absolute_url()).content.decode()
    old = shown[shown.index("since corrected") :]
    assert f"progress/{correction.pk}/evidence/" in shown
    for text in ("Staff may leave.", "https://example.org/a", f"progress/{update.pk}/evidence/"):
        assert text in old
    answer = signed_in("board").get(f"{address(update.action, 'progress')}{correction.pk}/evidence/")
    assert b"".join(answer.streaming_content) == b"Two reviews."


def test_who_left_keeps_what_they_do_until_it_is_handed_over(signed_in, people, elc):
    """Rules 9.5: changing the action is no hand-over."""
    action, leaver = elc.actions.get(number=20), people["officer-customers"]
    leaver.is_active = False
    leaver.save()
    page = signed_in("performance").get(address(action, "edit")).content.decode()
    assert (
        f'<option value="{leaver.pk}" selected>Officer, Customer Feedback (may not sign in any more)</option>' in page
    )
    signed_in("performance").post(address(action, "edit"), typed(action, title="Another title"))
    assert elc.actions.get(number=20).owners.get().person == leaver


def test_a_correction_says_why(report, signed_in, wlc):
    report()
    update = wlc.actions.get(number=2).updates.first()
    place = f"{address(update.action, 'progress')}{update.pk}/correct/"
    assert signed_in("performance").post(place, {"done": "Four."}).status_code == 422
    signed_in("performance").post(place, {"done": "Four.", "reason": "A team was left out"})
    assert update.action.updates.get(corrects=update).history.get().history_change_reason == "A team was left out"


def test_after_a_day_the_page_offers_to_correct_and_not_to_change(report, signed_in, wlc):
    report()
    update = wlc.actions.get(number=2).updates.first()
    page = signed_in("officer").get(update.action.get_absolute_url()).content.decode()
    assert f"progress/{update.pk}/edit/" in page
    type(update).objects.filter(pk=update.pk).update(written_at=datetime(2026, 1, 1, tzinfo=UTC))
    page = signed_in("officer").get(update.action.get_absolute_url()).content.decode()
    assert f"progress/{update.pk}/edit/" not in page
    assert f"progress/{update.pk}/correct/" in page


def test_a_milestone_is_added_and_reached(signed_in, wlc):
    action, client = wlc.actions.get(number=2), signed_in("officer")
    client.post(address(action, "milestones/add"), {"seen": 0, "title": "Reviews agreed", "due": "March 2027"})
    step = action.milestones.get(title="Reviews agreed")
    assert str(step.first_due.last_day) == "2027-03-31"
    data = {"seen": step.version, "title": "Reviews agreed", "completed_on": "2026-11-20"}
    assert client.post(address(action, f"milestones/{step.pk}"), data).status_code == 302
    step.refresh_from_db()
    assert str(step.completed_on) == "2026-11-20"
