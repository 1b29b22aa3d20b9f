"""How many took part: respondents, responses, comments and others, each with its base (rules 10.1)."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..models import Consultation, Meeting
from .answers import Answers

COMMENTS = "One response may make several comments"
HELD = "Counted in the portal, beside what was reported"


@dataclass(frozen=True)
class PeopleCount:
    """A count with its base and a note. `number` is None where the source does not state it: never nought."""

    label: str
    number: int | None
    base: str = ""
    note: str = ""


def counts_of(consultation: Consultation, answers: Answers | None) -> list[PeopleCount]:
    """Each is a count of its own, and none stands in for another (rules 10.1)."""
    panel, invited = consultation.panel_size, consultation.invited_count
    return [
        *_taking_part(consultation, answers),
        PeopleCount("Size of the panel", panel),
        PeopleCount("Invited", invited, _of(panel, "on the panel"), consultation.invited_note),
        PeopleCount("Expressed interest", consultation.interested_count, _of(invited, "invited")),
        PeopleCount("Responses from community councils", consultation.community_council_count),
        *filter(None, [attendance(list(consultation.meetings.all()))]),
    ]


def _taking_part(consultation: Consultation, answers: Answers | None) -> list[PeopleCount]:
    """Respondents, responses and comments always stand: as reported where anything was, else as counted."""
    respondents = PeopleCount("Respondents", consultation.respondent_count)
    if answers is None or consultation.is_reported:
        held = [] if answers is None else _held(answers)
        return [respondents, *_reported(consultation), *held, *_spoken_for(answers)]
    return [
        respondents,
        PeopleCount("Responses", answers.responses, note="Each of a person or of a group"),
        PeopleCount("Comments", answers.comments, note=COMMENTS),
        *_spoken_for(answers),
    ]


def _reported(consultation: Consultation) -> list[PeopleCount]:
    return [
        PeopleCount("Responses", consultation.submission_count, note=consultation.submission_note),
        PeopleCount("Comments", consultation.comment_count, note=COMMENTS),
    ]


def _held(answers: Answers) -> list[PeopleCount]:
    """It may be among what was reported or not, so neither is added to the other."""
    return [
        PeopleCount("Responses held in the portal", answers.responses, note=HELD),
        PeopleCount("Comments held in the portal", answers.comments, note=HELD),
    ]


def _spoken_for(answers: Answers | None) -> list[PeopleCount]:
    if answers is None or answers.spoken_for is None:
        return []
    note = "As the groups say; they did not each answer, and no share counts them"
    return [PeopleCount("People that groups speak for", answers.spoken_for, note=note)]


def attendance(meetings: Sequence[Meeting]) -> PeopleCount | None:
    """The sum over the meetings whose attendance is stated, its base. None where there was no meeting."""
    known = [meeting.attended for meeting in meetings if meeting.attended is not None]
    if not meetings:
        return None
    if not known:
        return PeopleCount("Came to events", None)
    note = "" if len(known) == len(meetings) else "Attendance at the others is not stated"
    return PeopleCount("Came to events", sum(known), f"at {len(known)} of {len(meetings)} events", note)


def _of(base: int | None, what: str) -> str:
    return "" if base is None else f"of {base:,} {what}"
