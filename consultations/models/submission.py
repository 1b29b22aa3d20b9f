"""Who answered, and what they chose. What they wrote is in comment.py."""

from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.core.files import File
from django.db import models
from django.db.models import Q

from strategy_portal.evidence_files import stored_name
from strategy_portal.records.digests import file_digest, rows_digest
from strategy_portal.records.history import History
from strategy_portal.records.versions import Versioned

from .consultation import Consultation, RespondentType
from .question import Choice, Question


class SubmissionQuerySet(models.QuerySet):
    def received(self) -> Self:
        """Sent; what is only begun is no response yet (rules 10.1)."""
        return self.filter(submitted_at__isnull=False)


class Submission(Versioned):
    """One response to a consultation: of a person, or of a group that says for how many it speaks (rules 10.1).

    `draft` keeps what is typed on a form that is not sent yet, page by page; it is emptied when the form is sent. It
    may name people, as may the group's own name, so neither is in the history, which nothing can delete. Of a letter's
    file the history has a name that says nothing, and the digest.
    """

    class Channel(models.TextChoices):
        WEB = "web", "Web form"
        PAPER = "paper", "Paper form"
        IMPORT = "import", "Survey tool"
        LETTER = "letter", "Letter or e-mail"

    BROUGHT_IN = (Channel.PAPER, Channel.LETTER, Channel.IMPORT)

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="submissions")
    receipt = models.CharField("receipt number", max_length=20, unique=True)
    channel = models.CharField(max_length=20, choices=Channel)
    respondent_type = models.ForeignKey(
        RespondentType, models.PROTECT, null=True, blank=True, related_name="submissions"
    )
    group_name = models.CharField("name of the group", max_length=200, blank=True)
    speaks_for = models.PositiveIntegerField("people the group speaks for", null=True, blank=True)
    consented = models.BooleanField("agreed to what happens with the answers", default=False)
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True, help_text="Empty: not sent yet, and not counted")
    keyed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    external_key = models.CharField(
        max_length=64, blank=True, help_text="By which it differs from the others of the same survey tool"
    )
    letter = models.FileField("letter as it came", upload_to="letters/%Y/", blank=True)
    letter_sha256 = models.CharField("SHA-256 of the letter", max_length=64, blank=True, editable=False)
    answers_digest = models.CharField(max_length=64, blank=True, editable=False)
    draft = models.JSONField(default=dict, blank=True)
    is_demonstration = models.BooleanField(default=False)
    history = History(excluded_fields=["draft", "group_name"])

    DIGESTED = {"answers": "answers_digest"}
    FILES = {"letter": "letter_sha256"}

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["consultation", "submitted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "consultation", "external_key", condition=~Q(external_key=""), name="submission_once_per_survey_tool"
            )
        ]
        indexes = [models.Index(fields=["consultation", "submitted_at"], name="submission_by_arrival")]

    def __str__(self) -> str:
        return self.receipt

    def answer(self, choices: Iterable[Choice]) -> None:
        """What will be its answers, once it is saved."""
        self.answers_digest = rows_digest((choice.question_id, choice.pk) for choice in choices)

    def attach(self, letter: File) -> None:
        """What will be its file, once it is stored. Raises NotAccepted."""
        self.letter = self.letter.field.generate_filename(self, stored_name(letter))
        self.letter_sha256 = file_digest(letter)

    @property
    def is_typed_in(self) -> bool:
        """Whether a member of staff brought it in, and said for the writer whether they agreed."""
        return self.channel in self.BROUGHT_IN


class SurveyReading(models.Model):
    """How the files of one exercise's survey tool are read: what each heading holds, and what texts mean.

    Texts stand in `answers` only by their digest, because they may name people.
    """

    consultation = models.OneToOneField(Consultation, models.CASCADE, related_name="survey_reading")
    answers = models.JSONField(default=dict, blank=True)
    history = History()

    def __str__(self) -> str:
        return f"{self.consultation}: reading of files"


class Contact(models.Model):
    """How to reach a person. Without history: the retention date removes it everywhere (trust S7)."""

    submission = models.OneToOneField(Submission, models.CASCADE, related_name="contact")
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField("e-mail", blank=True)

    def __str__(self) -> str:
        return self.submission.receipt


class Answer(models.Model):
    """What was chosen for one question. No row: the question was not answered. Written once, with its submission."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.CASCADE, related_name="answers")
    choice = models.ForeignKey(Choice, models.PROTECT, related_name="answers")

    class Meta:
        ordering = ["submission", "question", "choice"]
        constraints = [models.UniqueConstraint("submission", "choice", name="answer_once_per_choice")]

    def __str__(self) -> str:
        return f"{self.submission}: {self.choice}"
