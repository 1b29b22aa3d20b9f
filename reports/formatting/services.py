"""Save a form of report with its sections and its table of implications; begin a new one from another."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify

from actions.planning.services import required
from reports.models import FormSection, Narrative, ReportForm
from strategy_portal.models import User
from strategy_portal.records.history import save_with_history, set_rows
from strategy_portal.records.versions import Refused, claim

KEY_LENGTH = 50


@dataclass(frozen=True)
class SectionSaid:
    """What was typed of a section. `key` is empty for a new one."""

    key: str
    letter: str
    heading: str
    content: str
    standard: str


@dataclass(frozen=True)
class ImplicationSaid:
    number: str
    heading: str


@transaction.atomic
def save_form(
    *, form: ReportForm, title: str, addressed_to: str, sections: Sequence[SectionSaid],
    implications: Sequence[ImplicationSaid], seen: int, by: User,
) -> ReportForm:  # fmt: skip
    """The rows stand in their order. Raises Refused, ChangedMeanwhile."""
    held = claim(form, seen) if form.pk else ReportForm(slug=_free_slug(title))
    held.title = required(title, "title", "Give the form a name")
    held.addressed_to = required(addressed_to, "addressed_to", "Say what its heading calls who receives it")
    if not sections:
        raise Refused("A report has at least one section")
    save_with_history(held, by=by)
    wanted = _by_key(sections)
    _check_texts(held, wanted)
    set_rows(held.sections, ["key"], wanted, by=by)
    numbers = [each.number for each in implications]
    if twice := next((number for number in numbers if numbers.count(number) > 1), None):
        raise Refused(f"The number {twice} stands twice among the implications")
    set_rows(
        held.implications, ["number"],
        {(each.number,): {"order": order, "heading": each.heading} for order, each in enumerate(implications, 1)},
        by=by,
    )  # fmt: skip
    return held


def _by_key(sections: Sequence[SectionSaid]) -> dict[tuple[str, ...], dict[str, str | int]]:
    """A new section gets a key of its heading; the others keep theirs, and with it the texts written under it."""
    taken = {section.key for section in sections}
    found: dict[tuple[str, ...], dict[str, str | int]] = {}
    for order, section in enumerate(sections, 1):
        key = section.key or _free(slugify(section.heading)[:KEY_LENGTH] or "section", taken)
        taken.add(key)
        found[(key,)] = {
            "order": order, "letter": section.letter, "heading": section.heading, "content": section.content,
            "standard": section.standard,
        }  # fmt: skip
    implied = [each for each in found.values() if each["content"] == FormSection.Content.IMPLICATIONS]
    if len(implied) > 1:
        raise Refused("Only one section can hold the table of implications")
    return found


def _check_texts(form: ReportForm, wanted: dict[tuple[str, ...], dict[str, str | int]]) -> None:
    """A section in which somebody wrote stays, else the text would be in no report."""
    gone = form.sections.exclude(key__in=[key for (key,) in wanted])
    for section in gone:
        texts = Narrative.objects.filter(strategy__arrangement__form=form, section=section.key).exclude(text="")
        if count := texts.count():
            reports = "report has" if count == 1 else "reports have"
            raise Refused(f"“{section}” can’t be removed: {count} {reports} a text there. Empty it first")


def _free_slug(title: str) -> str:
    return _free(slugify(title)[:KEY_LENGTH] or "form", set(ReportForm.objects.values_list("slug", flat=True)))


def _free(begin: str, taken: set[str]) -> str:
    if begin not in taken:
        return begin
    return next(f"{begin[:46]}-{number}" for number in range(2, 1000) if f"{begin[:46]}-{number}" not in taken)
