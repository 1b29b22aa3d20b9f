"""The codebook: what comments are about, and the themes that each coder gave them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from actions.models import Action
from strategy_portal.records.history import History
from strategy_portal.records.versions import Versioned

from .comment import Comment
from .consultation import Consultation


class Theme(Versioned):
    """What comments are about. `rank` and `comment_count` are what the source gives, where it gives them.

    A draft theme can be given to comments, but is counted once it is confirmed; what a merged one had counts for the
    theme that it was merged into.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        CONFIRMED = "confirmed", "Confirmed"
        MERGED = "merged", "Merged"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="themes")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    description = models.TextField(blank=True, help_text="What belongs here and what does not")
    example = models.TextField(blank=True, help_text="In words of your own, so that it names nobody")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    comment_count = models.PositiveIntegerField(null=True, blank=True)
    history = History()

    class Meta:
        ordering = ["consultation", "order"]
        constraints = [
            models.UniqueConstraint("consultation", "title", name="theme_once_per_consultation"),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="theme_merged_into_another",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def has_figures_of_source(self) -> bool:
        return self.rank is not None or self.comment_count is not None

    @property
    def is_counted(self) -> bool:
        return self.state == self.State.CONFIRMED


class ThemeShare(models.Model):
    """What the source says of several themes together, in its own terms: “almost 70%”."""

    consultation = models.OneToOneField(Consultation, models.CASCADE, related_name="theme_share")
    themes = models.ManyToManyField(Theme, related_name="+")
    as_written = models.CharField(max_length=60)
    history = History(m2m_fields=[themes])

    def __str__(self) -> str:
        return self.as_written


class Coding(Versioned):
    """One coder's reading of a comment: the themes that they gave it, perhaps none. Without coder: the source's own.

    The first reading counts; a further one stays apart until somebody settles which of them does (`settled_by`).
    """

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="codings")
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    themes = models.ManyToManyField(Theme, blank=True, related_name="codings")
    coded_at = models.DateTimeField(null=True, blank=True)
    counts = models.BooleanField("is what counts", default=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        help_text="Who said that of several readings this one counts",
    )  # fmt: skip
    history = History(m2m_fields=[themes])

    class Meta:
        ordering = ["comment", "pk"]
        constraints = [
            models.UniqueConstraint("comment", "coder", name="coding_once_per_coder"),
            models.UniqueConstraint("comment", condition=Q(coder__isnull=True), name="coding_once_by_the_source"),
            models.UniqueConstraint(
                "comment", condition=Q(coder__isnull=False, counts=True), name="one_reading_of_a_comment_counts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comment}, {self.coder or 'the source'}"


class Reply(Versioned):
    """The council's answer to a theme or to one comment, and the actions in which it does what it says.

    A draft is read and counted by those who reply alone. Once final it is public where the consultation's page is.
    """

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        PARTLY = "partly", "Accepted in part"
        DECLINED = "declined", "Declined"
        ALREADY_DONE = "already-done", "Already done"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="replies")
    theme = models.OneToOneField(Theme, models.PROTECT, null=True, blank=True, related_name="reply")
    comment = models.OneToOneField(Comment, models.PROTECT, null=True, blank=True, related_name="reply")
    kind = models.CharField(max_length=20, choices=Kind)
    text = models.TextField("what we did or will do", blank=True)
    reason = models.TextField("why not", blank=True, help_text="Needed where something is declined")
    actions = models.ManyToManyField(Action, blank=True, related_name="replies")
    is_final = models.BooleanField("final", default=True, help_text="Not final: a draft, which only staff can read")
    is_demonstration = models.BooleanField(default=False)
    history = History(m2m_fields=[actions])

    class Meta:
        verbose_name_plural = "replies"
        ordering = ["consultation", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(theme__isnull=False, comment__isnull=True) | Q(theme__isnull=True, comment__isnull=False),
                name="reply_to_a_theme_or_a_comment",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["declined", "partly"]) | ~Q(reason=""), name="reply_declines_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.theme or self.comment}"
