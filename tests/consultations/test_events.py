"""What is done in a consultation is a typed event of the history, and the reason stands in a column of its own."""

from consultations.coding.services import code_comment, confirm_theme, merge_theme, separate_theme
from consultations.moderating.services import publish_comment, withhold_comment
from consultations.replying.services import ReplyText, publish, save_reply, unpublish, withdraw_reply
from strategy_portal.records.events import Event

from .commenting import AT, draft_codebook, say, version_now


def events_of(row) -> list[tuple[str, str]]:
    """What was done to a row and why, the first first."""
    records = row.history.order_by("history_id")
    return list(records.values_list("history_event", "history_change_reason"))


def test_what_a_moderator_and_a_coder_decide_is_an_event(asked, people):
    (comment,), (theme,) = say(asked, "Write to ann@example.org"), draft_codebook(asked, "Letters")
    (mark,) = comment.redactions.all()
    done = {"by": people["performance"], "at": AT}
    held = publish_comment(comment=comment, seen=1, reasons={mark.pk: "Personal address"}, **done)
    withhold_comment(comment=held, seen=2, reason="Not about this", **done)
    coding = code_comment(comment=comment, themes=[theme], seen=0, **done)
    assert [event for event, _ in events_of(comment)] == [Event.ADDED, Event.PUBLISHED, Event.WITHHELD]
    assert events_of(mark)[-1] == (Event.REDACTED, "")
    assert Event.CODED in dict(events_of(coding))


def test_what_becomes_of_a_theme_is_an_event(asked, people):
    first, second = draft_codebook(asked, "Letters", "Post", state="draft")
    by = people["performance"]
    confirm_theme(theme=first, by=by)
    merge_theme(theme=first, into=second, by=by)
    separate_theme(theme=first, by=by)
    assert [event for event, _ in events_of(first)] == [
        Event.ADDED, Event.CONFIRMED, Event.MERGED, Event.SEPARATED,
    ]  # fmt: skip


def test_a_reply_and_its_publication_are_events_with_the_reason_that_was_given(asked, people):
    (theme,), by = draft_codebook(asked, "Letters"), people["performance"]
    reply = save_reply(about=theme, text=ReplyText("accepted", "We write sooner"), seen=0, by=by)
    withdraw_reply(reply=reply, reason="It was premature", seen=version_now(reply), by=by)
    publish(consultation=asked, seen=version_now(asked), by=by, on=AT.date())
    unpublish(consultation=asked, reason="A name was left in", seen=version_now(asked), by=by)
    records = type(reply).history.filter(theme=theme).order_by("history_id")
    assert (records.first().history_event, records.last().history_event) == (Event.REPLIED, Event.WITHDRAWN)
    assert records.last().history_change_reason == "It was premature"
    assert events_of(asked)[-2:] == [(Event.PUBLISHED, ""), (Event.UNPUBLISHED, "A name was left in")]
