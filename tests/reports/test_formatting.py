"""Forms of report are data that the performance team edits."""

import pytest

from reports.models import FormSection, Narrative, ReportForm
from reports.scorecards.report import report_of
from reports.scorecards.report_keys import find_key

EDIT = "/reports/forms/cabinet/edit/"
BOROUGH = "/strategies/borough-customer-service-2024-27/reports/annual/2024-25/"


@pytest.fixture
def team(signed_in):
    return signed_in("performance")


@pytest.fixture
def sent(team):
    """What the page would send as it stands; `sent(title="x")` with something else typed."""

    def sent(**typed):
        form = team.get(EDIT).context["form"]
        fields = {name: form[name].value() for name in form.fields}
        return {name: value for name, value in fields.items() if value not in (None, False)} | typed

    return sent


def test_the_list_says_how_many_strategies_use_each_form(team):
    page = team.get("/reports/forms/").content.decode()
    assert "Report to a scrutiny panel" in page
    assert page.count("Copy") == ReportForm.objects.count()


def test_saved_as_it_stands_nothing_changes(team, sent):
    before = list(FormSection.objects.values())
    assert team.post(EDIT, sent()).status_code == 302
    assert list(FormSection.objects.values()) == before
    assert FormSection.history.filter(history_user__username="performance").count() == 0


def test_a_heading_is_changed_with_its_history(team, sent):
    team.post(EDIT, sent(**{"section-0-heading": "Why this is before you"}))
    section = FormSection.objects.get(heading="Why this is before you")
    assert section.history.first().history_user.username == "performance"
    assert "Why this is before you" in team.get(BOROUGH).content.decode()


def test_a_standard_paragraph_stands_until_somebody_writes_another(team, sent, borough, on):
    key = find_key(borough, "2024-25", on)
    team.post(EDIT, sent(**{"section-0-standard": "This report is for scrutiny."}))
    first = ReportForm.objects.get(slug="cabinet").sections.first()
    assert report_of(key, on).frame.sections[0].narrative == "This report is for scrutiny."
    Narrative.objects.create(**key.columns, section=first.key, text="Mine.")
    assert report_of(key, on).frame.sections[0].narrative == "Mine."


def test_a_new_section_stands_at_its_place_under_a_key_of_its_own(team, sent):
    count = FormSection.objects.filter(form__slug="cabinet").count()
    new = {"heading": "Climate", "content": "narrative", "letter": "9", "place": "1"}
    team.post(EDIT, sent(**{f"section-{count}-{name}": value for name, value in new.items()}))
    keys = list(ReportForm.objects.get(slug="cabinet").sections.values_list("key", flat=True))
    assert len(keys) == count + 1
    assert "climate" in keys[:2]


def test_a_section_with_a_text_can_not_be_removed(team, sent, borough, on):
    first = ReportForm.objects.get(slug="cabinet").sections.first()
    Narrative.objects.create(**find_key(borough, "2024-25", on).columns, section=first.key, text="Mine.")
    answer = team.post(EDIT, sent(**{"section-0-remove": "on"}))
    assert answer.status_code == 422
    assert "1 report has a text there. Empty it first" in answer.content.decode()
    Narrative.objects.filter(section=first.key).update(text="")
    assert team.post(EDIT, sent(**{"section-0-remove": "on"})).status_code == 302
    assert not FormSection.objects.filter(pk=first.pk).exists()


def test_half_a_row_is_refused_at_its_field_and_stays_typed(team, sent):
    count = FormSection.objects.filter(form__slug="cabinet").count()
    answer = team.post(EDIT, sent(**{f"section-{count}-heading": "Climate"}))
    assert answer.status_code == 422
    assert "Say what stands there" in answer.content.decode()
    assert 'value="Climate"' in answer.content.decode()


def test_two_people_who_change_one_form_see_each_other(team, sent):
    mine, theirs = sent(title="Mine"), sent(title="Theirs")
    team.post(EDIT, theirs)
    answer = team.post(EDIT, mine)
    assert answer.status_code == 409
    assert "Theirs" in answer.content.decode()


def test_a_form_begins_as_a_copy_of_another(team):
    page = team.get("/reports/forms/cabinet/copy/")
    form = page.context["form"]
    fields = {name: form[name].value() for name in form.fields}
    typed = {name: value for name, value in fields.items() if value is not None} | {"title": "Area committee"}
    team.post("/reports/forms/cabinet/copy/", typed)
    made = ReportForm.objects.get(slug="area-committee")
    assert made.sections.count() == ReportForm.objects.get(slug="cabinet").sections.count()
