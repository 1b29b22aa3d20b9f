"""Write the text of a place, answer what the check found, comment; and what is still open before a report is issued."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localtime

from reports.models import Clearance, FindingAnswer, Narrative, OpenFindings, PlaceComment
from reports.models.composing import SHORTEST_REASON
from reports.preparing.services import clear_report, refuse_if_cleared
from reports.scorecards.report import Report, report_of
from reports.scorecards.report_keys import ReportKey
from strategy_portal.domain.sentences import counted, day_text
from strategy_portal.models import User
from strategy_portal.records.history import save_with_history
from strategy_portal.records.versions import Refused, claimed_at

from .checks import check
from .findings import Finding, Kind
from .places import LONGEST, Place
from .record import Record
from .recording import places_of, record_of


@dataclass(frozen=True)
class Checked:
    """The texts of a report with everything that was found in them, and what was answered."""

    report: Report
    places: Mapping[str, Place]
    record: Record
    narratives: Mapping[str, Narrative]
    findings: tuple[Finding, ...]
    answers: Mapping[str, FindingAnswer]

    def answer_to(self, finding: Finding) -> FindingAnswer | None:
        return self.answers.get(finding.digest) if finding.kind is Kind.ANSWER else None

    @cached_property
    def open(self) -> tuple[Finding, ...]:
        """To be mended, or to be answered and not answered yet."""
        return tuple(each for each in self.findings if self.answer_to(each) is None)

    @property
    def printed_text(self) -> str:
        """What the report prints of the check once nothing is open; empty where nobody wrote anything."""
        if self.open or not any(each.text.strip() for each in self.narratives.values()):
            return ""
        answered = len(self.findings)
        with_reason = f" {counted(answered, 'finding')} answered with a reason, which is kept." if answered else ""
        day = day_text(self.report.frame.on)
        return f"Each sentence that people wrote was checked against the figures of {day}: nothing open.{with_reason}"

    def open_in(self, place: str) -> tuple[Finding, ...]:
        return tuple(each for each in self.open if each.place == place)


def checked(key: ReportKey, on: date, report: Report | None = None) -> Checked:
    """The check of what stands now, `on` the day up to which the report reads. Seven queries beside its own."""
    read = report or report_of(key, on)
    places, record = places_of(read), record_of(read, earlier_texts(key), written_on(key))
    narratives = {each.section: each for each in Narrative.objects.filter(**key.columns)}
    findings = check({place: each.text for place, each in narratives.items()}, places, record)
    answers = {each.digest: each for each in FindingAnswer.objects.filter(**key.columns).select_related("answered_by")}
    return Checked(read, places, record, narratives, findings, answers)


def keep_count(*, key: ReportKey, open_findings: Sequence[Finding], at: datetime) -> None:
    """Note how many findings are open, for lists of papers, which read no report."""
    mend = sum(each.kind is Kind.MEND for each in open_findings)
    counts = {"mend": mend, "answer": len(open_findings) - mend, "counted_at": at}
    OpenFindings.objects.update_or_create(**key.columns, defaults=counts)


def earlier_texts(key: ReportKey) -> dict[str, str]:
    """Those of the annual report of the year before."""
    if key.year is None:
        return {}
    before = {**key.columns, "year_starts_on": key.year.previous().start}
    return dict(Narrative.objects.filter(**before).values_list("section", "text"))


def written_on(key: ReportKey) -> dict[str, date]:
    """The day on which the text of each place was saved last."""
    manager: Any = Narrative
    saved = manager.history.filter(**key.columns).values_list("section").annotate(last=Max("history_date"))
    return {section: localtime(last).date() for section, last in saved.order_by()}


def open_findings(key: ReportKey, on: date, report: Report | None = None) -> tuple[Finding, ...]:
    """What has to be mended or answered before the report may be issued."""
    return checked(key, on, report).open


def count_text(findings: tuple[Finding, ...]) -> str:
    """`6 findings to mend and 2 to answer`; empty where nothing is open."""
    mend = sum(each.kind is Kind.MEND for each in findings)
    counts = [(mend, "to mend"), (len(findings) - mend, "to answer")]
    parts = [f"{count} {what}" for count, what in counts if count]
    if parts:
        number, _, rest = parts[0].partition(" ")
        parts[0] = f"{number} {'finding' if number == '1' else 'findings'} {rest}"
    return " and ".join(parts)


def refuse_open_findings(key: ReportKey, on: date, report: Report | None = None) -> Checked:
    """Nobody clears or issues a report whose texts say what the record does not. Raises Refused."""
    found = checked(key, on, report)
    if found.open:
        raise Refused(f"The check of the texts has {count_text(found.open)}. Open “Write the report” to see them")
    return found


def clear_checked_report(*, key: ReportKey, post: str, remark: str, by: User, at: datetime, on: date) -> Clearance:
    """A post clears what stands, once nothing in its texts is open. Raises Refused."""
    refuse_open_findings(key, on)
    return clear_report(key=key, post=post, remark=remark, by=by, at=at)


@transaction.atomic
def save_narrative(*, key: ReportKey, section: str, text: str, seen: int, by: User) -> Narrative:
    """Save the text of a place. `seen` is the version that was seen, 0 if there was none.

    Raises ChangedMeanwhile, and Refused where the report is cleared or the text too long.
    """
    refuse_if_cleared(key)
    if len(text) > LONGEST:
        raise Refused(f"The text has {len(text):,} characters, and {LONGEST:,} are the most")
    with claimed_at(Narrative, seen, **key.columns, section=section) as narrative:
        narrative.text, narrative.is_demonstration = text, False
        save_with_history(narrative, by=by)
    return narrative


@transaction.atomic
def answer_finding(*, key: ReportKey, finding: Finding, reason: str, by: User, at: datetime) -> FindingAnswer:
    """Say why the text stays as it is. An answer given before is replaced, and stays in the history. Raises Refused."""
    if finding.kind is not Kind.ANSWER:
        raise Refused("The record contradicts these words: they have to be changed")
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(f"Say why in at least {SHORTEST_REASON} characters: it is kept with the report", finding.digest)
    stored = FindingAnswer.objects.select_for_update().filter(**key.columns, digest=finding.digest).first()
    answer = stored or FindingAnswer(
        **key.columns, digest=finding.digest, rule=finding.rule, place=finding.place, words=finding.words,
        says=finding.says,
    )  # fmt: skip
    answer.reason, answer.answered_by, answer.answered_at = reason.strip(), by, at
    save_with_history(answer, by=by, reason=answer.reason)
    return answer


@transaction.atomic
def comment_on(*, key: ReportKey, place: str, text: str, by: User, at: datetime) -> PlaceComment:
    """Raises Refused."""
    if not text.strip():
        raise Refused("Write the comment first", "comment")
    comment = PlaceComment(**key.columns, place=place, text=text.strip(), written_by=by, written_at=at)
    save_with_history(comment, by=by)
    return comment
