"""The frame of editing pages: show one form, hand what was typed to one service."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from ..records.versions import ChangedMeanwhile, Refused
from .forms import GuardedForm

Crumb = tuple[str, str]
"""A title and where it leads; the page itself leads nowhere."""


class EditPage(View):
    """One form. Subclasses say what it is about (`title`, `back`), make it (`form`) and save it (`save`).

    What the rules refuse stands at its field (422); what somebody else saved meanwhile is shown beside what was typed
    (409), and nothing has to be typed again.
    """

    title = ""
    caption = ""
    lead = ""
    crumbs: Sequence[Crumb] = ()
    button = "Save"
    template = "components/edit_form.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._page(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        try:
            said = self._save(form)
        except Refused as refused:
            form.refuse(refused.field, str(refused))
            return self._page(form, 422)
        except ChangedMeanwhile as changed:
            form.show_theirs(changed)
            return self._page(form, 409)
        if said:
            messages.success(request, said)
        return redirect(self.after())

    def _save(self, form: Any) -> str:
        """Once more where somebody changed something of the same owner that this form does not show."""
        try:
            return self.save(form)
        except ChangedMeanwhile as changed:
            if not isinstance(form, GuardedForm):
                raise
            if concerned := form.concerns(changed):
                raise concerned from changed
            form.see_again(changed)
        again = self.form(form.data)
        again.full_clean()
        return self.save(again)

    def form(self, data: Any = None) -> Any:
        raise NotImplementedError

    def save(self, form: Any) -> str:
        """Save what was typed and say what was done; nothing where the page that follows shows it."""
        raise NotImplementedError

    @property
    def back(self) -> str:
        """Where Cancel leads."""
        return self.crumbs[-1][1]

    def after(self) -> str:
        return self.back

    def context(self) -> dict[str, Any]:
        """What the page shows besides the form."""
        return {}

    def _page(self, form: Any, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "title": self.title,
            "lead": self.lead,
            "caption": self.caption,
            "button": self.button,
            "crumbs": [*self.crumbs, (self.title, "")],
            "back": self.back,
            **self.context(),
        }
        return render(self.request, self.template, context, status=status)


class WithdrawPage(EditPage):
    """Asks before something is taken away; `what` says what."""

    button = "Withdraw"
    template = "components/withdraw.html"

    def context(self) -> dict[str, Any]:
        return {"what": self.what()}

    def what(self) -> str:
        raise NotImplementedError
