"""A survey tool's file: upload it, say what its columns hold, settle what it says otherwise, and apply it."""

from dataclasses import dataclass
from functools import cached_property

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views import View

from strategy_portal.uploads.reading import FileRefused as Refused

from ..models import SurveyFile
from ..pages import SETUP, ConsultationPage
from .forms import SurveyForm
from .surveys import (
    LEFT_OUT,
    TYPE,
    Checked,
    NotToApply,
    apply_survey,
    check_survey,
    receive_survey,
    targets,
    tell_columns,
)

PROBLEMS_SHOWN = 200
EXAMPLES = 3


@dataclass(frozen=True)
class Column:
    """One column to be told: its heading, examples, and what it holds."""

    name: str
    heading: str
    examples: tuple[str, ...]
    holds: str


@dataclass(frozen=True)
class Unmatched:
    """A text that is no choice of what its column holds, and the choices to settle it with."""

    name: str
    text: str
    of: str
    choices: list[tuple[str, str]]


class SurveyCreate(ConsultationPage, View):
    trail = (SETUP,)
    template_name = "consultations/survey_create.html"

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return self._page(SurveyForm())

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = SurveyForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form, 422)
        file = form.cleaned_data["file"]
        try:
            survey = receive_survey(
                file=file, name=file.name, consultation=self.consultation, by=request.user, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
            return self._page(form, 422)
        return redirect(self.url("survey-detail", survey.pk))

    def _page(self, form: SurveyForm, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "consultation": self.consultation,
            "back": self.url("consultation-setup"),
            "crumbs": [*self.crumbs, ("Responses of a survey tool", "")],
        }
        return render(self.request, self.template_name, context, status=status)


class SurveyDetail(ConsultationPage, View):
    """What the columns hold, what would come of it, and the button that applies it."""

    template_name = "consultations/survey_detail.html"
    trail = (SETUP, ("Responses of a survey tool", "survey-create"))

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.survey = get_object_or_404(
            SurveyFile.objects.select_related("consultation__strategy"),
            pk=kwargs["survey"],
            consultation=self.consultation,
        )

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return self._page(check_survey(self.survey))

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if "remove" in request.POST:
            self.survey.delete()
            messages.success(request, "The rows are removed. Nothing of them was saved.")
            return redirect(self.url("consultation-setup"))
        if "apply" in request.POST and not self._tells_otherwise:
            return self._apply()
        if "apply" in request.POST:
            messages.warning(request, "You changed what the columns hold. Look at what comes of it now, then save.")
        known = {meaning for meaning, _ in self.targets}
        columns = [request.POST.get(f"column-{place}", "") for place in range(len(self.survey.header))]
        columns = [meaning if meaning in known else "" for meaning in columns]
        tell_columns(survey=self.survey, columns=columns, settled=self._settled())
        return redirect(request.path)

    @property
    def _tells_otherwise(self) -> bool:
        """Whether the columns are told in another way than what was checked last."""
        held = enumerate(self.survey.columns)
        return any(self.request.POST.get(f"column-{place}", meaning) != meaning for place, meaning in held)

    def _apply(self) -> HttpResponse:
        consented = "consented" in self.request.POST
        try:
            saved = apply_survey(survey=self.survey, consented=consented, by=self.request.user, at=timezone.now())
        except NotToApply as error:
            messages.warning(self.request, str(error))
            return redirect(self.request.path)
        messages.success(self.request, f"{saved:,} responses are saved, and the file’s rows are removed.")
        return redirect(self.consultation)

    @cached_property
    def targets(self) -> list[tuple[str, str]]:
        return targets(self.consultation)

    def _settled(self) -> dict[str, dict[str, str]]:
        """What was chosen for each text, beside what was settled before."""
        settled = {meaning: dict(texts) for meaning, texts in self.survey.settled.items()}
        for each in self._unmatched(check_survey(self.survey)):
            chosen = self.request.POST.get(each.name, "")
            if chosen in {key for key, _ in each.choices if key}:
                settled.setdefault(each.name.partition(".")[0], {})[each.text] = chosen
        return settled

    def _unmatched(self, checked: Checked) -> list[Unmatched]:
        words = dict(self.targets)
        return [
            Unmatched(f"{meaning}.{place}", text, words[meaning], self._choices(meaning))
            for meaning, texts in checked.unmatched.items()
            for place, text in enumerate(texts)
        ]

    def _choices(self, meaning: str) -> list[tuple[str, str]]:
        if meaning == TYPE:
            found = [(str(each.pk), each.title) for each in self.consultation.respondent_types.all()]
        else:
            question = self.consultation.questions.get(pk=meaning.rpartition("-")[2])
            found = [(str(choice.pk), choice.text) for choice in question.choices.all()]
        return [("", "Choose"), *found, (LEFT_OUT, "None of them: no answer")]

    def _page(self, checked: Checked) -> HttpResponse:
        columns = [
            Column(f"column-{place}", heading, self._examples(place), self.survey.columns[place])
            for place, heading in enumerate(self.survey.header)
        ]
        context = {
            "survey": self.survey,
            "consultation": self.consultation,
            "checked": checked,
            "columns": columns,
            "targets": self.targets,
            "unmatched": self._unmatched(checked),
            "problems": checked.problems[:PROBLEMS_SHOWN],
            "crumbs": [*self.crumbs, (self.survey.file_name, "")],
        }
        return render(self.request, self.template_name, context)

    def _examples(self, place: int) -> tuple[str, ...]:
        texts = dict.fromkeys(row[place][:60] for row in self.survey.rows if place < len(row) and row[place].strip())
        return tuple(texts)[:EXAMPLES]
