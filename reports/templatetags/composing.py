"""Tags of the composing page."""

from collections.abc import Mapping

from django import template
from django.forms import BoundField
from django.urls import reverse

from reports.composing.desk import Group
from reports.composing.findings import Finding, Kind
from reports.composing.forms import ComposeForm
from reports.composing.forms import finding_id as id_of
from reports.composing.places import PARAGRAPH, Place
from reports.models import FindingAnswer
from reports.scorecards.report_keys import ReportKey

register = template.Library()


@register.simple_tag
def place_url(key: ReportKey, place: Place) -> str:
    return reverse("reports:place-compose", kwargs={**key.kwargs, "place": place.key})


@register.simple_tag
def finding_id(finding: Finding) -> str:
    return id_of(finding)


@register.simple_tag
def answer_to(finding: Finding, answers: Mapping[str, FindingAnswer]) -> FindingAnswer | None:
    return answers.get(finding.digest) if finding.kind is Kind.ANSWER else None


@register.simple_tag
def reason_field(form: ComposeForm, finding: Finding) -> BoundField:
    return form[f"reason-{finding.digest}"]


@register.filter
def holds(group: Group, place: Place) -> bool:
    return any(line.place.key == place.key for line in group.lines)


@register.simple_tag
def lines_used(text: str, place: Place) -> str:
    """`A paragraph has at most 8 printed lines, this section 24: 5 used.`"""
    room = f", this section {place.room.lines}" if place.has_limit else ""
    return f"A paragraph has at most {PARAGRAPH} printed lines{room}: {place.room.lines_of(text or '')} used."
