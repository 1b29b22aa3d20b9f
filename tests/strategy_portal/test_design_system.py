"""The components that every page uses."""

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string

from outcomes.models import Strategy
from strategy_portal.templatetags.design_system import filter_field


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Survey & calls", "Survey &amp; calls"),
        ("", '<span class="unknown">Not stated</span>'),
        (None, '<span class="unknown">Not stated</span>'),
    ],
)
def test_what_nobody_stated_is_said_to_be_missing(text, printed):
    assert Template("{{ text|stated }}").render(Context({"text": text})) == printed


@pytest.mark.parametrize(("row", "words"), [(Strategy(source="A book"), " in the source"), (Strategy(), "")])
def test_only_what_was_loaded_lacks_something_in_its_source(row, words):
    """Where people state something, no source is said to lack it."""
    printed = Template("{{ text|stated:row }} {% unknown row %}").render(Context({"text": "", "row": row}))
    assert printed.count(f">Not stated{words}<") == 2


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        ("performance", '<a href="/setup/populations/add/">Add a table</a>'),
        ("board", "Who may do so: performance team."),
    ],
)
def test_an_empty_list_leads_whoever_may_to_where_it_is_filled_and_names_them_to_others(people, rf, role, shown):
    request = rf.get("/")
    request.user = people[role]
    tag = '{% nothing_yet "Nothing" "Tables stand here." "Add a table" "indicators:population-table-create" %}'
    assert shown in Template(tag).render(Context({"request": request}))


# --- Filters ---


class Asked(forms.Form):
    word = forms.CharField(required=False, label="Words in the title")
    owner = forms.ChoiceField(required=False, choices=[("", "All owners"), ("a'b", "A & <B>"), ("7", "Roads")])
    needed = forms.ChoiceField(choices=[("1", "One")], widget=forms.Select(attrs={"data-kind": "x", "class": "wide"}))
    several = forms.MultipleChoiceField(required=False, choices=[("1", "One"), ("2", "Two")])
    grouped = forms.ChoiceField(required=False, choices=[("Group", [("1", "One")])])
    helped = forms.ChoiceField(required=False, choices=[("1", "One")], help_text="Choose one")


@pytest.mark.parametrize("data", [None, {"owner": "a'b", "several": ["2"]}, {"owner": "nobody", "needed": "1"}])
@pytest.mark.parametrize("name", list(Asked.base_fields))
def test_a_field_of_a_filter_is_that_of_any_form(name, data):
    field = Asked(data)[name]
    theirs = render_to_string("components/field.html", {"field": field, "hide_optional": True})
    assert "".join(filter_field(field).split()) == "".join(theirs.split())
