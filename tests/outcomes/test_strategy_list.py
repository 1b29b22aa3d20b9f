"""The list of strategies."""

from datetime import date

from outcomes.models import Strategy


def test_it_lists_all_four_with_their_state(signed_in):
    shown = signed_in("board").get("/strategies/").content.decode()
    assert shown.count("Running") == 3
    assert shown.count("Finished") == 1


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
