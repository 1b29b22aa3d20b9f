"""The chart of an indicator within a report: {% chart entry %}."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from reports import charts

register = template.Library()


@register.simple_tag
def chart(entry: charts.Charted) -> SafeString:
    """The picture, which escapes every text that it shows; its title says in words what it shows."""
    return mark_safe(charts.picture(charts.series_of(entry)))
