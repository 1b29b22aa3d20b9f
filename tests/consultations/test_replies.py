"""We asked, you said, we did: the thread from a comment to an action."""

from datetime import date

import pytest

from actions.models import Action
from consultations.models import Comment, Reply
from consultations.replying.services import ReplyText, publish, save_reply, unpublish, why_ask, withdraw_reply
from consultations.scorecards.replies import asked_said_did, voices_of
from strategy_portal.domain.findings import Share
from strategy_portal.records.versions import ChangedMeanwhile, Refused

from .commenting import say as received
from .commenting import submit, version_now

PAGE = "/strategies/elc-customer-2023-28/consultations/draft-customer-strategy-2023-2028/replies/"
PUBLIC = "/you-said-we-did/elc-customer-2023-28/draft-customer-strategy-2023-2028/"


@pytest.fixture
def live_chat(elc) -> Action:
    return elc.actions.get(number=14)


@pytest.fixture
def reply(digital, live_chat, people) -> Reply:
    answered = ReplyText("accepted", "We introduce live chat", actions=[live_chat])
    return save_reply(about=digital, text=answered, seen=0, by=people["performance"])


@pytest.fixture
def asked(draft_strategy, on):
    return lambda: asked_said_did(type(draft_strategy).objects.filter(pk=draft_strategy.pk), on)[0]


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_a_comment_leads_to_its_theme_the_reply_the_action_and_the_indicator(
    say, digital, reply, live_chat, wlc, asked
):
    indicator = wlc.outcomes.first().key_outputs.first().indicators.first()
    live_chat.indicators.add(indicator)
    comment = say("I would rather write than phone", digital)
    line = next(line for line in asked().lines if comment in line.group.comments)
    assert (line.theme, line.reply) == (digital, reply)
    assert [(named.line.action, named.indicators) for named in line.actions] == [(live_chat, (indicator,))]


def test_the_share_answered_is_of_all_themes(reply, asked):
    assert asked().card.answered == Share(1, 5)
    assert asked().answered_text == "1 of 5 themes answered (20%)"


def test_a_comment_is_answered_by_a_reply_of_its_own_or_of_a_theme(say, digital, reply, people, asked):
    say("I would rather write", digital)
    own, neither = say("The lift is broken"), say("Trains are late")
    save_reply(about=own, text=ReplyText("already-done", "It is mended"), seen=0, by=people["performance"])
    card = asked().card
    assert (card.comments_answered, card.unanswered) == (Share(2, 3), (neither,))
    assert asked().comments_text.startswith("2 of 3 published comments answered (67%)")


def test_a_comment_without_a_reply_is_listed_with_its_page(signed_in, say, digital, reply):
    say("I would rather write", digital)
    comment = say("The lift is broken")
    shown = text_of(signed_in("performance").get(PAGE))
    assert f'href="{PAGE}comments/{comment.order}/">Reply' in shown
    assert f'href="{PAGE}comments/1/"' not in shown
    assert "comments/" not in text_of(signed_in("board").get(PAGE)).partition("<h2>Comments without a reply</h2>")[2]


def test_the_page_on_which_a_comment_is_moderated_leads_to_the_reply(signed_in, draft_strategy):
    address, (comment,) = draft_strategy.get_absolute_url(), received(draft_strategy, "The lift is broken")
    client, reply = signed_in("performance"), f"{address}replies/comments/{comment.order}/"
    assert reply not in text_of(client.get(f"{address}comments/{comment.order}/"))
    comment.show("The lift is broken")
    comment.save()
    assert reply in text_of(client.get(f"{address}comments/{comment.order}/"))


def test_the_list_of_comments_leads_to_the_reply(signed_in, say):
    comment = say("The lift is broken")
    shown = text_of(signed_in("performance").get(PAGE.replace("replies", "comments")))
    assert f'href="{PAGE}comments/{comment.order}/">Reply' in shown


@pytest.fixture
def draft(digital, people) -> Reply:
    answered = ReplyText("accepted", "We may introduce live chat", is_final=False)
    return save_reply(about=digital, text=answered, seen=0, by=people["performance"])


def test_a_draft_answers_nothing_and_only_staff_read_it(client, signed_in, draft, draft_strategy, people, asked, on):
    publish(consultation=draft_strategy, seen=version_now(draft_strategy), by=people["clerk"], on=on)
    assert asked().card.answered == Share(0, 5)
    assert "We may introduce live chat" not in text_of(client.get(PUBLIC))
    assert "Draft: accepted. We may introduce live chat" in text_of(signed_in("performance").get(PAGE))


def test_a_new_reply_is_a_draft_until_somebody_says_that_it_is_final(signed_in, digital, draft_strategy):
    typed = {"seen": 0, "kind": "accepted", "text": "Done", "reason": ""}
    client, address = signed_in("performance"), f"{PAGE}themes/{digital.pk}/"
    client.post(address, typed)
    assert not draft_strategy.replies.get().is_final
    client.post(address, typed | {"seen": version_now(digital.reply), "is_final": "on"})
    assert draft_strategy.replies.get().is_final


def test_whoever_replies_is_told_before_and_after_that_it_is_public_at_once(signed_in, digital, draft_strategy):
    draft_strategy.is_published = True
    draft_strategy.save()
    client, address = signed_in("performance"), f"{PAGE}themes/{digital.pk}/"
    assert "everyone can read a final reply as soon as you save it" in text_of(client.get(address))
    typed = {"seen": 0, "kind": "accepted", "text": "Done", "reason": "", "is_final": "on"}
    assert "everyone can read it now" in text_of(client.post(address, typed, follow=True))


def test_what_is_final_is_withdrawn_and_not_made_a_draft(digital, reply, people):
    seen = version_now(digital.reply)
    with pytest.raises(Refused, match="withdraw it"):
        save_reply(about=digital, text=ReplyText("accepted", "No", is_final=False), seen=seen, by=people["clerk"])


def test_a_single_comment_can_be_answered(say, people, asked):
    comment = say("The lift at the area office is broken")
    save_reply(about=comment, text=ReplyText("already-done", "It is mended"), seen=0, by=people["performance"])
    assert [line.comment for line in asked().comments] == [comment]


def test_of_a_comment_withheld_later_nothing_is_shown(say, people, asked):
    """Trust S7."""
    comment = say("Words")
    save_reply(about=comment, text=ReplyText("accepted", "Thank you"), seen=0, by=people["performance"])
    Comment.objects.filter(pk=comment.pk).update(state="withheld", text="", withheld_reason="Names a person")
    assert asked().comments[0].group.comments == ()


@pytest.mark.parametrize("kind", ["declined", "partly"])
def test_who_declines_says_why(digital, people, kind):
    with pytest.raises(Refused) as refused:
        save_reply(about=digital, text=ReplyText(kind, "Some of it"), seen=0, by=people["performance"])
    assert refused.value.field == "reason"


@pytest.mark.parametrize("kind", ["accepted", "partly", "already-done"])
def test_who_accepts_says_what_is_done(digital, people, kind):
    with pytest.raises(Refused) as refused:
        save_reply(about=digital, text=ReplyText(kind, reason="So"), seen=0, by=people["performance"])
    assert refused.value.field == "text"


def test_an_action_of_another_strategy_is_refused(digital, people, wlc):
    answered = ReplyText("accepted", "Yes", actions=[wlc.actions.first()])
    with pytest.raises(Refused, match="of this strategy"):
        save_reply(about=digital, text=answered, seen=0, by=people["performance"])


def test_of_two_people_the_later_one_is_told(digital, reply, people):
    with pytest.raises(ChangedMeanwhile):
        save_reply(about=digital, text=ReplyText("accepted", "Mine"), seen=0, by=people["performance"])


def test_a_reply_is_changed_in_place_and_its_history_keeps_the_first(draft_strategy, digital, reply, people):
    seen = version_now(digital.reply)
    save_reply(about=digital, text=ReplyText("accepted", "Chat is open"), seen=seen, by=people["performance"])
    assert draft_strategy.replies.get().text == "Chat is open"
    assert "We introduce live chat" in reply.history.values_list("text", flat=True)


def test_a_reply_is_withdrawn_with_a_reason(reply, people):
    pk, seen = reply.pk, version_now(reply)
    with pytest.raises(Refused):
        withdraw_reply(reply=reply, reason=" ", seen=seen, by=people["performance"])
    withdraw_reply(reply=reply, reason="Sent too early", seen=seen, by=people["performance"])
    assert not Reply.objects.filter(pk=pk).exists()


def test_a_reply_that_was_withdrawn_meanwhile_can_be_given_anew(signed_in, reply, digital, people):
    typed = {"seen": version_now(reply), "kind": "accepted", "text": "Ours", "reason": "", "is_final": "on"}
    withdraw_reply(reply=reply, reason="Sent too early", seen=version_now(reply), by=people["performance"])
    client, address = signed_in("performance"), f"{PAGE}themes/{digital.pk}/"
    answer = client.post(address, typed)
    assert (answer.status_code, "They withdrew what stood here" in text_of(answer)) == (409, True)
    client.post(address, typed | {"seen": answer.context["form"]["seen"].value()})
    assert Reply.objects.get(theme=digital).text == "Ours"


def test_what_was_seen_of_a_withdrawn_reply_is_not_taken_for_the_new_one(reply, digital, people):
    by = people["performance"]
    withdraw_reply(reply=reply, reason="Another team answers", seen=1, by=by)
    anew = save_reply(about=digital, text=ReplyText("accepted", "The desk opens earlier"), seen=0, by=by)
    with pytest.raises(ChangedMeanwhile):
        save_reply(about=digital, text=ReplyText("accepted", "Typed before"), seen=1, by=people["clerk"])
    assert Reply.objects.get(theme=digital).text == anew.text


def test_an_action_knows_the_voices_that_it_answers(reply, live_chat):
    assert voices_of([live_chat]) == (reply,)


def test_the_page_of_an_action_shows_which_voices_it_answers(signed_in, reply, live_chat):
    shown = text_of(signed_in("board").get(live_chat.get_absolute_url()))
    assert (
        f'<a href="{PAGE}">Digital</a> <span class="muted">– Draft Customer Strategy 2023-2028: accepted</span>'
        in shown
    )


def test_the_officer_of_the_leading_team_replies(signed_in, draft_strategy, digital, people):
    draft_strategy.lead = people["officer"].teams.first()
    draft_strategy.save()
    address = f"{PAGE}themes/{digital.pk}/"
    typed = {"seen": 0, "kind": "accepted", "text": "Done", "reason": ""}
    assert signed_in("officer").post(address, typed).status_code == 302
    assert draft_strategy.replies.get().text == "Done"


def test_for_an_officer_of_another_team_there_is_no_such_page(signed_in, digital):
    """Trust S1."""
    assert signed_in("officer").get(f"{PAGE}themes/{digital.pk}/").status_code == 404


def test_what_was_typed_stays_when_something_is_missing(signed_in, digital):
    typed = {"seen": 0, "kind": "declined", "text": "Our own words", "reason": ""}
    answer = signed_in("performance").post(f"{PAGE}themes/{digital.pk}/", typed)
    assert answer.status_code == 422
    assert "Our own words" in text_of(answer)
    assert "Say why it is not, or not wholly, accepted" in text_of(answer)


def test_a_second_person_sees_both_replies_beside_each_other(signed_in, digital, reply):
    typed = {"seen": 0, "kind": "accepted", "text": "Something else", "reason": ""}
    answer = signed_in("performance").post(f"{PAGE}themes/{digital.pk}/", typed)
    assert answer.status_code == 409
    assert "<td>Something else</td><td>We introduce live chat</td>" in text_of(answer)


def test_the_public_reads_nothing_before_it_is_published(client, reply):
    assert client.get(PUBLIC).status_code == 404


def test_once_it_is_published_the_public_reads_it(client, reply, draft_strategy, say, digital, people, on):
    say("I would rather write than phone", digital)
    seen = version_now(draft_strategy)
    publish(consultation=draft_strategy, seen=seen, by=people["clerk"], on=on)
    shown = text_of(client.get(PUBLIC))
    assert shown.index("I would rather write than phone") < shown.index("We introduce live chat")
    assert "Action 14: Introduce live chat" in shown
    assert "Draft Customer Strategy 2023-2028" in text_of(client.get("/you-said-we-did/"))


def test_a_page_is_taken_away_with_a_reason(client, draft_strategy, people, on):
    by = people["clerk"]
    publish(consultation=draft_strategy, seen=version_now(draft_strategy), by=by, on=on)
    seen = version_now(draft_strategy)
    with pytest.raises(Refused):
        unpublish(consultation=draft_strategy, reason="", seen=seen, by=by)
    unpublish(consultation=draft_strategy, reason="A reply was wrong", seen=seen, by=by)
    assert client.get(PUBLIC).status_code == 404


def test_the_clerk_publishes_from_the_page(signed_in, client, draft_strategy):
    clerk, address = signed_in("clerk"), PAGE.replace("replies", "publish")
    seen = clerk.get(address).context["form"].initial["seen"]
    assert clerk.post(address, {"seen": seen}).status_code == 302
    assert client.get(PUBLIC).status_code == 200


def test_the_number_of_queries_does_not_grow(draft_strategy, say, people, asked, django_assert_max_num_queries):
    themes = list(draft_strategy.themes.all())
    one = ReplyText("accepted", "Yes", actions=[draft_strategy.strategy.actions.first()])
    say("One", themes[0])
    save_reply(about=themes[0], text=one, seen=0, by=people["performance"])
    with django_assert_max_num_queries(25) as few:
        asked()
    for theme in themes[1:]:
        say("More", theme)
        answered = ReplyText("accepted", "Yes", actions=list(draft_strategy.strategy.actions.all()))
        save_reply(about=theme, text=answered, seen=0, by=people["performance"])
    with django_assert_max_num_queries(len(few)):
        asked()


def test_a_withdrawn_reply_says_so(client, reply, draft_strategy, say, digital, people, on, signed_in):
    say("I would rather write than phone", digital)
    withdraw_reply(reply=reply, reason="Live chat costs too much", seen=reply.version, by=people["performance"])
    publish(consultation=draft_strategy, seen=version_now(draft_strategy), by=people["clerk"], on=on)
    assert "A reply was withdrawn on" in text_of(client.get(PUBLIC))
    assert "Live chat costs too much" not in text_of(client.get(PUBLIC))
    assert "Live chat costs too much" in text_of(signed_in("performance").get(PAGE))


def test_what_more_was_said_about_a_theme_opens(client, draft_strategy, say, digital, people, on):
    for number in range(5):
        say(f"Chat is good for reason {number}", digital)
    publish(consultation=draft_strategy, seen=version_now(draft_strategy), by=people["clerk"], on=on)
    shown = text_of(client.get(PUBLIC))
    assert "and 2 more" in shown
    assert "Chat is good for reason 4" in shown


@pytest.mark.parametrize(("day", "number", "said"), [
    (date(2026, 11, 20), 7, "People can still answer until 30 November 2026"),
    (date(2026, 12, 1), 3, "Only 3 answered"),
])  # fmt: skip
def test_publishing_what_is_open_or_small_asks_first(opened, people, day, number, said):
    """Rules 10.5."""
    for place in range(number):
        submit(opened, f"R{place}")
    assert said in why_ask(opened, day)[0]
    done = {"consultation": opened, "seen": opened.version, "by": people["clerk"], "on": day}
    with pytest.raises(Refused, match="all the same"):
        publish(**done)
    publish(**done, sure=True)
    opened.refresh_from_db()
    assert opened.is_published


def test_the_page_asks_with_a_box_to_tick(opened, signed_in):
    page = f"{opened.get_absolute_url()}publish/"
    assert "Publish it all the same" in text_of(signed_in("clerk").get(page))
    assert signed_in("clerk").post(page, {"seen": opened.version}).status_code == 422
    assert signed_in("clerk").post(page, {"seen": opened.version, "sure": "on"}).status_code == 302
