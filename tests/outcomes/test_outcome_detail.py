"""An outcome's page."""


def test_it_shows_indicators_actions_and_commitments(signed_in, wlc):
    shown = signed_in("officer").get(f"/strategies/{wlc.slug}/outcomes/1/").content.decode()
    assert "1.4 Number of complaints closed per 1,000 of population" in shown
    assert "2. Involve customers in reviewing services" in shown
    assert "Prioritise customer experience in our transformation approach" in shown


def test_what_the_source_lacks_is_unknown(signed_in, elc):
    shown = signed_in("officer").get(f"/strategies/{elc.slug}/outcomes/1/").content.decode()
    assert shown.count("Not stated in the source") == 6


def test_an_outcome_that_is_not_there_is_not_found(signed_in, wlc):
    assert signed_in("officer").get(f"/strategies/{wlc.slug}/outcomes/9/").status_code == 404


def test_it_takes_eleven_queries(signed_in, wlc, django_assert_num_queries):
    client = signed_in("officer")
    with django_assert_num_queries(11):
        client.get(f"/strategies/{wlc.slug}/outcomes/1/")
