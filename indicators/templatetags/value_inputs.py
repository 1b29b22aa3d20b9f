"""The inputs of a value, put together without a template: a grid of 18 has fifty, and templates are what takes time.

{% load value_inputs %}   {% figure_inputs entry "td" %}   {% quality_input entry %}   {% figures_before row %}
"""

from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from ..entering.entry import FigureInput, ValueEntry
from ..entering.grid import GridRow
from ..models import Value

register = template.Library()

FIGURE = (
    '<{0} class="entry__figure"><label for="id_{1}">{2}</label><input class="ds_input" id="id_{1}" name="{1}" '
    'value="{3}" inputmode="decimal" autocomplete="off" aria-label="{4}"{5}></{0}>'
)
CHOICE = (
    '<{0} class="entry__figure"><label for="id_{1}">{2}</label><select class="ds_select" id="id_{1}" name="{1}" '
    'aria-label="{4}"{5}>{3}</select></{0}>'
)
ABOUT = (
    '<a class="entry__about" href="{}#about" data-of="{}">How it is measured'
    '<span class="visually-hidden">: {}</span></a>'
)
WRONG = ' aria-invalid="true" aria-describedby="{}-notes"'
ATTRIBUTES = 'id="{{0}}" data-{}="{{1}}save/" data-name="{{2}}"'
EARLIER = '<td class="number" data-label="{0}">{1}</td>'
EARLIER_LINK = '<td class="number" data-label="{0}"><a href="{2}">{1}</a></td>'
QUALITY = (
    '<input type="hidden" name="{0}-version" value="{1}"><select class="ds_select" name="{0}-quality" '
    'aria-label="Quality: {2}">'
)
QUALITIES = {
    chosen: QUALITY
    + "".join(
        f'<option value="{value}"{" selected" if value == chosen else ""}>{label}</option>'
        for value, label in Value.Quality.choices
    )
    + "</select>"
    for chosen in Value.Quality.values
}
"""The same with its options, by the one that is chosen."""


def _html(form: str, *texts: object) -> SafeString:
    """The form with these texts, each escaped: what `format_html` does, without asking of each whether it has to be."""
    return mark_safe(form.format(*(escape(str(text)) for text in texts)))


@register.simple_tag
def entry_attributes(entry: ValueEntry) -> SafeString:
    """What the script has to know of a value: where it is saved, whether that was done, what the person saw."""
    known = _html(ATTRIBUTES.format("entry" if entry.has_inputs else "closed"), entry.key, entry.url, entry.page_name)
    if not entry.has_inputs or entry.is_clean:
        return known
    return known + (
        _html(' data-unsaved data-seen="{}"', entry.seen) if entry.is_disputed else mark_safe(" data-unsaved")
    )


@register.simple_tag
def figure_inputs(entry: ValueEntry, element: str) -> SafeString:
    """The inputs of the figure, each with its label, in elements of that name."""
    return mark_safe("".join(_input(entry, cell, element) for cell in entry.cells))


def _input(entry: ValueEntry, cell: FigureInput, element: str) -> str:
    """Escaped here, each text once."""
    wrong = WRONG.format(entry.key) if cell.error else ""
    name, text, label, spoken = f"{entry.key}-{cell.name}", escape(cell.text), escape(cell.label), escape(cell.spoken)
    if not cell.choices:
        return FIGURE.format(element, name, label, text, spoken, wrong)
    options = [(escape(key), key == cell.text, escape(word)) for key, word in cell.choices]
    if not any(is_chosen for _, is_chosen, _ in options):
        options.append((text, True, text))  # what was typed stays, with its error
    inner = "".join(f'<option value="{key}"{" selected" * chosen}>{word}</option>' for key, chosen, word in options)
    return CHOICE.format(element, name, label, inner, spoken, wrong)


@register.simple_tag
def quality_input(entry: ValueEntry) -> SafeString:
    """The quality of the figure, with the version that the person sees."""
    chosen = QUALITIES.get(entry.quality, QUALITIES[Value.Quality.FINAL])
    return _html(chosen, entry.key, entry.version, entry.full_name)


@register.simple_tag
def about_link(entry: ValueEntry) -> SafeString:
    """Leads to how the value is measured and its chart; the script opens them beside the row."""
    return _html(ABOUT, entry.url, entry.key, entry.full_name)


@register.simple_tag
def figures_before(row: GridRow) -> SafeString:
    """The earlier figures, each in a cell that knows the heading of its column."""
    return mark_safe(
        "".join(
            _html(EARLIER_LINK if each.url else EARLIER, column, each.text, each.url) for column, each in row.earlier
        )
    )
