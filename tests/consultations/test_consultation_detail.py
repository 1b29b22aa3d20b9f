"""Everything known about one consultation."""

from datetime import date

import pytest
from django.utils.html import escape

from consultations.models import Comment, Consultation

STATED = "/strategies/elc-customer-2023-28/consultations/draft-customer-strategy-2023-2028/"
FOCUS_GROUPS = "/strategies/wlc-customer-services-2011-14/consultations/customer-focus-groups/"


@pytest.fixture
def page(signed_in):
    return lambda address: " ".join(signed_in("board").get(address).content.decode().split())


@pytest.fixture
def focus_groups(predecessor) -> Consultation:
    return predecessor.consultations.get()


def row(label: str, number: str) -> str:
    return f'<th scope="row">{label}</th> <td class="number">{number}</td>'


@pytest.mark.parametrize(
    ("label", "number"),
    [("Size of the panel", "2,900"), ("Invited", "300"), ("Expressed interest", "21"), ("Came to events", "25")],
)
def test_each_count_stands_alone(page, label, number):
    assert row(label, number) in page(FOCUS_GROUPS)


def test_a_count_names_its_base(page):
    shown = page(FOCUS_GROUPS)
    assert "Of 2,900 on the panel. A random sample of the Citizens Panel" in shown
    assert "At 2 of 5 events. Attendance at the others is not stated" in shown


def test_an_unknown_count_is_not_nought(page):
    assert row("Invited", '<span class="unknown">Not stated</span>') in page(STATED)


def test_a_response_may_speak_for_a_group(page):
    assert "Some are the collated views of whole groups" in page(STATED)


def test_an_agreement_known_as_a_range_prints_as_a_range(page):
    shown = page(STATED)
    assert '<td class="number">72% to 80%</td> <td><span class="unknown">Not stated in the source</span>' in shown
    assert "76%" not in shown


def test_an_agreement_known_exactly_prints_once_with_its_base(page, elc):
    question = elc.consultations.get().questions.get()
    question.agreement_low = question.agreement_high = "51.80"
    question.base = 5953
    question.save()
    assert '<td class="number">51.8%</td> <td>5,953 who answered</td>' in page(STATED)


def test_the_share_of_the_named_themes_is_quoted_as_written(page):
    assert "“almost 70%” of all 189 comments are in the five themes together" in page(STATED)


def test_themes_have_a_rank_only_where_the_source_ranks_them(page):
    shown = page(STATED)
    assert '<th scope="row">Digital</th> <td>2</td>' in shown
    assert '<th scope="row">Accessibility and inclusion</th> <td>Named without a rank</td>' in shown


def test_findings_stand_under_their_theme_as_the_sources_summary(page):
    shown = page(FOCUS_GROUPS)
    assert shown.count("As the source sums it up:") == 4
    assert shown.index("<h3>Improving Access</h3>") < shown.index("Website navigation is poor")
    assert "In participants’ own words" not in shown


def test_peoples_own_words_are_never_mixed_with_summaries(page, focus_groups):
    comment = Comment.objects.create(
        consultation=focus_groups, order=99, text="I waited <b>long</b>", state=Comment.State.PUBLISHED
    )
    assert "Comments without a theme" in page(FOCUS_GROUPS)
    comment.codings.create().themes.add(focus_groups.themes.first())
    assert "In participants’ own words:</p> <ul><li>“I waited &lt;b&gt;long&lt;/b&gt;”</li>" in page(FOCUS_GROUPS)


def test_a_comment_that_nobody_has_moderated_is_not_shown(page, focus_groups):
    """Trust S7."""
    Comment.objects.create(consultation=focus_groups, order=99)
    assert "Comments without a theme" not in page(FOCUS_GROUPS)


def test_an_event_says_what_is_not_known_of_it(page):
    unknown = '<td><span class="unknown">Not stated</span></td>'
    event = f'<th scope="row">Tenants network</th> <td>Uphall</td> {unknown} {unknown}'
    came = '<td class="number"><span class="unknown">Not stated</span></td> <td class="number">20</td>'
    assert f"{event} {came}" in page(FOCUS_GROUPS)


def test_an_event_says_how_many_were_invited_and_came(page, focus_groups):
    focus_groups.meetings.filter(attended=20).update(invited=120)
    assert '<td class="number">120</td> <td class="number">20</td>' in page(FOCUS_GROUPS)


def test_a_finding_names_the_event_that_it_came_from(page, focus_groups):
    focus_groups.comments.filter(text="Train staff consistently").update(meeting=focus_groups.meetings.first())
    finding = 'Train staff consistently <span class="muted">(Citizens Panel, Livingston)</span>'
    assert finding in page(FOCUS_GROUPS)


def test_engagement_scores_have_their_mean(page):
    shown = page(FOCUS_GROUPS)
    assert "Mean of the 10 scores: <strong>3.4 of 6</strong>" in shown
    assert '<th scope="row">8. Improvement</th> <td class="number">2.5</td>' in shown


def test_the_scores_are_a_picture_as_well_whose_title_tells_them(page):
    """Rules 10.6."""
    scores = "Highest: Sharing information, 4.0; lowest: Improvement, 2.5; mean 3.4."
    assert f"Bar chart. Scores of the engagement standards of 2005, of 6. {scores}" in page(FOCUS_GROUPS)


@pytest.mark.parametrize(
    ("address", "text"),
    [
        (STATED, "Volunteer Centre East Lothian"),
        (STATED, "Posters in public buildings"),
        (STATED, "Consider digital exclusion when taking decisions"),
        (FOCUS_GROUPS, "A longer timeframe would have involved more customers"),
        (FOCUS_GROUPS, "A copy of the draft strategy and of the report"),
    ],
)
def test_its_lists_are_complete(page, address, text):
    assert text in page(address)


def test_a_consultation_of_which_little_is_known_does_not_look_broken(page, wlc):
    bare = wlc.consultations.create(slug="bare", title="Bare", opened_on=date(2026, 1, 1), closed_on=date(2026, 2, 1))
    shown = page(bare.get_absolute_url())
    assert shown.count("Not stated</span>") == 7 + 7 + 3 + 2  # counts, the exercise itself, reach, aftermath
    assert "in the source" not in shown
    for heading in ("Agreement", "Themes", "Events", "Engagement standards", "Most frequent comments"):
        assert f"<h2>{heading}</h2>" not in shown


def test_what_is_known_of_the_exercise_itself_is_shown(page, wlc):
    consultation = wlc.consultations.get(slug="how-we-answer-you")
    consultation.outcomes.set([wlc.outcomes.get(number=1)])
    shown = page(consultation.get_absolute_url())
    texts = ("purpose", "method", "languages", "equality_note", "privacy_note")
    assert all(f">{escape(getattr(consultation, name))}</dd>" in shown for name in texts)
    assert f">{escape(wlc.outcomes.get(number=1))}</dd>" in shown
    assert f">{consultation.lead}</dd>" in shown
    assert f"{consultation.retain_until:%-d %B %Y}</dd>" in shown


@pytest.mark.parametrize("address", [STATED, FOCUS_GROUPS])
def test_comments_and_themes_can_be_taken_away_whether_or_not_somebody_has_coded(page, address):
    shown = page(address)
    assert f'href="{address}comments/csv/"' in shown
    assert f'href="{address}comments/workbook/"' in shown


def test_a_consultation_of_another_strategy_is_not_found(signed_in):
    address = STATED.replace("elc-customer-2023-28", "wlc-customer-2023-28")
    assert signed_in("board").get(address).status_code == 404


def test_the_number_of_queries_does_not_grow(signed_in, django_assert_num_queries, focus_groups):
    client = signed_in("board")
    with django_assert_num_queries(12):
        client.get(FOCUS_GROUPS)
    for order in range(100, 130):
        more = Comment.objects.create(
            consultation=focus_groups, order=order, text="More", state=Comment.State.PUBLISHED
        )
        more.codings.create().themes.set(focus_groups.themes.all())
    with django_assert_num_queries(12):
        client.get(FOCUS_GROUPS)
