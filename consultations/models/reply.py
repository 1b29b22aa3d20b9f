"""What the council answers to what was said."""

from django.db import models
from django.db.models import Q

from actions.models import Action
from strategy_portal.records.history import History
from strategy_portal.records.versions import Versioned

from .comment import Comment
from .consultation import Consultation
from .theme import Theme


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
