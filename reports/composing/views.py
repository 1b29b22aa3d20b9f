"""The composing page: one place of a report with its findings and its figures; the texts before; the record."""

from functools import cached_property
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from reports.models import FindingAnswer, Narrative, PlaceComment
from reports.pages.report import OfReport
from reports.scorecards.preparing import Clearing, clearing
from strategy_portal.access import ISSUES, role_of
from strategy_portal.editing.views import Crumb, EditPage
from strategy_portal.models import User
from strategy_portal.records.versions import Refused

from . import services
from .checks import check
from .desk import Desk, desk_of
from .drafts import drafts
from .findings import Finding, Kind
from .forms import ComposeForm
from .places import Part, Place
from .services import Checked
from .versions import last_saved, versions_of


class OfComposing(OfReport):
    """The report as it stands with what was found in its texts."""

    request: Any

    @cached_property
    def checked(self) -> Checked:
        return services.checked(self.key, self.read_on)

    @cached_property
    def place(self) -> Place:
        place = self.checked.places.get(self.kwargs["place"])
        if place is None:
            raise Http404("This report has no such place")
        return place

    @property
    def person(self) -> User:
        return cast(User, self.request.user)

    @property
    def crumbs(self) -> list[Crumb]:
        return [("Reports", reverse("reports:report-list")), (self.key.title, self.address("report-detail"))]

    def may_write(self, place: Place) -> bool:
        """Who issues reports writes all of it; an officer the texts of what their own teams own."""
        if role_of(self.person) in ISSUES:
            return True
        entries = {entry.indicator.reference: entry.indicator for entry in self.checked.report.evidence.entries}
        teams = self.person.acts_for.teams
        own = [each for each in entries.values() if each.owner_id in teams]
        if place.part is Part.INDICATOR:
            return any(each.reference == place.reference for each in own)
        return place.part is Part.OUTCOME and any(each.outcome.number == place.outcome for each in own)


class ReportCompose(OfComposing, View):
    """Leads to a place: the one that is chosen, else the first that the person may write and something is open in."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        places = list(self.checked.places.values())
        chosen = self.checked.places.get(request.GET.get("place", ""))
        open_here = {each.place for each in self.checked.open}
        writable = [each for each in places if self.may_write(each)]
        first = next((each for each in writable if each.key in open_here), (writable or places)[0])
        return redirect(self.address("place-compose", place=(chosen or first).key))


class PlaceCompose(OfComposing, EditPage):
    """Write the text of one place. Whichever button is pressed, what was typed is saved with it."""

    template = "reports/composing/compose.html"

    @property
    def title(self) -> str:
        return self.place.title

    @cached_property
    def stored(self) -> Narrative | None:
        return self.checked.narratives.get(self.place.key)

    @cached_property
    def clearing(self) -> Clearing:
        return clearing(self.key)

    def form(self, data: Any = None) -> ComposeForm:
        found = [each for each in self.checked.findings if each.place == self.place.key]
        return ComposeForm(data, place=self.place, stored=self.stored, findings=found)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.may_write(self.place):
            raise Http404("The text of this place is written by others")
        return super().post(request, **kwargs)

    def save(self, form: ComposeForm) -> str:
        """Save the text, then do what the button says. Raises Refused, ChangedMeanwhile."""
        pressed, typed = self.request.POST, form.text
        text, missed = self._with_suggestion(typed, pressed.get("use", "")), ""
        if text is None:
            text, missed = typed, "The words have changed meanwhile, so nothing was put in their place. "
        if draft := pressed.get("draft"):
            text = "\n\n".join(filter(None, [text, *self._chosen_drafts(draft)]))
        said = [missed + self._save_text(text, form.cleaned_data["seen"])]
        if digest := pressed.get("answer"):
            said.append(self._answer(text, digest, form))
        if "say" in pressed:
            services.comment_on(
                key=self.key, place=self.place.key, text=form.cleaned_data["comment"], by=self.person, at=timezone.now()
            )
            said.append("The comment is kept.")
        self._count(text)
        return " ".join(filter(None, said))

    def _count(self, text: str) -> None:
        """What is open now, of the same reading of the figures."""
        found = self._found_in(text)
        digests = [each.digest for each in found if each.kind is Kind.ANSWER]
        answered = FindingAnswer.objects.filter(**self.key.columns, digest__in=digests)
        given = set(answered.values_list("digest", flat=True))
        left = [each for each in found if each.kind is Kind.MEND or each.digest not in given]
        services.keep_count(key=self.key, open_findings=left, at=timezone.now())

    def _save_text(self, text: str, seen: int) -> str:
        if text == (self.stored.text.replace("\r\n", "\n") if self.stored else ""):
            return ""
        services.save_narrative(key=self.key, section=self.place.key, text=text, seen=seen, by=self.person)
        return f"The text of “{self.title}” is saved."

    def _found_in(self, text: str) -> tuple[Finding, ...]:
        stored = {key: each.text for key, each in self.checked.narratives.items()}
        return check({**stored, self.place.key: text}, self.checked.places, self.checked.record)

    def _with_suggestion(self, text: str, digest: str) -> str | None:
        """None where the finding is not there any more."""
        if not digest:
            return text
        finding = next((each for each in self._found_in(text) if each.digest == digest and each.can_be_used), None)
        return finding.used_in(text) if finding else None

    def _chosen_drafts(self, which: str) -> list[str]:
        found = drafts(self.place, self.checked.record)
        if which == "all":
            return list(found)
        return [each for number, each in enumerate(found) if str(number) == which]

    def _answer(self, text: str, digest: str, form: ComposeForm) -> str:
        finding = next((each for each in self._found_in(text) if each.digest == digest), None)
        if finding is None:
            return "There is nothing to answer any more: the words have changed."
        reason = form.cleaned_data.get(f"reason-{digest}", "")
        try:
            services.answer_finding(key=self.key, finding=finding, reason=reason, by=self.person, at=timezone.now())
        except Refused as refused:
            raise Refused(str(refused), f"reason-{digest}" if refused.field else "") from refused
        return "Answered: the reason is kept with the report."

    def after(self) -> str:
        return f"{self.address('place-compose', place=self.place.key)}#text"

    def context(self) -> dict[str, Any]:
        here = desk_of(self.checked, self.place)
        keys = list(self.checked.places)
        frame = self.checked.report.frame
        following = keys[(keys.index(self.place.key) + 1) % len(keys)]
        return {
            "desk": here,
            "key": self.key,
            "place": self.place,
            "stored": self.stored,
            "ground": next((each.ground for each in frame.exempt if each.key == self.place.key), ""),
            "last_saved": last_saved(self.key, self.place.key),
            "drafts": drafts(self.place, self.checked.record),
            "answers": self.checked.answers,
            "comments": self._comments(),
            "clearing": self.clearing,
            "may_issue": role_of(self.person) in ISSUES,
            "may_write": self.may_write(self.place) and not self.clearing.done,
            "preparation": self.preparation,
            "read_on": self.read_on,
            "data_label": self.arrangement.data_label,
            "next_place": self.checked.places[following],
            "addresses": self._addresses(here),
        }

    def _comments(self) -> Any:
        comments = PlaceComment.objects.filter(**self.key.columns, place=self.place.key)
        return comments.select_related("written_by")

    def _addresses(self, here: Desk) -> dict[str, str]:
        pages = ("report-compose", "report-detail", "report-pdf", "report-prepare", "report-clear", "report-issue",
                 "compose-record")  # fmt: skip
        found = {name.replace("-", "_"): self.address(name) for name in pages}
        return found | {"versions": self.address("place-versions", place=here.place.key)}


class PlaceVersions(OfComposing, View):
    """The texts that stood at a place, each with the words that it changed."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        context = {
            "key": self.key, "place": self.place, "versions": versions_of(self.key, self.place.key),
            "crumbs": [*self.crumbs, (self.place.title, self.address("place-compose", place=self.place.key)),
                       ("Earlier texts", "")],
        }  # fmt: skip
        return render(request, "reports/composing/versions.html", context)


class ComposeRecord(OfComposing, View):
    """Every finding of the report with what was answered, and the comments: a page that prints as its record."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        current = {each.digest: each for each in self.checked.findings}
        answers = FindingAnswer.objects.filter(**self.key.columns).select_related("answered_by")
        titles = {key: place.title for key, place in self.checked.places.items()}
        context = {
            "key": self.key,
            "read_on": self.read_on,
            "gate": services.count_text(self.checked.open),
            "open": [(titles[each.place], each, each.kind is Kind.MEND) for each in self.checked.open],
            "answered": [(titles.get(each.place, each.place), each, each.digest in current) for each in answers],
            "comments": [
                (titles.get(each.place, each.place), each)
                for each in PlaceComment.objects.filter(**self.key.columns).select_related("written_by")
            ],
            "crumbs": [*self.crumbs, ("Write the report", self.address("report-compose")), ("Record of the check", "")],
        }
        return render(request, "reports/composing/record.html", context)
