"""The parts of addresses of forms about rows that the demonstration lacks, or of which it has one somewhere."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from actions.framing.services import receive_text
from actions.models import Milestone, ProgressUpdate, SlipLimit
from consultations.models import Comment, Consultation, Meeting, Reply
from indicators.approving.services import revise_value
from indicators.models import (
    Benchmark,
    CouncilTolerance,
    Indicator,
    IndicatorRule,
    KeyOutput,
    ProcessBase,
    ReportingPeriod,
    Value,
)  # fmt: skip
from outcomes.models import Commitment, Outcome, Statement, Strategy
from reports.models import BoardMeeting, Decision, PaperDates
from strategy_portal.models import ApiToken, Upload, User
from strategy_portal.uploads.checker import Doubt

Place = list[Any]
WLC, DESK, ANSWERS = "wlc-customer-2023-28", "the-desk", "how-we-answer-you"


def performance() -> User:
    return User.objects.get(username="performance")


def of_indicator(row: Any) -> Place:
    output = row.indicator.key_output
    return [output.outcome.strategy.slug, output.outcome.number, row.indicator.order, row.pk]


def of_action(row: Any) -> Place:
    return [row.action.strategy.slug, row.action.number, row.pk]


def of_consultation(row: Any, part: Any) -> Place:
    return [row.consultation.strategy.slug, row.consultation.slug, part]


def judged() -> Place:
    Strategy.objects.filter(slug=WLC).update(rollup="worst")
    return [WLC, 1, "2026-27-Q2"]


def under_revision() -> Place:
    value = Value.objects.approved().filter(period__locked_at=None).first()
    revise_value(value, reason="Mistyped", by=performance())
    return [value.pk]


def a_rule() -> Place:
    first = IndicatorRule.objects.exclude(polarity="").first()
    said = {"polarity": "lower", "decimal_places": 0, "reason": "Turned", "agreed_by": "The panel"}
    return of_indicator(IndicatorRule.objects.create(indicator=first.indicator, holds_from=date(2027, 4, 1), **said))


def a_base() -> Place:
    said = {"reason": "New system", "agreed_by": "The panel"}
    indicator = Indicator.objects.filter(frequency="quarterly").first()
    return of_indicator(ProcessBase.objects.create(indicator=indicator, holds_from=date(2026, 4, 1), **said))


def a_tolerance() -> Place:
    said = {"holds_from": date(2027, 4, 1), "reason": "Less", "agreed_by": "The panel"}
    return [CouncilTolerance.objects.create(kind="points", size=4, **said).pk]


def a_slip_limit() -> Place:
    said = {"holds_from": date(2027, 4, 1), "reason": "Less", "agreed_by": "The panel"}
    return [SlipLimit.objects.create(months=4, **said).pk]


def an_upload(kind: str, *subject: str) -> Place:
    upload = Upload.objects.create(
        kind=kind, subject="/".join(subject), file_name="a.csv", uploaded_by=performance(), state="checked",
        uploaded_at="2026-11-21T12:00Z", rows={"columns": {}, "rows": []},
        findings={"seal": "x", "doubts": [asdict(Doubt("a", "Which?", [("1", "One")], "", needed=True))]},
    )  # fmt: skip
    return [*subject, upload.pk]


def own_update() -> Place:
    update = ProgressUpdate.objects.filter(correction=None).first()
    ProgressUpdate.objects.filter(pk=update.pk).update(written_by=performance(), written_at="2999-01-01T00:00Z")
    return of_action(update)


def a_comment() -> Place:
    comment = Comment.objects.filter(original__isnull=False).first()
    return of_consultation(comment, comment.order)


def a_theme() -> Place:
    theme = Reply.objects.exclude(theme=None).first().theme
    return of_consultation(theme, theme.pk)


def a_reply() -> Place:
    reply = Reply.objects.exclude(theme=None).first()
    return of_consultation(reply.theme, reply.pk)


def a_meeting() -> Place:
    meeting = Meeting.objects.first()
    return of_consultation(meeting, meeting.pk)


def a_question() -> Place:
    return [WLC, DESK, Consultation.objects.get(slug=DESK).questions.first().pk]


def query(route: str) -> str:
    """What stands behind the address, where a page needs it."""
    if route != "indicators:period-lock":
        return ""
    return f"?change=lock&periods={ReportingPeriod.objects.filter(strategy__slug=WLC, locked_at=None).first().pk}"


def a_token() -> Place:
    said = {"hashed": "0" * 64, "sign_in_version": 1, "made_at": "2026-11-21T12:00Z", "expires_on": "2027-01-01"}
    return [ApiToken.objects.create(user=performance(), name="Nightly", **said).pk]


def somebody_away() -> Place:
    person = User.objects.get(username="clerk")
    User.objects.filter(pk=person.pk).update(is_active=False)
    return [person.pk]


def an_unused_theme() -> Place:
    consultation = Consultation.objects.get(slug=ANSWERS)
    return [WLC, ANSWERS, consultation.themes.create(order=99, title="Unused", state="draft").pk]


def a_meeting_to_come() -> Place:
    return [BoardMeeting.objects.get(meets_on=date(2026, 12, 9)).pk]


def a_decision(**of: Any) -> Place:
    return [Decision.objects.filter(**of).first().pk]


def a_draft() -> Strategy:
    return Strategy.objects.create(
        slug="draft", title="Draft", organisation="Anytown Council", organisation_short="AC", is_draft=True,
        starts_on=date(2027, 4, 1), ends_on=date(2032, 3, 31),
    )  # fmt: skip


def a_draft_outcome() -> Place:
    return ["draft", Outcome.objects.create(strategy=a_draft(), number=1, title="First").number]


def a_commitment() -> Place:
    outcome = Outcome.objects.get(strategy__slug=WLC, number=1)
    return [WLC, 1, Commitment.objects.create(outcome=outcome, order=9, heading="Answer calls").pk]


def an_entry() -> Place:
    return [WLC, Statement.objects.filter(strategy__slug=WLC, kind="value").first().pk]


def a_key_output() -> Place:
    outcome = Outcome.objects.get(strategy__slug=WLC, number=1)
    return [WLC, KeyOutput.objects.create(outcome=outcome, title="Warm homes").pk]


def a_document() -> Place:
    text = "Outcome 1: Warm homes\n\nIndicator\tTarget\nPercentage of warm homes\taverage of 85%"
    return [receive_text(text=text, into=None, by=performance(), at=datetime(2026, 11, 21, tzinfo=UTC))[0].pk]


PLACES: dict[str, Callable[[], Place]] = {
    "people:token-end": a_token,
    "people:person-reactivate": somebody_away,
    "outcomes:outcome-judge": judged,
    "outcomes:strategy-adopt": lambda: [a_draft().slug],
    "outcomes:outcome-remove": a_draft_outcome,
    "outcomes:commitment-edit": a_commitment,
    "outcomes:commitment-remove": a_commitment,
    "outcomes:statement-edit": an_entry,
    "outcomes:statement-remove": an_entry,
    "indicators:key-output-edit": a_key_output,
    "indicators:key-output-remove": a_key_output,
    "indicators:value-withdraw": under_revision,
    "indicators:rule-change-withdraw": a_rule,
    "indicators:process-base-withdraw": a_base,
    "indicators:benchmark-edit": lambda: of_indicator(Benchmark.objects.first()),
    "indicators:benchmark-withdraw": lambda: of_indicator(Benchmark.objects.first()),
    "indicators:council-tolerance-withdraw": a_tolerance,
    "indicators:import-detail": lambda: an_upload("values", WLC, "2026-27-Q2"),
    "indicators:setup-import-detail": lambda: an_upload("setup", WLC),
    "indicators:past-detail": lambda: an_upload("past", WLC),
    "actions:plan-import-detail": lambda: an_upload("plan", WLC),
    "actions:framing-detail": a_document,
    "actions:framing-row-create": lambda: [*a_document(), "indicator"],
    "actions:framing-row-edit": lambda: [*a_document(), "r2"],
    "actions:framing-remove": a_document,
    "actions:slip-limit-withdraw": a_slip_limit,
    "actions:progress-update-edit": own_update,
    "actions:milestone-edit": lambda: of_action(Milestone.objects.first()),
    "actions:milestone-revise": lambda: of_action(Milestone.objects.first()),
    "reports:paper-dates-edit": lambda: [PaperDates.objects.create(body="Cabinet").pk],
    "consultations:survey-detail": lambda: an_upload("survey", WLC, ANSWERS),
    "consultations:form-start": lambda: [WLC, DESK],
    "consultations:form-page": lambda: [WLC, DESK, "page-2"],
    "consultations:form-check": lambda: [WLC, DESK],
    "consultations:theme-reply": a_theme,
    "consultations:comment-reply": a_comment,
    "consultations:reply-withdraw": a_reply,
    "consultations:comment-moderate": a_comment,
    "consultations:comment-publish": lambda: [WLC, ANSWERS],
    "consultations:comment-code": a_comment,
    "consultations:consent-edit": a_comment,
    "consultations:theme-edit": a_theme,
    "consultations:theme-remove": an_unused_theme,
    "consultations:comment-set-aside": lambda: [WLC, ANSWERS],
    "consultations:consent-of-many-edit": lambda: [WLC, ANSWERS],
    "consultations:coder-agreement": lambda: [WLC, ANSWERS],
    "consultations:theme-merge": a_theme,
    "consultations:question-edit": a_question,
    "consultations:question-remove": a_question,
    "consultations:meeting-edit": a_meeting,
    "consultations:meeting-remove": a_meeting,
    "reports:value-remarks": lambda: [Value.objects.filter(indicator__owner__name="Customer Services").first().pk],
    "reports:action-remarks": lambda: [*of_action(Milestone.objects.first())[:2]],
    "reports:meeting-edit": a_meeting_to_come,
    "reports:meeting-call-off": a_meeting_to_come,
    "reports:meeting-pack-create": lambda: [*a_meeting_to_come(), "wlc-customer-services-2011-14"],
    "reports:decision-create": lambda: [BoardMeeting.objects.get(meets_on=date(2026, 9, 9)).pk, WLC],
    "reports:decision-edit": a_decision,
    "reports:decision-close": lambda: a_decision(closed_on=None),
    "reports:decision-reopen": lambda: a_decision(closed_on__isnull=False),
    "reports:decision-withdraw": a_decision,
}
