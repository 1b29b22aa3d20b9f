"""The list of strategies."""

from datetime import date

from outcomes.models import Strategy


def test_it_lists_all_four_with_their_state(signed_in):
    shown = signed_in("board").get("/strategies/").content.decode()
    assert shown.count("Running") == 3
    assert shown.count("Finished") == 1


def test_a_strategy_of_which_nothing_can_be_judged_says_so_and_why(signed_in):
    """rules 8.1"""
    shown = signed_in("board").get("/strategies/").content.decode()
    assert shown.count("Nothing can be judged, as there is no indicator") == 2
    assert "Nothing can be judged, as none of 1 has" in shown


def test_it_takes_at_most_twelve_queries(signed_in, django_assert_max_num_queries):
    client = signed_in("board")
    with django_assert_max_num_queries(12):
        client.get("/strategies/")


def test_it_can_be_sorted_by_title(signed_in):
    shown = signed_in("board").get("/strategies/?sort=-title").content.decode()
    assert shown.index("Customer Strategy 2023 to 2028") < shown.index("Customer Service Strategy")


def test_the_latest_comes_first(signed_in):
    dates = {"title": "Older", "starts_on": date(2019, 4, 1)}, {"title": "Newest", "starts_on": date(2031, 4, 1)}
    for each in dates:
        Strategy.objects.create(slug=each["title"].lower(), ends_on=date(2035, 3, 31), **each)
    table = signed_in("board").get("/strategies/").context["table"]
    starts = [row.record.starts_on for row in table.paginated_rows]
    assert starts == sorted(starts, reverse=True)
    assert table.rows[0].record.title == "Newest"
