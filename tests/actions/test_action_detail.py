"""Everything known about one action."""

import re
from datetime import UTC, date, datetime

import pytest

from actions.models import Action, DueDate, Milestone
from actions.people.services import hand_over
from actions.planning.services import add_milestone, edit_action
from actions.reporting.services import ProgressReport, add_progress_update
from indicators.models import Indicator
from reports.models import BoardMeeting, Decision
from reports.reminding.remarks import may_read, who_reads
from reports.scorecards.action_page import action_with_page
from reports.scorecards.meetings import decided_on, open_decisions
from strategy_portal.models import Role, User


def address(strategy, number: int) -> str:
    return f"/strategies/{strategy.slug}/actions/{number}/"


def report(action: Action, by, on, done: str, **more) -> None:
    at = datetime(2026, 11, 21, 12, tzinfo=UTC)
    add_progress_update(action=action, by=by, on=on, at=at, report=ProgressReport(done), **more)


@pytest.fixture
def page(signed_in):
    return lambda strategy, number, who="board": signed_in(who).get(address(strategy, number)).content.decode()


@pytest.fixture
def history(signed_in):
    """Of an action, on a page of its own."""
    return lambda strategy, number: signed_in("board").get(f"{address(strategy, number)}changes/").content.decode()


def test_it_shows_owners_date_measures_and_outcome(page, elc):
    shown = page(elc, 5)
    for text in (
        "Customer Services",
        "Equalities",
        "Joint (the source names no lead)",
        "Mid 2024",
        "Customer at the Heart",
    ):
        assert text in shown
    assert "Increased use of these resources" in shown


def test_a_late_action_says_how_late_in_words(page, elc):
    assert "1 year 10 months late" in page(elc, 8)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (
            8,
            "1 year 10 months late, in progress, at risk. Due End 2024 (1 September to 31 December 2024), never moved.",
        ),
        (6, "Moved by 2 years 8 months, in progress, not late. Due Early 2027"),
        (6, "first agreed Mid 2024: moved 2 times. Last reported on 26 October 2026."),
        (7, "2 years 2 months late, no state reported."),
        (7, "Never reported on. No indicator is linked, so no figure shows what it brings."),
        (5, "Completed 30 October 2026, 2 years 1 month after the first agreed date."),
        (24, "On course, in progress. Due End 2026"),
    ],
)
def test_it_begins_with_how_the_action_stands(page, elc, number, said):
    """Rules 9.3, 9.4 and 9.6."""
    answer = page(elc, number).partition('class="answer">')[2].partition("</p>")[0]
    assert said in " ".join(re.sub("<[^>]+>", "", answer).split())


def test_nothing_reported_for_two_quarters_is_said_first(page, elc):
    """Rules 9.6."""
    elc.actions.get(number=24).updates.update(written_on=date(2026, 2, 1))
    assert "Nothing reported since 1 February 2026: for two quarters or more." in page(elc, 24)


def test_an_indicator_that_it_is_meant_to_move_stands_with_its_status_and_since_when(page, wlc):
    indicator = Indicator.objects.get(key_output__outcome=wlc.outcomes.get(number=1), order=3)
    wlc.actions.get(number=6).indicators.add(indicator)
    shown = page(wlc, 6)
    moved = shown[shown.index('id="moved"') : shown.index('id="voices"')]
    for text in ("Staff knowledge", "status--red", "Red for 2 quarters, since Q1 2026/27"):
        assert text in moved


def test_without_a_linked_indicator_it_says_so(page, elc):
    assert "<strong>No indicator is linked.</strong>" in page(elc, 6)


def test_its_dates_are_drawn_on_a_line(page, elc):
    assert 'href="#track-red"' in page(elc, 6)


def test_a_date_that_moved_still_shows_the_first_one(page, elc, move):
    move(elc.actions.get(number=8), "End 2027")
    assert "First agreed: End 2024" in page(elc, 8)


def test_a_completed_action_is_not_overdue_whatever_its_date(page, elc):
    assert not re.search(r"\d (days?|months?) late", page(elc, 5))


def test_at_risk_is_the_judgement_of_the_latest_update(page, elc, people, on):
    assert "At risk, says owner" in page(elc, 8)
    report(elc.actions.get(number=8), people["performance"], on, "Back on course.")
    assert "At risk, says owner" not in page(elc, 8)


def test_what_the_source_lacks_says_so(page, wlc):
    shown = page(wlc, 6)
    assert shown.count("Not stated in the source</span>") == 2  # date, measures
    assert shown.count("Not stated</span>") == 2  # state, owner


def test_it_names_the_commitments_it_stands_under(page, wlc):
    assert "Channel digitisation" in page(wlc, 6)


def test_it_links_its_indicators(page, wlc):
    indicator = wlc.outcomes.get(number=3).key_outputs.get(indicators__order=2).indicators.get()
    wlc.actions.get(number=6).indicators.add(indicator)
    assert indicator.get_absolute_url() in page(wlc, 6)


def test_a_milestone_past_its_date_is_late_until_completed(page, wlc, on):
    milestone = Milestone.objects.create(action=wlc.actions.get(number=6), title="Accounts opened")
    DueDate.read(milestone, "Mid 2026").save()
    assert "1 May to 31 August 2026" in page(wlc, 6)
    assert "2 months late" in page(wlc, 6)
    milestone.completed_on = on
    milestone.save()
    assert "2 months late" not in page(wlc, 6)


def test_progress_updates_stand_newest_first_with_author_and_date(page, wlc, people, on):
    report(wlc.actions.get(number=1), people["performance"], on, "Newest of all.")
    shown = page(wlc, 1)
    assert shown.index("Newest of all.") < shown.index("A calendar of messages")
    assert "By Performance team" in shown


def test_what_is_written_is_shown_as_text_and_never_as_markup(page, wlc, people, on):
    report(wlc.actions.get(number=1), people["officer"], on, "<script>alert(1)</script>")
    assert "&lt;script&gt;alert(1)" in page(wlc, 1)


def cells_of(html: str) -> str:
    """The cells of its tables, without how they are set."""
    return re.sub(r"<(t[dh])\b[^>]*>", r"<\1>", " ".join(html.split()))


def test_the_history_says_who_changed_what_from_what_to_what(history, wlc, people, on):
    action = wlc.actions.get(number=1)
    report(action, people["officer"], on, "All done.", new_state="completed")
    shown = cells_of(history(wlc, 1))
    assert "<th>State</th> <td>In progress</td> <td>Completed</td>" in shown


def test_after_a_hand_over_the_page_says_from_whom_to_whom_and_why(history, elc, people):
    """Rules 9.5: a change of person loses no history."""
    leaver = people["officer-customers"]
    hand_over(person=leaver, to=people["officer"], reason="Leaves in May.", by=people["performance"], from_outside=True)
    before, after = (f"Transformation (lead), in person {person}" for person in (leaver, people["officer"]))
    cells = " ".join(f"<td>{text}</td>" for text in (before, after, "Leaves in May."))
    assert f"<th>Owner</th> {cells}" in cells_of(history(elc, 20))


def test_the_history_tells_of_owners_measures_and_milestones(history, elc, people):
    """Rules 9.5."""
    action = elc.actions.get(number=1)
    add_milestone(action=action, title="Supplier chosen", due="March 2027", by=people["performance"])
    edit_action(
        action=action, fields={}, owners=[], measures=["Another"], reason="Nobody left.", version=action.version,
        by=people["performance"],
    )  # fmt: skip
    rows = [" ".join(row.split()) for row in history(elc, 1).split("</tr>")]
    assert any("Supplier chosen; due March 2027" in row for row in rows)
    for what in ("Owner", "Outcome measure"):
        assert any(f">{what}</th>" in row and "Nobody left." in row for row in rows)


def test_the_history_tells_of_links_too(history, wlc):
    wlc.actions.get(number=5).outcomes.add(wlc.outcomes.get(number=4))
    assert "3. Enhancing our digital offer; 4. Improving the customer experience" in history(wlc, 5)


@pytest.mark.parametrize(
    ("who", "invited"), [("officer", True), ("performance", True), ("approver", False), ("board", False)]
)
def test_whoever_may_report_is_invited_to(page, wlc, who, invited):
    assert ("Add a progress update" in page(wlc, 1, who)) is invited


def test_an_officer_is_not_invited_to_report_on_another_teams_action(page, elc):
    assert "Add a progress update" not in page(elc, 8, "officer")


def test_an_action_of_another_strategy_is_not_found(signed_in, elc, wlc):
    client = signed_in("board")
    assert client.get(address(elc, 24)).status_code == 200
    assert client.get(address(wlc, 24)).status_code == 404


def test_the_number_of_queries_does_not_grow(signed_in, django_assert_max_num_queries, wlc, people, on):
    client, action = signed_in("performance"), wlc.actions.get(number=2)
    for state in ["not-started", "in-progress", "completed"] * 6:
        report(action, people["officer"], on, "More.", new_state=state)
    client.get(address(wlc, 2))  # Django asks once whether the database knows JSON
    with django_assert_max_num_queries(12):
        client.get(address(wlc, 2))


def test_an_officer_asks_no_more_of_an_action_with_indicators(signed_in, django_assert_max_num_queries, wlc):
    client = signed_in("officer")
    client.get(address(wlc, 1))
    with django_assert_max_num_queries(12):
        shown = client.get(address(wlc, 1)).content.decode()
    assert "Indicators that it is meant to move" in shown


@pytest.mark.parametrize("username", ["officer", "officer-digital", "approver", "board", "performance"])
def test_who_may_update_and_read_is_the_same_with_and_without_asking_the_database(people, elc, wlc, on, username):
    user = User.objects.get(username=username)
    for strategy in (elc, wlc):
        for number in strategy.actions.values_list("number", flat=True):
            action = action_with_page(strategy, number, on)
            assert action.is_updatable_by(user) == Action.objects.updatable_by(user).filter(pk=action.pk).exists()
            readers = who_reads(action).filter(pk__in=user.acts_for.people).exists()
            assert may_read(user, action) == (user.role == Role.PERFORMANCE or readers)


def test_what_was_decided_comes_along_as_it_is_asked_for_elsewhere(wlc, on, people):
    """Of a meeting that was held, of one to come, and one that is closed."""
    action = wlc.actions.get(number=1)
    held = BoardMeeting.objects.create(body="Board", meets_on=date(2026, 11, 2))
    to_come = BoardMeeting.objects.create(body="Board", meets_on=date(2026, 12, 2))
    made = {"strategy": wlc, "action": action, "team": people["officer"].teams.first()}
    Decision.objects.create(meeting=held, text="Name an owner", **made)
    Decision.objects.create(meeting=to_come, text="Name a date", **made)
    closed = {"closed_on": date(2026, 11, 9), "came_of": "Said", "closed_by": people["board"]}
    Decision.objects.create(meeting=held, text="Say how it stands", **closed, **made)
    found = decided_on(action_with_page(wlc, 1, on), on)
    assert "Name an owner" in [decision.text for decision in found]
    assert found == tuple(each for each in open_decisions([wlc], on) if each.action_id == action.pk)
    assert not {"Name a date", "Say how it stands"} & {decision.text for decision in found}
