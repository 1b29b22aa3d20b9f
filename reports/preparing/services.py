"""Say for which meeting a report is made and up to which day it reads; clear it; a committee's rule for its papers."""

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from actions.planning.services import required
from reports.models import BoardMeeting, Clearance, IssuedReport, Narrative, PaperDates, Preparation
from reports.scorecards.report_keys import ReportKey
from strategy_portal.models import User
from strategy_portal.records.events import Event
from strategy_portal.records.history import save_with_history
from strategy_portal.records.versions import Refused, claim, claimed_at

DATES = ("body", "cut_off", "texts", "cleared", "agenda", "clear_days", "legal_clear_days", "posts")
"""What the form of a committee's paper dates states."""


def preparation_of(key: ReportKey) -> Preparation:
    """As it is stored, or one that says nothing yet."""
    stored = Preparation.objects.filter(**key.columns).select_related("meeting").first()
    return stored or Preparation(**key.columns)


@transaction.atomic
def save_preparation(
    *, key: ReportKey, meeting: BoardMeeting | None, cut_off: date | None, embargo_until: datetime | None, seen: int,
    by: User,
) -> Preparation:  # fmt: skip
    """Raises Refused, ChangedMeanwhile."""
    refuse_if_cleared(key)
    _check(key, meeting, cut_off)
    with claimed_at(Preparation, seen, **key.columns) as held:
        held.meeting, held.cut_off, held.embargo_until = meeting, cut_off, embargo_until
        held.is_demonstration = False
        save_with_history(held, by=by)
    return held


def _check(key: ReportKey, meeting: BoardMeeting | None, cut_off: date | None) -> None:
    if meeting and meeting.called_off:
        raise Refused("This meeting is called off", "meeting")
    if meeting and meeting.strategy_id not in (None, key.strategy.pk):
        raise Refused(f"This meeting is about {meeting.strategy} alone", "meeting")
    if cut_off and cut_off < key.strategy.starts_on:
        raise Refused(f"The strategy begins on {key.strategy.starts_on:%-d %B %Y}", "cut_off")
    if cut_off and key.year and cut_off < key.year.start:
        raise Refused(f"The year reported begins on {key.year.start:%-d %B %Y}", "cut_off")
    if cut_off and key.span and key.is_of_half and cut_off < key.span.end:
        raise Refused(f"The half year ends on {key.span.last_day:%-d %B %Y}: give a later day", "cut_off")
    if cut_off and meeting and cut_off > meeting.meets_on:
        raise Refused(f"The meeting is on {meeting.meets_on:%-d %B %Y}: give that day or an earlier one", "cut_off")


# --- A committee's rule for its papers -------------------------------------------------------------------------------


def paper_dates_for(bodies: Sequence[str]) -> dict[str, PaperDates]:
    """For each body the rule that holds for it: its own, that of all others, or what the portal begins with.

    One query.
    """
    stored = {dates.body.lower(): dates for dates in PaperDates.objects.all()}
    others = stored.get("") or PaperDates()
    return {body: stored.get(body.lower()) or others for body in bodies}


@transaction.atomic
def save_paper_dates(*, dates: PaperDates, seen: int, by: User) -> PaperDates:
    """Raises Refused, ChangedMeanwhile."""
    held = claim(dates, seen) if dates.pk else PaperDates()
    for name in DATES:
        setattr(held, name, getattr(dates, name))
    held.body = held.body.strip()
    for field, problem in held.rule.problems().items():
        raise Refused(problem, field)
    lowered = [post.lower() for post in held.posts]
    if twice := next((post for post in held.posts if lowered.count(post.lower()) > 1), None):
        raise Refused(f"“{twice}” stands here twice", "posts")
    try:
        with transaction.atomic():
            save_with_history(held, by=by)
    except IntegrityError:
        raise Refused("This committee has its dates already: change those", "body") from None
    return held


# --- Clearance -------------------------------------------------------------------------------------------------------


def posts_for(preparation: Preparation) -> list[str]:
    """Which posts clear the report, in their order; none where no meeting is named or nobody has to."""
    if preparation.meeting is None:
        return []
    return list(paper_dates_for([preparation.meeting.body])[preparation.meeting.body].posts)


def next_version(key: ReportKey) -> int:
    last = IssuedReport.objects.filter(**key.columns).order_by("-version").values_list("version", flat=True).first()
    return (last or 0) + 1


def clearances(key: ReportKey) -> QuerySet[Clearance]:
    """Those that hold, of the version that is issued next."""
    held = Clearance.objects.filter(**{f"preparation__{name}": value for name, value in key.columns.items()})
    return held.filter(for_version=next_version(key), reopened_at=None).select_related("cleared_by")


def writers_of(key: ReportKey) -> set[int]:
    """Who wrote what stands in the report: the last to save each of its texts."""
    texts = Narrative.objects.filter(**key.columns)
    records = Narrative.history.filter(id__in=texts.values("pk")).order_by("id", "history_id")  # type: ignore[attr-defined]
    last = {record["id"]: record["history_user_id"] for record in records.values("id", "history_user_id")}
    return {person for person in last.values() if person}


@transaction.atomic
def clear_report(*, key: ReportKey, post: str, remark: str, by: User, at: datetime) -> Clearance:
    """A post clears what stands. The posts go in their order, each once. Raises Refused."""
    stored = Preparation.objects.select_for_update(of=("self",)).filter(**key.columns)
    preparation = stored.select_related("meeting").first() or Preparation(**key.columns)
    due = posts_still_to_clear(key, preparation)
    if not due:
        raise Refused("Nobody has still to clear this report")
    if post != due[0]:
        raise Refused(f"{due[0]} clears it first" if post in due else f"{post} has nothing to clear", "post")
    is_last, others = len(due) == 1, {clearance.cleared_by_id for clearance in clearances(key)}
    if is_last and not settings.CLEAR_OWN_REPORTS and others | {by.pk} <= writers_of(key):
        raise Refused("You wrote a part of it, so somebody else has to clear it too: ask them to do this step")
    cleared = Clearance(
        preparation=preparation, for_version=next_version(key), post=post, remark=remark.strip(), cleared_by=by,
        cleared_at=at,
    )  # fmt: skip
    save_with_history(cleared, by=by, event=Event.APPROVED, reason=cleared.remark)
    return cleared


def posts_still_to_clear(key: ReportKey, preparation: Preparation) -> list[str]:
    """In their order."""
    done = {clearance.post for clearance in clearances(key)}
    return [post for post in posts_for(preparation) if post not in done]


@transaction.atomic
def reopen_report(*, key: ReportKey, reason: str, by: User, at: datetime) -> None:
    """Take back every clearance, so that the texts can be changed and all posts clear it anew. Raises Refused."""
    why = required(reason, "reason", "Say why it is opened again: those who cleared it read it")
    held = list(clearances(key).select_for_update(of=("self",)))
    if not held:
        raise Refused("Nobody has cleared it, so it is open")
    for clearance in held:
        clearance.reopened_at, clearance.reopened_by, clearance.reopened_because = at, by, why
        save_with_history(clearance, by=by, event=Event.REOPENED, reason=why)


def refuse_if_cleared(key: ReportKey) -> None:
    """What was cleared is not changed any more. Raises Refused."""
    if first := clearances(key).first():
        raise Refused(
            f"{first.post} cleared the report on {first.cleared_at:%-d %B %Y}: open it again, with a reason, to change "
            "its texts"
        )


def refuse_if_not_cleared(key: ReportKey) -> None:
    """Raises Refused."""
    if due := posts_still_to_clear(key, preparation_of(key)):
        raise Refused(f"Still to be cleared by: {', '.join(due)}")
