"""The page of what the portal keeps of the council, and its logo."""

from calendar import month_name
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control

from ..configuration import contrast_on_white
from ..editing.views import EditPage
from ..models import Council, User
from ..records.changes import ModelChanges, changes_in
from . import services
from .forms import CouncilForm
from .in_force import council, in_force, stored


def fields_of(records: Sequence[Any]) -> Iterator[dict[str, str]]:
    """Each record as a reader sees it: a logo by the name of its file, with the beginning of its digest."""
    for record in records:
        logo = f"{record.logo_name} ({record.logo_sha256[:8]})" if record.logo else ""
        yield {
            "Name": record.name,
            "Logo": logo or ("None" if record.has_no_logo else ""),
            "Colour": record.colour,
            "Financial year begins in": month_name[record.year_start_month or 0],
            "First steps on the home page": "No" if record.hides_first_steps else "Yes",
        }


CHANGES = ModelChanges(Council, subject="", fields=fields_of)


class CouncilEdit(EditPage):
    title = "Council"
    lead = "What stands on every page, in mails and in reports."
    caption = "Set-up"
    template = "council_edit.html"

    @cached_property
    def stored(self) -> Council:
        return stored()

    @property
    def back(self) -> str:
        return reverse("home")

    def after(self) -> str:
        return self.request.path

    def form(self, data: Any = None) -> CouncilForm:
        files = self.request.FILES if data is not None else None
        return CouncilForm(data, files=files, instance=self.stored, seen=self.stored.version)

    def save(self, form: CouncilForm) -> str:
        services.save_council(form.entered(), seen=form.cleaned_data["seen"], by=cast(User, self.request.user))
        return "Saved. Every page shows it within a minute."

    def context(self) -> dict[str, Any]:
        now = in_force(self.stored)
        return {
            "now": now,
            "row": self.stored,
            "contrast": f"{contrast_on_white(now.colour):.1f}",
            "month": month_name[now.year_start_month],
            "changes": changes_in(CHANGES),
        }


ONLY_DRAWS = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""Of a picture: whoever opens it by its address gets a drawing, and nothing in it runs or loads anything."""


@cache_control(public=True, max_age=3600)
def logo(request: HttpRequest) -> HttpResponse:
    """The council's logo, as a picture that can run nothing."""
    picture = council().picture
    if picture is None:
        raise Http404("There is no logo, or it was changed behind the portal’s back.")
    headers = {"Content-Security-Policy": ONLY_DRAWS}
    return HttpResponse(picture.content, content_type=picture.content_type, headers=headers)
