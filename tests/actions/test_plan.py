"""The plan of a strategy: its answer, its bar, what is asked, every action with its track; and its ledger."""

import re
from datetime import date, timedelta

import pytest

from actions.models import Action, DueDate, Milestone
from actions.scorecards.action_line import Situation
from actions.scorecards.action_plan import action_line
from reports.charts import track
from reports.scorecards.plan import by_due, by_owner, by_theme, plan_page

ELC = "/strategies/elc-customer-2023-28/plan/"
WLC = "/strategies/wlc-customer-2023-28/plan/"


@pytest.fixture
def shown(signed_in):
    """`shown(slipped="any")` is the numbers of the actions that the plan shows, in order."""

    def get(**query) -> list[int]:
        page = signed_in("board").get(ELC, query).content.decode()
        return [int(number) for number in re.findall(r'<td class="plan-lines__number">(\d+)</td>', page)]

    return get


@pytest.fixture
def page(signed_in):
    return lambda path=ELC, who="board": signed_in(who).get(path).content.decode()


def row_of(page: str, title: str) -> str:
    """The row of an action, without its tags."""
    found = page[page.index(f">{title}") :].split("</tr>")[0]
    return " ".join(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", found).split())


# --- The answer, the bar and what is asked ---------------------------------------------------------------------------


def test_the_plan_begins_with_its_answer(page):
    said = page()[page().index('class="answer"') :].split("</p>")[0]
    for text in (
        "<strong>18 of 24 actions are late</strong>, 4 of them by two years or more.",
        "For 12 nobody has reported whether they are done.",
        "4 late ones are in progress.",
        "3 completed, 3 to come, of which 2 moved, by up to 2 years 8 months.",
    ):
        assert text in said


def test_a_plan_without_dates_can_have_nothing_late_and_says_so(page):
    assert "No action has a date, so none can be late." in page(WLC)
    assert "6 of 7 actions have no owner." in page(WLC)


def test_each_action_stands_in_one_part_of_the_bar(elc, on):
    """Rules 8.1: the parts sum to the whole."""
    plan = plan_page(elc, on)
    assert {situation: len(lines) for situation, lines in plan.parts} == {
        Situation.LATE: 4, Situation.LATE_NOT_STARTED: 1, Situation.LATE_NO_STATE: 12, Situation.LATE_SUSPENDED: 1,
        Situation.TO_COME: 3, Situation.COMPLETED: 3,
    }  # fmt: skip
    assert [line.number for line in plan.parts[0][1]] == [16, 20, 8, 23]


def test_what_is_asked_of_the_board_names_the_actions(page):
    asked = page()[page().index('class="asks"') :].split("</ul>")[0]
    assert "4 late: Agree a new date for each, or stop it." in asked
    assert "12 late, and nobody has said how they stand: Have each owner report before the next meeting." in asked
    assert "1 suspended: Agree a date to resume, or stop it." in asked


def test_late_ones_are_counted_by_how_long_and_by_owner(elc, on):
    plan = plan_page(elc, on)
    assert [(each.title, each.late) for each in plan.by_stretch] == [
        ("2 years or more", 4), ("1 to 2 years", 7), ("3 to 12 months", 6), ("Under 3 months", 1)
    ]  # fmt: skip
    assert (plan.by_owner[0].title, plan.by_owner[0].late, plan.by_owner[0].of) == ("Customer Services", 10, 14)


# --- How each action stands: words -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "stands", "said", "mark"),
    [
        (16, "2 years 6 months late", "In progress", "red"),
        (8, "1 year 10 months late", "In progress, at risk", "red"),
        (12, "1 year 2 months late", "Not started", "red"),
        (7, "2 years 2 months late", "No state reported", "unknown"),
        (9, "2 years 2 months late", "Suspended", "suspended"),
        (6, "Moved by 2 years 8 months", "In progress, not late", "red"),
        (24, "On course", "In progress", "green"),
        (3, "Completed 20 August 2024", "In time by the first agreed date", "completed"),
        (5, "Completed 30 October 2026", "2 years 1 month after the first agreed date", "completed"),
    ],
)
def test_an_action_says_in_words_how_it_stands(elc, on, number, stands, said, mark):
    """Rules 9.4 and 9.6."""
    line = action_line(elc.actions.get(number=number), on)
    assert (line.how_it_stands, line.state_said, line.mark) == (stands, said, mark)


@pytest.mark.parametrize(
    ("state", "due", "stands", "said"),
    [
        ("unknown", "", "No state reported", ""),
        ("unknown", "End 2027", "No state reported", ""),
        ("not-started", "End 2027", "Not started", ""),
        ("suspended", "End 2027", "Suspended", ""),
        ("cancelled", "Mid 2024", "Cancelled", ""),
        ("completed", "Mid 2024", "Completed", ""),
        ("accepted", "Mid 2024", "Completed", "Accepted by the board"),
        ("in-progress", "", "No date to judge by", "In progress"),
        ("in-progress", "Ongoing", "Nothing reported yet", "In progress"),
        ("in-progress", "when funding allows", "Date can’t be read", "In progress"),
    ],
)
def test_each_state_has_its_words(elc, on, state, due, stands, said):
    """Rules 9.1, 9.4 and 9.6."""
    action = Action.objects.create(strategy=elc, number=99, title="One more", state=state)
    if due:
        DueDate.read(action, due).save()
    line = action_line(action, on)
    assert (line.how_it_stands, line.state_said) == (stands, said)


def test_a_row_says_owner_date_state_and_last_report(page):
    row = row_of(page(), "Review the training programme")
    assert "Customer Services · Due End 2024" in row
    assert "1 year 10 months late In progress, at risk" in row
    assert "Next: New modules are being written." in row
    assert "Never reported on" in row_of(page(), "Involve customers robustly")


def test_a_moved_date_names_the_first_and_leads_to_why(page):
    """Rules 9.3."""
    shown = page()
    assert "Due Early 2027, first agreed Mid 2024 · 1 of 2 milestones reached" in row_of(shown, "Advertise all contact")
    assert "/actions/6/#moves" in shown


# --- Groups, filters, order ------------------------------------------------------------------------------------------


def test_all_actions_stand_under_their_themes_the_longest_late_first(shown, page):
    assert sorted(shown()) == list(range(1, 25))
    assert shown()[:7] == [7, 4, 1, 2, 6, 3, 5]
    assert page().index("Theme 1. Customer at the Heart") < page().index("Theme 5. Delivering Better Services")
    assert "4 late of 7" in page()


def test_grouped_by_owner_a_joint_action_stands_under_each(elc, on):
    groups = {group.title: [line.number for line in group.lines] for group in by_owner(plan_page(elc, on).lines)}
    assert 13 in groups["IT Service"]
    assert 13 in groups["Assets Team"]


def test_grouped_by_due_the_years_stand_in_order(page):
    found = re.findall(r"<caption>(Due[^<]+)<", page(f"{ELC}?by=due"))
    assert [each.strip() for each in found] == ["Due in 2024", "Due in 2025", "Due in 2026", "Due in 2027"]


def test_what_has_no_owner_theme_or_date_stands_at_the_end(elc, on):
    Action.objects.create(strategy=elc, number=99, title="One more")
    lines = plan_page(elc, on).lines
    assert by_owner(lines)[-1].title == "No owner"
    assert by_theme(lines, elc)[-1].title == "Under no theme"
    assert by_due(lines)[-1].title == "No date"


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({"show": "late"}, 18),
        ({"show": "no-state"}, 12),
        ({"show": "moved"}, [6, 22]),
        ({"show": "at-risk"}, [8]),
        ({"show": "completed"}, [3, 5, 14]),
        ({"show": "no such thing"}, 24),
        ({"by": "no such thing"}, 24),
        ({"status": "amber"}, [22]),
        ({"status": "green"}, [24]),
        ({"slipped": "under-the-limit"}, [22]),
        ({"slipped": "moved"}, [6, 22]),
        ({"due": "31"}, [22]),
        ({"owner": "Equalities"}, [5]),
        ({"owner": "nobody"}, []),
        ({"outcome": "2"}, [8, 9, 10]),
        ({"outcome": "99"}, 24),
        ({"state": "suspended"}, [9]),
        ({"state": "in-progress", "status": "red", "owner": "Transformation", "show": "late"}, [16, 20]),
    ],
)
def test_each_filter_narrows_the_plan(shown, query, numbers):
    found = sorted(shown(**query))
    assert (len(found) if isinstance(numbers, int) else found) == numbers


def test_a_link_counts_what_it_shows_and_keeps_the_rest_of_the_address(page):
    shown = page(f"{ELC}?owner=Transformation&by=due")
    assert re.search(r'href="\?owner=Transformation&amp;by=due&amp;show=late">Late 4<', shown)
    assert re.search(r'<span aria-current="true">Due</span>', shown)


def test_the_form_keeps_what_one_click_chose(page):
    assert '<input type="hidden" name="by" value="due"' in page(f"{ELC}?by=due")


def test_it_sorts_within_each_group(shown):
    assert shown(sort="number")[:3] == [1, 2, 3]
    assert shown(sort="slippage")[0] == 6


def test_an_end_that_was_given_up_moved_furthest(page, shown, elc, move):
    """Rules 9.3: an end that was given up is the longest of all."""
    move(elc.actions.get(number=7), "")
    assert shown(sort="slippage")[:2] == [7, 6]
    ledger = page(f"{ELC}slippage/")
    assert ledger.index("/actions/7/") < ledger.index("/actions/6/")


def test_an_action_of_several_outcomes_stands_under_each(elc, shown):
    elc.actions.get(number=1).outcomes.add(elc.outcomes.get(number=5))
    assert shown().count(1) == 2


def test_a_filter_that_nothing_matches_says_so(page):
    assert "No action matches" in page(f"{ELC}?owner=nobody")


def test_a_plan_without_actions_says_so(page):
    assert "There are no actions yet" in page("/strategies/wlc-customer-services-2011-14/plan/")


def test_what_is_shown_is_taken_away_as_a_file(signed_in):
    file = signed_in("board").get(ELC, {"show": "at-risk", "download": "csv"})
    rows = file.content.decode("utf-8-sig").strip().splitlines()
    assert file.headers["Content-Disposition"] == 'attachment; filename="elc-customer-2023-28-actions.csv"'
    assert len(rows) == 2
    assert "1 year 10 months late" in rows[1]


# --- As of a day -----------------------------------------------------------------------------------------------------


def test_as_of_an_earlier_day_what_was_late_then(page):
    shown = page(f"{ELC}?as_of=2026-11-21")
    assert "As it stood on 21 November 2026." in shown
    assert "18 of 24 actions are late" in shown


def test_a_milestone_that_was_reached_later_was_to_come(elc, on):
    action = elc.actions.get(number=1)
    milestone = Milestone.objects.create(action=action, title="Supplier chosen", completed_on=on)
    DueDate.read(milestone, "End 2026").save()
    assert track.steps([milestone], on) == [track.Step(on, is_reached=True)]
    assert track.steps([milestone], on - timedelta(days=1)) == [track.Step(date(2026, 12, 31), is_reached=False)]


# --- Tracks ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def drawn(elc, on):
    """`drawn(16)` is the track of an action."""
    page = plan_page(elc, on)

    def draw(number: int) -> str:
        line = next(line for line in page.lines if line.number == number)
        steps = track.steps(page.milestones.get(line.action.pk, ()), on)
        return track.track(line, track.axis(page.lines, on, steps), steps)

    return draw


@pytest.mark.parametrize(
    ("number", "there", "not_there"),
    [
        (16, ['height="6" fill="#c71f05"', "#track-red"], ["track-hatch", "stroke-linecap"]),
        (7, ["url(#track-hatch)", "#track-unknown"], ['height="6"', "stroke-linecap"]),
        (9, ["stroke-linecap", "#track-suspended"], ["track-hatch"]),
        (12, ['stroke="#c71f05" stroke-width="2.5"', "stroke-linecap"], ["track-hatch"]),
        (6, ['stroke-dasharray="3 2"', "#track-arrow", "#track-reached", "#track-ahead"], ["track-hatch"]),
        (3, ["#track-completed"], ["track-hatch", "<line"]),
        (5, ["#track-completed", "<line"], ["track-hatch"]),
        (24, ["#track-green"], ["track-hatch", "stroke-linecap"]),
    ],
)
def test_a_track_draws_how_the_action_stands(drawn, number, there, not_there):
    found = drawn(number)
    assert [each for each in there if each not in found] == []
    assert [each for each in not_there if each in found] == []


def test_a_window_of_one_day_is_still_to_be_seen(drawn):
    assert f'width="{track.LEAST_WIDTH}%"' in drawn(22)


def test_the_years_of_a_long_plan_are_thinned():
    axis = track.Axis(date(2001, 1, 1), date(2040, 1, 1), date(2026, 1, 1))
    assert axis.years == [2001, 2006, 2011, 2016, 2021, 2026, 2031, 2036]


def test_what_a_title_holds_cannot_leave_the_page(page, elc):
    Action.objects.filter(strategy=elc, number=1).update(title="</svg><script>alert(1)</script>")
    assert "<script>alert(1)" not in page()


# --- Queries ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "count"), [(ELC, 8), (f"{ELC}?as_of=2026-11-20", 6), (f"{ELC}slippage/", 12)])
def test_the_number_of_queries_does_not_grow(signed_in, elc, django_assert_max_num_queries, path, count):
    for number in range(100, 120):
        action = Action.objects.create(strategy=elc, number=number, title="One more")
        DueDate.read(action, "Mid 2024").save()
        DueDate.read(Milestone.objects.create(action=action, title="A step"), "Mid 2024").save()
        moved = DueDate.read(action, "Mid 2027")
        moved.holds_from, moved.reason, moved.agreed_by = date(2026, 1, 1), "It takes longer.", "The board"
        moved.save()
    client = signed_in("board")
    with django_assert_max_num_queries(count):
        client.get(path)


# --- The ledger ------------------------------------------------------------------------------------------------------


def test_the_ledger_tells_each_move_with_its_reason_and_who_agreed(page):
    """Rules 9.3."""
    ledger = page(f"{ELC}slippage/")
    assert "2 of 24 actions were moved, 3 times in all; 2 of them slipped" in ledger
    assert "11 November 2025: End 2025 to Early 2027. The new numbers arrive a year later than planned." in ledger
    assert "Slipped by the limit or more (2 years 8 months, 2 moves)" in ledger


def test_the_name_of_the_last_year_has_room_on_a_phone(elc, on):
    axis = track.axis(plan_page(elc, on).lines, on)
    assert axis.years[-1] == 2027
    assert axis.x(date(2027, 1, 1)) <= 84
    short = track.axis([], date(2026, 11, 25))
    assert short.x(date(2027, 1, 1)) <= 84
    assert short.years == [2026, 2027]


def test_a_plan_without_a_date_draws_no_tracks(signed_in, wlc, elc):
    client = signed_in("board")
    undated, dated = (client.get(f"/strategies/{plan.slug}/plan/").text for plan in (wlc, elc))
    assert ("plan-lines--undated" in undated, "Key to the tracks" in undated) == (True, False)
    assert ("plan-lines--undated" in dated, "Key to the tracks" in dated) == (False, True)
