"""The components that every page uses; a template need not load them (settings: builtins).

{% breadcrumbs "Indicators" indicators_url "Resident satisfaction" %}
{% page_header "Resident satisfaction" caption="Indicator" lead="What it tells us" %}
{% error_summary form %}   {% error_summary forms %}   {% error_summary formset %}
{% status_tag "amber" "Amber" %}   {% trend_tag "improving" "Improving" %}
{% table_region "Values by quarter" %}<table class="ds_table">...</table>{% endtable_region %}
{% usual_range usual %}   {% demo_label %}   {% unknown %}   {% unknown indicator %}   {% unknown "No owner named" %}
{{ indicator.method|stated:indicator }}   {{ indicator.owner|stated }}
{% nothing_yet "There is no unit yet" "What belongs here." "Add a unit" "indicators:unit-create" strategy.slug %}
{% nothing_yet "Nothing is decided" "Why." "Choose a meeting" "reports:decision-create" at="reports:meeting-list" %}
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from html import escape
from itertools import zip_longest
from typing import Any

from django import template
from django.forms import BaseForm, BaseFormSet, BoundField, Select
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django_tables2 import Table

from ..access import may, method_of, who_may
from ..addresses import address
from ..domain.periods import Period
from ..models import Role
from ..table_rows import printed_rows

register = template.Library()


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*titles_and_urls: str) -> dict[str, Any]:
    """Pairs of title and URL below home, from the top down. No URL: the page itself; empty titles are left out."""
    pairs = zip_longest(titles_and_urls[::2], titles_and_urls[1::2], fillvalue="")
    return {"home_url": address("home"), "crumbs": [(title, url) for title, url in pairs if title]}


@register.inclusion_tag("components/page_header.html")
def page_header(title: str, caption: str = "", lead: str = "") -> dict[str, str]:
    """The page's one h1; `caption` says what kind of thing it is, `lead` is one sentence under it."""
    return {"title": title, "caption": caption, "lead": lead}


@register.simple_tag
def navigation_items(groups: Iterable[Mapping[str, Any]], *, in_menu: bool = False) -> SafeString:
    """The groups of pages of `navigation.frame`, put together without a template: each page shows them twice.

    In the menu the group of this page is open.
    """
    items = "".join(_group(place, group, in_menu=in_menu) for place, group in enumerate(groups))
    return mark_safe(f'<ul class="ds_site-navigation__list">{items}</ul>')


def _group(place: int, group: Mapping[str, Any], *, in_menu: bool) -> str:
    if "links" not in group:
        return f'<li class="ds_site-navigation__item">{_page_link(group, "ds_site-navigation__link")}</li>'
    waits = "" if place else ' <span data-waits="all"></span>'
    is_open = " open" if in_menu and group["current"] else ""
    links = "".join(f"<li>{_page_link(link, 'site-group__link')}</li>" for link in group["links"])
    return (
        f'<li class="ds_site-navigation__item"><details class="site-group" name="site-group"{is_open}>'
        f'<summary class="ds_site-navigation__link{" ds_current" * group["current"]}">{escape(group["title"])}{waits}'
        f'</summary><ul class="site-group__list">{links}</ul></details></li>'
    )


def _page_link(link: Mapping[str, Any], css: str) -> str:
    here = (" ds_current", ' aria-current="page"') if link["current"] else ("", "")
    waits = f' <span data-waits="{escape(link["counted"])}"></span>' if link["counted"] else ""
    return f'<a class="{css}{here[0]}" href="{escape(link["url"])}"{here[1]}>{escape(link["title"])}{waits}</a>'


@register.simple_tag
def period_options(periods: Iterable[Period], chosen: object) -> SafeString:
    """The choices of a list of periods."""
    options = (
        f'<option value="{period.slug}"{" selected" * (period == chosen)}>{period.label}</option>' for period in periods
    )
    return mark_safe("".join(options))


@register.simple_tag
def status_tag(slug: str) -> SafeString:
    """A status as word, shape and colour."""
    return _tag("status", str(slug))


@register.simple_tag
def trend_tag(slug: str, text: str = "") -> SafeString:
    """A trend as words and arrow: the arrow says better or worse, not higher or lower. `text` in place of the word."""
    return _tag("trend", str(slug), text)


def _tag(kind: str, slug: str, text: str = "") -> SafeString:
    """The slug spelt out, or a text. Escaped once, because a page shows hundreds of them."""
    slug = escape(slug.lower().replace("_", "-").replace(" ", "-"))
    text = escape(text[0].upper() + text[1:]) if text else slug.replace("-", " ").capitalize()
    return mark_safe(f'<span class="{kind} {kind}--{slug}">{text}</span>')


@register.simple_tag
def demo_label() -> SafeString:
    """Marks one made-up figure or table."""
    return format_html('<strong class="demo-label">{}</strong>', "Demonstration data")


def not_stated(row: object = None) -> str:
    """Where people state something, that nobody did; of a row that was loaded, that its source does not state it."""
    return "Not stated in the source" if getattr(row, "is_from_source", False) else "Not stated"


@register.simple_tag
def unknown(missing: object = None) -> SafeString:
    """Says that something is missing, so that nobody reads a gap as nought: in a text, or of the row that lacks it."""
    text = missing if isinstance(missing, str) and missing else not_stated(missing)
    return format_html('<span class="unknown">{}</span>', text)


@register.filter
def stated(text: object, missing: object = None) -> object:
    """The text, or in its place that nobody stated it: see `unknown`."""
    return text or unknown(missing)


@register.inclusion_tag("people/_acting_for.html", takes_context=True)
def acting_for(context: Any) -> dict[str, Any]:
    """On a page of one's work: for whom the person acts too, and until when.

    The performance team may do everything anyway, so its pages do not ask.
    """
    user = context["request"].user
    return {} if user.role == Role.PERFORMANCE else {"absences": user.acts_for.absences}


@register.inclusion_tag("components/empty_state.html", takes_context=True)
def nothing_yet(
    context: Any, title: str, text: str, action: str, route: str, *arguments: Any, at: str = ""
) -> dict[str, str]:
    """An empty list: what belongs there, and where it is added; to those who may not add it, who may.

    `at`: the route of the list on which one chooses first, where `route` is a page of something that is not there yet.
    The public sees nothing about roles.
    """
    said, user = {"title": title, "text": text}, context["request"].user
    method = method_of(route)
    if not may(user, route, method):
        return {**said, "who": who_may(route, method) if user.is_authenticated else ""}
    return {**said, "url": reverse(at) if at else reverse(route, args=arguments), "action": action}


@register.simple_tag
def filter_field(field: BoundField) -> SafeString:
    """A question of a filter, as `components/field.html` prints it; of a list to choose from as a whole, because its
    templates, one for each part of each field, took a twentieth of every list's time.
    """
    is_list = type(field.field.widget) is Select
    choices = [choice for choice in field.field.choices] if is_list else []  # noqa: C416 - `list` would count them first
    if choices:
        field.field.widget.choices = choices  # asked of the database once
    if not choices or field.errors or field.help_text or any(isinstance(text, list | tuple) for _, text in choices):
        return render_to_string("components/field.html", {"field": field, "hide_optional": True})
    value, key, widget = field.value(), escape(str(field.id_for_label)), field.field.widget
    chosen = "" if value is None else str(value)
    options = "".join(
        f'<option value="{escape(str(given))}"{" selected" * (str(given) == chosen)}>{escape(str(text))}</option>'
        for given, text in choices
    )
    attributes = {**widget.attrs, **field.build_widget_attrs({}), "id": field.id_for_label}
    styles = escape(f"ds_select {attributes.pop('class', '')}".strip())
    said = "".join(
        f" {name}" if content is True else f' {name}="{escape(str(content))}"'
        for name, content in attributes.items()
        if content is not False
    )
    select = f'<select name="{escape(field.html_name)}" class="{styles}"{said}>{options}</select>'
    return mark_safe(
        f'<div class="ds_question"><label class="ds_label" for="{key}">{escape(str(field.label))}</label>'
        f'<span class="ds_select-wrapper">{select}<span class="ds_select-arrow" aria-hidden="true"></span></span></div>'
    )


@register.simple_tag
def table_rows(table: Table) -> SafeString:
    """The rows of a table of django-tables2."""
    return printed_rows(table)


@register.simple_block_tag
def table_region(content: SafeString, label: str) -> SafeString:
    """A wide table scrolls in here by mouse, touch and keyboard, and the page stays put."""
    return format_html('<div class="table-region" role="region" aria-label="{}" tabindex="0">{}</div>', label, content)


@register.inclusion_tag("components/error_summary.html")
def error_summary(forms: BaseForm | BaseFormSet | Iterable[BaseForm | BaseFormSet] | None) -> dict[str, Any]:
    """Every error of a form, a formset or several of them, each linked to its field."""
    return {"errors": list(_errors(forms))}


def _errors(forms: Any) -> Iterator[tuple[str, str]]:
    """(id of the field or "", message)."""
    if not forms:
        return
    if isinstance(forms, BaseForm):
        yield from _form_errors(forms)
        return
    if isinstance(forms, BaseFormSet):
        yield from (("", str(message)) for message in forms.non_form_errors())
    for form in forms:
        yield from _errors(form)


def _form_errors(form: BaseForm) -> Iterator[tuple[str, str]]:
    for name, messages in form.errors.items():
        if name in form.fields:
            field = form[name]
            yield from ((focus_id(field), f"{field.label}: {message}") for message in messages)
        else:
            yield from (("", str(message)) for message in messages)


@register.filter
def focus_id(field: BoundField) -> str:
    """The id to jump to: a group of radio buttons or checkboxes has none itself, its first choice has."""
    return field.id_for_label or (f"{field.auto_id}_0" if field.auto_id else "")


@register.simple_tag
def widget(field: BoundField, css_class: str) -> SafeString:
    """The field's input with a CSS class added."""
    given = field.field.widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"{given} {css_class}".strip()})


@register.filter
def code_spans(text: str) -> SafeString:
    """Text between backticks as code, the rest escaped."""
    parts = text.split("`")
    return format_html_join(
        "", "{}", ((format_html("<code>{}</code>", part) if place % 2 else part,) for place, part in enumerate(parts))
    )


@register.filter
def first_ten(names: Sequence[str]) -> str:
    """`B3; B7`, of many the first ten and how many there are."""
    more = f" and others, {len(names):,} in all" if len(names) > 10 else ""
    return "; ".join(names[:10]) + more


USUAL = (
    '<span class="entry__usual"><svg viewBox="0 0 120 12" width="120" height="12" role="img" aria-label="{0}">'
    '<line x1="0" x2="120" y1="6" y2="6"/><rect x="{1}" y="3" width="{2}" height="6"/><circle cx="{3}" cy="6" r="5"/>'
    "</svg> <span>usually {4}</span></span>"
)
DRAWN_OVER, BESIDE = Decimal(104), Decimal(8)


@register.simple_tag
def usual_range(usual: Any) -> SafeString:
    """A line on which the usual range is thick and the figure a dot, with the sentence that says the same."""
    if usual is None or not isinstance(usual.number, Decimal):
        return mark_safe("")
    least, most = min(usual.low, usual.number), max(usual.high, usual.number)
    scale = DRAWN_OVER / ((most - least) or Decimal(1))
    low, high, dot = (BESIDE + (each - least) * scale for each in (usual.low, usual.high, usual.number))
    wide = max(high - low, Decimal(2))
    return format_html(USUAL, usual.sentence, f"{low:.1f}", f"{wide:.1f}", f"{dot:.1f}", usual.text)
