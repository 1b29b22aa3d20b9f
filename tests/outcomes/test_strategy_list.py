"""The list of strategies."""


def test_it_lists_all_four_with_their_state(signed_in):
    shown = signed_in("board").get("/strategies/").content.decode()
    assert shown.count("Running") == 3
    assert shown.count("Finished") == 1


def test_it_can_be_sorted_by_title(signed_in):
    shown = signed_in("board").get("/strategies/?sort=-title").content.decode()
    assert shown.index("Customer Strategy 2023 to 2028") < shown.index("Customer Service Strategy")
