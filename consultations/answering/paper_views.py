"""What came on paper or by letter, typed in by staff."""

from typing import Any

from django.utils import timezone

from strategy_portal.editing.views import EditPage

from ..models import Submission
from ..pages import ConsultationPage
from .paper import LetterForm, PaperForm, TypedInForm
from .services import key_submission


class PaperCreate(ConsultationPage, EditPage):
    """The questions of the web form on one page, for a form that came on paper. Officers of the leading team may."""

    title = "Key in a paper form"
    lead = "Type what stands on the paper. What is left out there is left out here."
    button = "Save the paper form"
    channel = Submission.Channel.PAPER
    form_class: type[TypedInForm] = PaperForm

    def form(self, data: Any = None) -> TypedInForm:
        return self.form_class(self.consultation, data)

    def save(self, form: Any) -> str:
        submission = key_submission(
            consultation=self.consultation,
            channel=self.channel,
            filled=form.filled(),
            consented=form.cleaned_data["consented"],
            by=self.request.user,
            at=timezone.now(),
            key=form.key,
        )
        return f"Saved with the receipt number {submission.receipt}. Write it on the paper."

    def after(self) -> str:
        return self.request.path


class LetterCreate(PaperCreate):
    """What somebody wrote in a letter or an e-mail."""

    title = "Type in a letter or e-mail"
    lead = "It is read by moderators before anything of it is published."
    button = "Save the letter"
    channel = Submission.Channel.LETTER
    form_class = LetterForm
