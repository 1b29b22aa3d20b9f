"""Loads the forms of report, and what the source documents say of themselves."""

from outcomes.models import Statement, Strategy
from strategy_portal.facts import Facts, files, read

from .models import Arrangement, FormSection, Implication, ReportForm, SourceEntry

FORM_OF = {
    "council-executive": "scrutiny-panel",
    "members-library": "members-library",
    "cabinet": "cabinet",
    "": "scrutiny-panel",
}
"""Which form a document's format asks for; a strategy without a document reports to a panel."""

COMMITTEES = ("Annual report to", "Panel", "Approved by")
"""The governance lines that name who receives the report, first match first."""

CONTACTS = ("contact_designation", "author_designation")


def load_report_forms() -> None:
    for path in files("report-forms"):
        facts = read(path)
        form, _ = ReportForm.objects.get_or_create(
            slug=facts.text("slug"),
            defaults={"title": facts.text("title"), "addressed_to": facts.text("addressed_to")},
        )
        for order, section in enumerate(facts.take("sections"), 1):
            FormSection.objects.get_or_create(form=form, key=section.pop("key"), defaults={"order": order, **section})
        for order, line in enumerate(facts.take("implications") or [], 1):
            Implication.objects.get_or_create(
                form=form, number=line["number"], defaults={"order": order, "heading": line["heading"]}
            )


def load_document(strategy: Strategy, facts: Facts) -> None:
    """The source document's entries in order, and the arrangement for the reports to come."""
    document = facts.part("document")
    form = ReportForm.objects.get(slug=FORM_OF[document.text("format")])
    entries = _entries(document)
    for order, entry in enumerate(entries, 1):
        SourceEntry.objects.create(strategy=strategy, order=order, **entry)
    known = {entry["key"]: entry["text"] for entry in entries}
    governance = strategy.statements.filter(kind=Statement.Kind.GOVERNANCE, label__in=COMMITTEES)
    lines = dict(governance.values_list("label", "text"))
    Arrangement.objects.create(
        strategy=strategy,
        form=form,
        committee=next((lines[label] for label in COMMITTEES if label in lines), ""),
        author_post=known.get("report_by", ""),
        contact_post=next((known[key] for key in CONTACTS if key in known), ""),
        data_label=known.get("data_label", "Public"),
    )


def _entries(document: Facts) -> list[dict[str, str]]:
    """One entry a line: a list's items and a mapping's entries each become one of their own."""
    entries = []
    for key in document.rest():
        value = document.take(key)
        label = key.replace("_", " ").capitalize()
        if key == "implications":
            found = [({"number": line["number"], "label": line["heading"]}, line["text"]) for line in value]
        elif isinstance(value, dict):
            found = [({"label": f"{label}: {inner}"}, text) for inner, text in value.items()]
        else:
            found = [({"label": label}, value)]
        for named, said in found:
            texts = said if isinstance(said, list) else [said]
            entries += [{"key": key, **named, "text": str(text)} for text in texts]
    return entries
