"""Pages on which the performance team prepares a consultation, and tries its form before it opens."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView

from outcomes.models import Strategy
from strategy_portal.clock import today
from strategy_portal.editing.views import EditPage

from ..answering.forms import Filling
from ..models import Consultation, Meeting, Question
from ..views import SETUP, ConsultationPage, RemovePage, SetupPage
from . import services
from .forms import ConsultationForm, MeetingForm, QuestionForm, ReportedForm, RespondentTypesForm


class ConsultationCreate(EditPage):
    title = "Add a consultation"
    lead = "Title and dates are needed; the rest can follow."
    button = "Add the consultation"

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.strategy = get_object_or_404(Strategy, slug=kwargs["strategy"])
        self.caption = str(self.strategy)
        self.crumbs = [("Consultations", reverse("consultations:consultation-list"))]

    def form(self, data: Any = None) -> ConsultationForm:
        return ConsultationForm(data, instance=Consultation(strategy=self.strategy))

    def save(self, form: ConsultationForm) -> str:
        self.consultation = services.save_consultation(consultation=form.instance, by=self.request.user, **form.typed())
        return f"{self.consultation} is added. Add its questions next."

    def after(self) -> str:
        return reverse("consultations:consultation-setup", args=[self.strategy.slug, self.consultation.slug])


class ConsultationSetup(ConsultationPage, TemplateView):
    """What is prepared, and what is still missing before it opens."""

    title = "Set-up"
    template_name = "consultations/consultation_setup.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            questions=self.consultation.questions.prefetch_related("choices"),
            types=self.consultation.respondent_types.all(),
            meetings=self.consultation.meetings.all(),
            is_settled=services.has_submissions(self.consultation),
            is_open=self.consultation.takes_submissions(today()),
            form_address=self.request.build_absolute_uri(self.consultation.form_url),
            **kwargs,
        )


class FormPreview(ConsultationPage, TemplateView):
    """The form as it will be, all pages under each other. Nothing can be sent."""

    title = "Preview"
    trail = (SETUP,)
    template_name = "consultations/form_preview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filling = Filling(self.consultation)
        pages = [(page, filling.form(page, prefix=page.slug)) for page in filling.every_page]
        return super().get_context_data(filling=filling, pages=pages, **kwargs)


class ConsultationEdit(SetupPage):
    title = "Change the consultation"

    def form(self, data: Any = None) -> ConsultationForm:
        return ConsultationForm(data, instance=self.consultation)

    def save(self, form: ConsultationForm) -> str:
        services.save_consultation(consultation=self.consultation, by=self.request.user, **form.typed())
        return f"{self.consultation} is changed."


class RespondentTypesEdit(SetupPage):
    title = "As what people answer"

    def form(self, data: Any = None) -> RespondentTypesForm:
        return RespondentTypesForm(data, consultation=self.consultation)

    def save(self, form: RespondentTypesForm) -> str:
        given = form.cleaned_data
        typed = {"people": given["people"], "groups": given["groups_field"], "seen": given["seen"]}
        services.save_respondent_types(consultation=self.consultation, by=self.request.user, **typed)
        return "Saved: as what people and groups answer."


class QuestionEdit(SetupPage):
    title = "Change the question"
    rows = "questions"

    def form(self, data: Any = None) -> QuestionForm:
        is_settled = bool(self.row.pk) and services.has_submissions(self.consultation)
        return QuestionForm(data, instance=self.row, is_settled=is_settled)

    def save(self, form: QuestionForm) -> str:
        services.save_question(question=self.row, by=self.request.user, **form.typed())
        return "The question is saved."


class QuestionCreate(QuestionEdit):
    title = "Add a question"
    button = "Add the question"

    @cached_property
    def row(self) -> Question:
        last = self.consultation.questions.last()
        place, page = (last.order + 1, last.page) if last else (1, 1)
        return Question(consultation=self.consultation, order=place, page=page)


class QuestionRemove(RemovePage):
    title = "Remove the question"
    button = "Remove"
    trail = (SETUP,)
    rows = "questions"
    done = "The question is removed."

    def remove(self, **how: Any) -> None:
        services.remove_question(question=self.row, **how)


class MeetingEdit(SetupPage):
    title = "Change the meeting"
    lead = "A focus group, drop-in or meeting. What is not known stays empty."
    rows = "meetings"

    def form(self, data: Any = None) -> MeetingForm:
        return MeetingForm(data, instance=self.row)

    def save(self, form: MeetingForm) -> str:
        services.save_meeting(meeting=self.row, by=self.request.user, **form.typed())
        return "The meeting is saved."


class MeetingCreate(MeetingEdit):
    title = "Add a meeting"
    button = "Add the meeting"

    @cached_property
    def row(self) -> Meeting:
        return Meeting(consultation=self.consultation)


class MeetingRemove(RemovePage):
    title = "Remove the meeting"
    button = "Remove"
    trail = (SETUP,)
    rows = "meetings"
    done = "The meeting is removed."

    def remove(self, **how: Any) -> None:
        services.remove_meeting(meeting=self.row, **how)


class ReportedEdit(SetupPage):
    title = "Reported figures"
    lead = "For results that are known only as the source gives them. What the portal counts itself stands beside them."

    def form(self, data: Any = None) -> ReportedForm:
        return ReportedForm(data, consultation=self.consultation)

    def save(self, form: ReportedForm) -> str:
        services.save_reported(consultation=self.consultation, by=self.request.user, **form.typed())
        return "The reported figures are saved."
