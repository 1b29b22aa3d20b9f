"""The actions of all strategies."""

import re
from dataclasses import asdict

import pytest

from actions.models import Action, DueDate
from actions.scorecards.action_counts import count_lines, count_states
from actions.scorecards.action_plan import action_lines
from outcomes.models import Strategy
from reports.models import Decision
from strategy_portal.models import Team

ELC = "elc-customer-2023-28"
WLC = "wlc-customer-2023-28"


@pytest.fixture
def listed(signed_in):
    """`listed(strategy=ELC)` is the rows under that query, of all pages: (organisation, number), in order."""

    def get(**query) -> list[tuple[str, int]]:
        client, rows, number = signed_in("board"), [], 1
        while True:
            page = client.get("/actions/", query | {"page": number}).content.decode()
            rows += re.findall(r"<td[^>]*>[^<]*\((\w+)\)</td>\s*<td[^>]*>(\d+)</td>", page)
            if 'rel="next"' not in page:
                return [(organisation, int(place)) for organisation, place in rows]
            number += 1

    return get


@pytest.fixture
def page(signed_in):
    return lambda **query: signed_in("board").get("/actions/", query).content.decode()


def test_it_shows_the_actions_of_all_strategies(listed):
    assert len(listed()) == 31


def test_counts_stand_above_with_their_base(page):
    shown = page(strategy=ELC)
    assert "24 actions: 1 not started, 7 in progress, 2 completed, 1 accepted by the board, 1 suspended, 12" in shown
    assert "<strong>18 of 24 actions are late.</strong>" in shown
    assert "overdue: 18 of the 21 with a due date and no known end (1 not started," in shown


def test_what_the_demonstration_set_is_labelled(page):
    shown = page(strategy=ELC)
    assert "The state of 12 of them is" in shown
    assert shown.count('class="demo-label"') == 13


def test_a_phrase_prints_as_written_with_the_window_it_means(page):
    assert re.search(r"Mid 2024<br><span class=\"muted\">1 May to 31 August 2024</span>", page(strategy=ELC))


def test_an_action_without_owner_and_date_says_so(page):
    shown = page(strategy=WLC)
    assert "Without an owner: 7 of 7. Without a due date: 7 of 7." in shown
    assert shown.count("Not stated in the source</span>") == 7  # dates
    assert shown.count("Not stated</span>") == 7 + 2  # owners and states, which people state


def test_all_joint_owners_are_listed(page):
    assert "IT Service and Assets Team (joint)" in page()


@pytest.mark.parametrize(
    ("column", "first"),
    [
        ("strategy", ("ELC", 1)),
        ("-strategy", ("WLC", 7)),
        ("number", ("ELC", 1)),
        ("-number", ("ELC", 24)),
        ("title", ("ELC", 6)),
        ("-title", ("WLC", 3)),
        ("outcomes", ("ELC", 1)),
        ("-outcomes", ("ELC", 20)),
        ("owners", ("ELC", 22)),
        ("-owners", ("ELC", 7)),
        ("due", ("ELC", 16)),
        ("-due", ("ELC", 6)),
        ("state", ("ELC", 12)),
        ("-state", ("ELC", 1)),
    ],
)
def test_each_column_sorts_both_ways(listed, column, first):
    rows = listed(sort=column)
    assert (rows[0], len(rows)) == (first, 31)


@pytest.mark.parametrize("column", ["due", "-due", "owners", "-owners"])
def test_what_is_not_stated_comes_last_either_way(listed, column):
    assert {organisation for organisation, _ in listed(sort=column)[-7:]} == {"WLC"}


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"strategy": ELC}, 24),
        ({"strategy": WLC}, 7),
        ({"state": "completed"}, 3),
        ({"state": "unknown"}, 14),
        ({"overdue": "yes"}, 18),
        ({"overdue": "no"}, 13),
        ({"due_within": "31"}, 1),
        ({"due_within": "92"}, 2),
        ({"missing": "owner"}, 7),
        ({"missing": "date"}, 7),
        ({"search": "live chat"}, 1),
        ({"search": "chaser"}, 2),
        ({"search": "CHASER", "strategy": WLC}, 0),
    ],
)
def test_each_filter_narrows_the_list(listed, query, count):
    assert len(listed(**query)) == count


def test_the_filter_of_outcomes_goes_by_the_outcome(listed, wlc):
    assert listed(outcome=wlc.outcomes.get(number=4).pk) == [("WLC", 2), ("WLC", 3), ("WLC", 7)]


def test_the_filter_of_owners_finds_joint_owners_too(listed, elc):
    team = Team.objects.get(organisation=elc.organisation, name="Equalities")
    assert listed(owner=team.pk) == [("ELC", 5)]


def test_a_filter_that_nothing_matches_says_so(page):
    assert "No action matches" in page(search="no such words")


def test_a_wrong_filter_is_an_error_and_not_a_crash(page):
    assert "There is a problem" in page(strategy="no-such-strategy")


def test_a_portal_without_actions_says_so(page):
    for signed in (DueDate, Decision):
        signed.objects.all()._raw_delete("default")  # which nobody else can
    Action.objects.all().delete()
    assert "There are no actions yet" in page()


def test_a_long_list_has_pages(page, elc):
    _add_actions(elc, 60)
    assert 'aria-label="Pages of Actions"' in page(strategy=ELC)
    assert "84 actions" in page(strategy=ELC, page=2)


def test_the_number_of_queries_does_not_grow(signed_in, django_assert_max_num_queries, elc):
    client = signed_in("board")
    _add_actions(elc, 70)
    with django_assert_max_num_queries(12):
        client.get("/actions/")


HEADINGS = r'<tr class="group__title"><th colspan="7" scope="rowgroup">([^<]*)</th></tr>'


@pytest.mark.parametrize(
    ("by", "first", "last"),
    [
        (
            "theme",
            "Customer Strategy 2023-2028 (ELC): Theme 1. Customer at the Heart",
            "Theme 5. Delivering Better Services",
        ),
        ("owner", "All Services", "Transformation"),
        ("due", "Due in 2024", "Due in 2027"),
    ],
)
def test_it_stands_in_groups_each_once(page, by, first, last):
    """By theme, owner or due; the address holds which."""
    found = re.findall(HEADINGS, page(by=by, strategy=ELC))
    assert (found[0], found[-1].endswith(last)) == (first, True)
    assert len(found) == len(set(found))


def test_groups_leave_nothing_out_and_each_is_sorted_for_itself(listed, page):
    assert sorted(listed(by="owner")) == sorted(listed())
    numbers = [number for _, number in listed(by="due", strategy=ELC, sort="-number")]
    assert numbers[:2] == sorted(numbers[:2], reverse=True)
    assert numbers != sorted(numbers, reverse=True)


def test_what_has_no_owner_and_no_date_stands_in_the_last_group(page):
    for by, title in (("owner", "No owner"), ("due", "Ongoing, or without a date")):
        assert re.findall(HEADINGS, page(by=by, page=2))[-1] == title


def test_a_group_that_is_none_is_as_if_nothing_was_asked(page):
    shown = page(by="colour")
    assert "group__title" not in shown
    assert "There is a problem" in shown


def test_the_file_has_the_group_of_each(signed_in):
    file = signed_in("board").get("/actions/", {"by": "owner", "strategy": ELC, "download": "csv"}).text.splitlines()
    assert file[0].startswith('\ufeff"Group","Strategy","No."')
    assert file[1].startswith('"All Services",')
    assert len(file) == 25


def test_groups_cost_no_query(signed_in, django_assert_max_num_queries, elc):
    client = signed_in("board")
    _add_actions(elc, 70)
    for by in ("theme", "owner", "due"):
        with django_assert_max_num_queries(12):
            client.get("/actions/", {"by": by})


def test_the_links_keep_the_filter_and_begin_at_the_first_page(page):
    shown = page(strategy=ELC, page=1, by="due")
    assert f'href="?strategy={ELC}&amp;by=owner"' in shown
    assert '<span aria-current="true">Due</span>' in shown
    assert '<details class="filter-form">' in page(by="due")


def test_the_counts_of_the_list_are_those_of_the_lines(elc, wlc, on):
    """Rules 8.1: what SQL counts is what each line says."""
    actions = Action.objects.all()
    counted, of_lines = count_states(actions, on), count_lines(action_lines(actions.with_standing(), on))
    assert asdict(counted) == {name: value for name, value in asdict(of_lines).items() if name in asdict(counted)}


def _add_actions(strategy: Strategy, count: int) -> None:
    for number in range(100, 100 + count):
        action = Action(strategy=strategy, number=number, title=f"Action {number}")
        action.save()
        DueDate.read(action, "Mid 2027").save()
        action.outcomes.set(strategy.outcomes.all())
