"""The two pages of a file that comes in: choose it; see what it would change, settle what is doubtful, save it."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from ..clock import today
from ..models import User
from .checker import Checker, OtherThanShown
from .reading import FileRefused
from .services import Check, NotToApply, apply_upload, check_again, receive_file, settle, subject_of
from .upload import Upload

CHANGES_ON_A_PAGE = 100
SHOWN = 200
"""So many faults, and conflicts, are shown."""
SILENCE = timedelta(seconds=30)
"""After so long without a sign of life a check has been ended, and can be started again."""
DOUBT = "doubt-"


class UploadForm(forms.Form):
    """The file. What is in it is read elsewhere, with care (reading.py)."""

    file = forms.FileField(
        label="File", error_messages={"required": "Choose a file", "empty": "The file is empty. Choose another"}
    )

    def __init__(self, checker: Checker[Any], *given: Any):
        super().__init__(*given)
        field = self.fields["file"]
        field.label, field.help_text = checker.file_label, checker.help_text
        field.widget = forms.FileInput(attrs={"accept": checker.accepts})


class UploadPage(View):
    """Finds what the address names. `checker_class` says which kind of file the page is about."""

    checker_class: type[Checker[Any]]
    template: str

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        address = {name: kwargs[name] for name in self.checker_class.named_by}
        self.user = cast(User, request.user)  # the table of rights lets nobody else in
        self.checker = self.checker_class(self.user, address)

    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        return render(self.request, self.template, {"checker": self.checker, **context}, status=status)


class UploadCreate(UploadPage):
    """Choose a file. One that is not in order is refused here, and nothing of it is kept."""

    template = "components/upload_create.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._page(UploadForm(self.checker))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = UploadForm(self.checker, request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form, 422)
        file = form.cleaned_data["file"]
        with Check(file.size) as check:
            try:
                upload = receive_file(self.checker, file=file, name=file.name, by=self.user, at=timezone.now())
            except FileRefused as refusal:
                form.add_error("file", str(refusal))
                return self._page(form, 422)
            check.start(upload, on=today())
        return redirect(_detail_url(self.checker, upload))

    def _page(self, form: UploadForm, status: int = 200) -> HttpResponse:
        mine = Upload.objects.about(self.checker.kind, subject_of(self.checker)).waiting().select_related("uploaded_by")
        begun = [(upload, _detail_url(self.checker, upload)) for upload in mine if self.checker.may_see(upload)]
        return self.page(status, form=form, begun=begun, crumbs=[*self.checker.crumbs, (self.checker.title, "")])


class UploadDetail(UploadPage):
    """What an uploaded file would change and what is wrong in it; settling doubts; saving all of it, or nothing."""

    template = "components/upload_detail.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        mine = Upload.objects.about(self.checker.kind, subject_of(self.checker)).select_related("uploaded_by")
        mine = mine.defer("rows")  # what the file says, of which the page shows only what was found
        self.upload = get_object_or_404(mine, pk=kwargs["pk"])
        if not self.checker.may_see(self.upload):
            raise Http404("Somebody else uploaded it.")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = self.page(**self._found(), **self._state())
        if "HX-Request" in request.headers and not self._is_running:
            response["HX-Refresh"] = "true"  # the check is done: the page is loaded anew
        return response

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "remove" in request.POST and self.checker.is_personal:
            self.upload.delete()
            messages.success(request, "The rows are removed. Nothing of them was saved.")
            return redirect(self.checker.crumbs[-1][1])
        if self._settles() or "again" in request.POST:
            self._start_again()
            return redirect(self._url)
        if "save" in request.POST:
            return self._save()
        return redirect(self._url)

    def _settles(self) -> bool:
        """Whether the person chose something else than what they were shown; then they see first what comes of it."""
        sent = self.request.POST
        chosen = {key.removeprefix(DOUBT): _joined(sent.getlist(key)) for key in sent if key.startswith(DOUBT)}
        if self.upload.state != Upload.State.CHECKED or not settle(self.upload, answers=chosen):
            return False
        if "save" in sent:
            messages.info(self.request, "Your choices are kept. See what the file would do now, then save.")
        return True

    def _save(self) -> HttpResponse:
        sent = self.request.POST
        try:
            saved = apply_upload(
                self.upload, seen=sent.get("seen", ""), ticked=sent.getlist("ticked"), by=self.user, on=today(),
                at=timezone.now(),
            )  # fmt: skip
        except NotToApply as error:
            messages.warning(self.request, str(error))
            return redirect(self._url)
        except OtherThanShown as error:
            self._start_again()
            messages.warning(self.request, f"{error} The file was checked again: see what it would do now.")
            return redirect(self._url)
        messages.success(self.request, self.checker.message(saved))
        return redirect(self.checker.after())

    def _start_again(self) -> None:
        check_again(self.upload)
        with Check() as check:
            check.start(self.upload, on=today())

    @property
    def _url(self) -> str:
        return _detail_url(self.checker, self.upload)

    @property
    def _is_running(self) -> bool:
        return self.upload.state in (Upload.State.WAITING, Upload.State.CHECKING)

    def _state(self) -> dict[str, Any]:
        silent = timezone.now() - (self.upload.heard_at or self.upload.uploaded_at) > SILENCE
        return {
            "upload": self.upload, "url": self._url, "is_running": self._is_running,
            "is_stalled": self._is_running and silent,
            "crumbs": [
                *self.checker.crumbs, (self.checker.title, self.checker.create_url), (self.upload.file_name, ""),
            ],
        }  # fmt: skip

    def _found(self) -> dict[str, Any]:
        nothing: dict[str, Any] = {name: [] for name in ("changes", "conflicts", "faults", "notices", "doubts")}
        found = {**nothing, "unchanged": 0, **self.upload.findings}
        faults = alike(found["faults"])
        new = sum(change["is_new"] for change in found["changes"])
        return {
            **found,
            "page": Paginator(found["changes"], CHANGES_ON_A_PAGE).get_page(self.request.GET.get("page")),
            "new": new,
            "changed": len(found["changes"]) - new,
            "conflicts": found["conflicts"][:SHOWN],
            "conflict_count": len(found["conflicts"]),
            "faults": faults[:SHOWN],
            "kinds_of_fault": len(faults),
            "fault_count": len(found["faults"]),
            "notices": alike(found["notices"]),
            "open_doubts": [doubt for doubt in found["doubts"] if doubt["needed"] and not doubt["chosen"]],
        }


def alike(found: Iterable[dict[str, str]]) -> list[dict[str, Any]]:
    """What is said several times once, with the `cells` in which it was found."""
    said: dict[tuple[str, str], list[str]] = {}
    for each in found:
        said.setdefault((each.get("title", ""), each["text"]), []).append(each["cell"])
    return [{"title": title, "text": text, "cells": cells} for (title, text), cells in said.items()]


def _joined(values: Sequence[str]) -> str:
    """Several that were ticked, beside an empty one that says that they could be."""
    return ",".join(value for value in values if value)


def _detail_url(checker: Checker[Any], upload: Upload) -> str:
    return reverse(checker.detail_route, kwargs={**checker.address, "pk": upload.pk})
