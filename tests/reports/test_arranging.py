"""To whom, in which form and by which post a strategy is reported: set in the browser, with history."""

from reports.models import Arrangement, ReportForm
from strategy_portal.records.checking import check


def page(strategy) -> str:
    return f"/strategies/{strategy.slug}/reports/arrangement/"


def typed(seen: int, **said):
    form = ReportForm.objects.get(slug="cabinet").pk
    return {"form": form, "committee": "The cabinet", "data_label": "Public", "seen": seen} | said


def test_a_clerk_says_how_a_strategy_without_an_arrangement_is_reported(wlc, signed_in, people):
    Arrangement.objects.filter(strategy=wlc).delete()
    assert "Not settled yet" in signed_in("board").get("/reports/arrangements/").text
    assert signed_in("clerk").post(page(wlc), typed(seen=0)).status_code == 302
    record = Arrangement.objects.get(strategy=wlc).history.first()
    assert (record.committee, record.history_user) == ("The cabinet", people["clerk"])
    assert "The cabinet" in signed_in("board").get("/reports/arrangements/").text


def test_it_changes_and_the_page_tells_the_history(wlc, signed_in):
    seen = Arrangement.objects.get(strategy=wlc).version
    assert signed_in("clerk").post(page(wlc), typed(seen)).status_code == 302
    assert "The cabinet" in signed_in("clerk").get(page(wlc)).text.split("History of changes</h2>")[1]
    assert check().findings == []


def test_who_saw_an_older_version_compares(wlc, signed_in):
    seen = Arrangement.objects.get(strategy=wlc).version
    signed_in("clerk").post(page(wlc), typed(seen))
    answer = signed_in("clerk").post(page(wlc), typed(seen, committee="The panel"))
    assert answer.status_code == 409
    assert Arrangement.objects.get(strategy=wlc).committee == "The cabinet"


def test_the_list_asks_one_query_for_any_number_of_strategies(signed_in, django_assert_max_num_queries):
    board = signed_in("board")
    board.get("/reports/arrangements/")
    with django_assert_max_num_queries(6):
        board.get("/reports/arrangements/")
