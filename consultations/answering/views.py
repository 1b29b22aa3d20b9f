"""The form on the web, which anyone answers page by page without signing in, and what staff bring in otherwise.

What is typed is kept as a draft, which a signed cookie of the consultation's own address finds again. Nothing of it is
in an address, because addresses are logged.
"""

from datetime import timedelta
from functools import cached_property
from typing import Any

from allauth.core.ratelimit import consume
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import ListView

from strategy_portal.clock import today
from strategy_portal.editing.views import EditPage
from strategy_portal.evidence_files import download
from strategy_portal.uploads.views import UploadCreate, UploadDetail

from ..models import Consultation, Submission
from ..views import CommentPage, ConsultationPage
from . import services
from .forms import Filling, LetterForm, Page, PaperForm, StartForm, TrapForm, TypedInForm, in_words, typed_on
from .surveys import CONSENT, SurveyChecker

COOKIE = "answers"
COOKIE_LIVES = timedelta(days=2)
"""From the last page that was kept: so long is what somebody typed found again on this device."""

TOO_MANY = "Many people on your network have begun this form in the last hour. Try again in an hour"


class OpenList(ListView):
    template_name = "consultations/open_list.html"
    context_object_name = "consultations"

    def get_queryset(self):
        return Consultation.objects.taking_submissions(today()).select_related("strategy").order_by("closed_on", "pk")


@method_decorator(never_cache, name="dispatch")
class OnTheWeb(View):
    """Finds the consultation that the address names, and what was typed on this device."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = Consultation.objects.select_related("strategy").filter(offers_form=True)
        self.consultation = get_object_or_404(found, strategy__slug=kwargs["strategy"], slug=kwargs["slug"])

    @cached_property
    def submission(self) -> Submission | None:
        receipt = self.request.get_signed_cookie(COOKIE, default=None, salt=self._salt, max_age=COOKIE_LIVES)
        return self.consultation.submissions.filter(receipt=receipt).first() if receipt else None

    @property
    def begun(self) -> Submission | None:
        """Not sent yet."""
        return self.submission if self.submission and self.submission.submitted_at is None else None

    @cached_property
    def filling(self) -> Filling:
        return Filling(self.consultation, self.begun.draft if self.begun else None)

    @property
    def is_open(self) -> bool:
        return self.consultation.takes_submissions(today())

    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        return render(self.request, self.template_name, {"consultation": self.consultation, **context}, status=status)

    def remember(self, response: HttpResponse, submission: Submission) -> HttpResponse:
        response.set_signed_cookie(
            COOKIE,
            submission.receipt,
            salt=self._salt,
            max_age=COOKIE_LIVES,
            path=self.consultation.form_url,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
        return response

    def to(self, route: str, *rest: str) -> HttpResponse:
        return redirect(self.address(route, *rest))

    def address(self, route: str, *rest: str) -> str:
        return reverse(f"consultations:{route}", args=[self.kwargs["strategy"], self.kwargs["slug"], *rest])

    def next_address(self, filling: Filling) -> str:
        """The first page that lacks something, else all answers to check."""
        page = filling.first_incomplete
        return self.address("form-page", page.slug) + "?checking" if page else self.address("form-check")

    def closed(self, status: int = 200) -> HttpResponse:
        """Says kindly that it is not open, and what was not sent."""
        context = {"consultation": self.consultation, "was_begun": self.begun is not None, "today": today()}
        return render(self.request, "consultations/_form_closed.html", context, status=status)

    @property
    def _salt(self) -> str:
        return f"consultation {self.consultation.pk}"


class FormStart(OnTheWeb):
    """What it is about, what happens with the answers, and the consent that this is well."""

    template_name = "consultations/form_start.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._page(StartForm()) if self.is_open else self.closed()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "discard" in request.POST:
            return self._discard()
        form = StartForm(request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        if not consume(request, action="consultation_form"):
            form.add_error(None, TOO_MANY)
            return self._page(form, 429)
        try:
            submission = services.begin_submission(consultation=self.consultation, on=today(), at=timezone.now())
        except services.ConsultationClosed:
            return self.closed(410)
        first = Filling(self.consultation).pages[0]
        return self.remember(self.to("form-page", first.slug), submission)

    def _discard(self) -> HttpResponse:
        if self.begun:
            services.discard_submission(submission=self.begun)
        messages.success(self.request, "What was typed is deleted. Nothing of it was sent.")
        response = self.to("form-start")
        response.delete_cookie(COOKIE, path=self.consultation.form_url)
        return response

    def _page(self, form: StartForm, status: int = 200) -> HttpResponse:
        continue_at = self.next_address(self.filling) if self.begun else ""
        return self.page(status, form=form, filling=self.filling, continue_at=continue_at)


class Begun(OnTheWeb):
    """A page of a form that was begun on this device and not sent yet."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.submission and not self.begun:
            return self.to("form-sent")
        if not self.is_open:
            return self.closed(200 if request.method == "GET" else 410)
        if not self.begun:
            messages.info(request, "Nothing is typed on this device yet, or it was deleted. Begin here.")
            return self.to("form-start")
        return super().dispatch(request, *args, **kwargs)


class FormPage(Begun):
    """A few questions. Each page is kept when it is left by its button."""

    template_name = "consultations/form_page.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._page(self.filling.form(self.asked))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.filling.form(self.asked, request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        typed = typed_on(form)
        services.keep_page(submission=self.begun, page=self.asked.slug, typed=typed)
        return self.remember(self._next(typed), self.begun)

    def _next(self, typed: dict[str, Any]) -> HttpResponse:
        after = Filling(self.consultation, self.begun.draft | {self.asked.slug: typed})
        if "checking" in self.request.GET:
            return redirect(self.next_address(after))
        slugs = [page.slug for page in after.pages]
        rest = slugs[slugs.index(self.asked.slug) + 1 :]
        return self.to("form-page", rest[0]) if rest else self.to("form-check")

    @cached_property
    def asked(self) -> Page:
        for page in self.filling.pages:
            if page.slug == self.kwargs["page"]:
                return page
        raise Http404("The form has no such page.")

    def _page(self, form: forms.Form, status: int = 200) -> HttpResponse:
        pages = self.filling.pages
        place = pages.index(self.asked)
        back = self.address("form-page", pages[place - 1].slug) if place else self.address("form-start")
        if "checking" in self.request.GET:
            back = self.address("form-check")
        return self.page(status, form=form, page=self.asked, place=place + 1, of=len(pages), back=back)


class FormCheck(Begun):
    """All answers once more, each to be changed; the button sends them."""

    template_name = "consultations/form_check.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._page(TrapForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = TrapForm(request.POST)
        if self.filling.first_incomplete or not form.is_valid():
            return self._page(form, 422)
        try:
            services.send_submission(submission=self.begun, filled=self.filling.filled(), on=today(), at=timezone.now())
        except services.TooQuick as quick:
            form.add_error(None, str(quick))
            return self._page(form, 422)
        except services.ConsultationClosed:
            return self.closed(410)
        return self.to("form-sent")

    def _page(self, form: TrapForm, status: int = 200) -> HttpResponse:
        if self.filling.first_incomplete:
            return redirect(self.next_address(self.filling))
        answers = [(page, in_words(answers)) for page, answers in self.filling.checked]
        back = self.address("form-page", self.filling.pages[-1].slug)
        return self.page(status, form=form, pages=answers, back=back)


class FormSent(OnTheWeb):
    template_name = "consultations/form_sent.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.submission is None:
            return self.to("form-start")
        if self.begun:
            return self.to("form-check")
        return self.page(submission=self.submission, is_open=self.is_open)


# --- For staff -------------------------------------------------------------------------------------------------------


class PaperCreate(ConsultationPage, EditPage):
    """The questions of the web form on one page, for a form that came on paper. Officers of the leading team may."""

    title = "Key in a paper form"
    lead = "Type what stands on the paper. What is left out there is left out here."
    button = "Save the paper form"
    channel = Submission.Channel.PAPER
    form_class: type[TypedInForm] = PaperForm

    def form(self, data: Any = None) -> TypedInForm:
        return self.form_class(self.consultation, data, self.request.FILES or None, on=today())

    def save(self, form: TypedInForm) -> str:
        submission = services.key_submission(
            consultation=self.consultation, channel=self.channel, filled=form.filled(), key=form.key,
            consented=form.cleaned_data["consented"], by=self.request.user, at=timezone.now(),
        )  # fmt: skip
        return f"Saved with the receipt number {submission.receipt}. Write it on the paper."

    def after(self) -> str:
        return self.request.path


class LetterCreate(PaperCreate):
    title = "Type in a letter or e-mail"
    lead = "It is read by moderators before anything of it is published."
    button = "Save the letter"
    channel = Submission.Channel.LETTER
    form_class = LetterForm


class LetterFile(CommentPage, View):
    """The letter as it came, as a download and never as a page, for those who read comments."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        submission = self.comment.submission
        if submission is None or not submission.letter:
            raise Http404("No letter is kept with this comment.")
        return download(submission.letter, f"letter-{submission.receipt}", submission.letter_sha256)


class SurveyCreate(UploadCreate):
    checker_class = SurveyChecker
    template = "consultations/survey_create.html"


class SurveyDetail(UploadDetail):
    """Say what its columns hold, settle what it says otherwise, and save it."""

    checker_class = SurveyChecker
    template = "consultations/survey_detail.html"

    def _found(self) -> dict[str, Any]:
        """The doubts in three parts: texts to settle, consent, and what the columns hold."""
        found = super()._found()
        needed = [doubt for doubt in found["doubts"] if doubt["needed"]]
        texts = [doubt | {"ticked": doubt["chosen"].split(",")} for doubt in needed if doubt["key"] != CONSENT]
        return found | {
            "texts": texts,
            "open_texts": [doubt for doubt in texts if not doubt["chosen"]],
            "consent": [doubt for doubt in needed if doubt["key"] == CONSENT],
        }
