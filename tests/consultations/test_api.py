"""Consultations in the API."""

URL = "/api/v1/consultations/"


def of(strategy, client) -> dict:
    return client.get(URL, {"strategy": strategy.slug}).json()["results"][0]


def test_the_counts_are_apart_and_unknown_is_null(elc, signed_in):
    found = of(elc, signed_in("board"))
    assert (found["submission_count"], found["comment_count"]) == (53, 189)
    assert (found["invited_count"], found["panel_size"], found["method"]) == (None, None, None)


def test_an_agreement_known_as_a_range_stays_a_range(elc, signed_in):
    question = of(elc, signed_in("board"))["questions"][0]
    assert (question["agreement_low"], question["agreement_high"], question["base"]) == ("72", "80", None)


def test_themes_keep_their_rank_and_the_share_its_words(elc, signed_in):
    found = of(elc, signed_in("board"))
    assert [theme["rank"] for theme in found["themes"]] == [1, 2, 3, None, None]
    assert (found["theme_share"], found["theme_share_of"]) == ("almost 70%", 5)


def test_events_findings_and_engagement_scores_are_there(predecessor, signed_in):
    found = of(predecessor, signed_in("board"))
    assert any(event["starts"] for event in found["events"])
    assert any(theme["findings"] for theme in found["themes"])
    assert len(found["engagement"][0]["scores"]) == 10
    assert found["engagement"][0]["mean_text"] == "3.4"


def test_a_finding_names_its_event_and_the_event_whom_it_invited(predecessor, signed_in):
    consultation = predecessor.consultations.get()
    event = consultation.meetings.last()
    event.invited = 120
    event.save()
    consultation.comments.filter(text="Train staff consistently").update(meeting=event)
    found = of(predecessor, signed_in("board"))
    said = {each["text"]: each["event"] for theme in found["themes"] for each in theme["findings"]}
    assert (said["Train staff consistently"], said["Website navigation is poor"]) == (event.order, None)
    assert found["events"][-1]["invited"] == 120


def test_what_has_no_theme_is_there_too(draft_strategy, elc, say, signed_in):
    say("Trains are late")
    assert [each["text"] for each in of(elc, signed_in("board"))["without_theme"]] == ["Trains are late"]


def test_a_consultation_without_scores_says_why_there_is_no_mean(elc, signed_in):
    assert of(elc, signed_in("board"))["engagement"] == []


def test_consultations_can_be_of_a_span_of_days(signed_in):
    client = signed_in("board")
    assert client.get(URL, {"opened_from": "2023-01-01"}).json()["count"] == 2
    assert client.get(URL, {"opened_to": "2022-12-31"}).json()["count"] == 1
    assert client.get(URL, {"opened_from": "yesterday"}).status_code == 400


def test_answers_are_counted_with_their_bases(signed_in):
    """Rules 10.1, 10.2 and 10.5."""
    found = signed_in("board").get(URL, {"page_size": 200}).json()["results"]
    answers = {each["slug"]: each["answers"] for each in found}
    assert answers["customer-focus-groups"] is None
    counted = answers["how-we-answer-you"]
    assert (counted["responses"], counted["comments"], counted["spoken_for"]) == (60, 53, 1265)
    assert {each["title"]: each["responses"] for each in counted["by_type"]}["Community group"] is None
    for question in counted["questions"]:
        assert question["answered"] + question["unanswered"] == 60
    assert counted["questions"][0]["choices"][1] == {
        "text": "Agree", "count": 28, "percent": counted["questions"][0]["choices"][1]["percent"],
        "percent_text": "46.7%",
    }  # fmt: skip


def test_themes_are_there_with_their_shares_together_and_by_type(signed_in):
    """Rules 10.4 and 10.5."""
    found = signed_in("board").get(URL, {"page_size": 200}).json()["results"]
    findings = {each["slug"]: each["findings"] for each in found}
    assert findings["customer-focus-groups"] is None
    counted = findings["how-we-answer-you"]
    first, *_, last = counted["themes"]
    assert (first["base"], first["together"]) == (counted["read"], first["count"])
    assert last["together"] == counted["read"] - counted["none"]
    rows = counted["by_type"]["rows"]
    assert {len(row["comments"]) for row in rows} == {len(counted["by_type"]["types"])}
    assert any(None in row["comments"] for row in rows)
