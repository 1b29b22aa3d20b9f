"""Words about many consultations, comments and submissions."""

from datetime import date
from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

from strategy_portal.models import Role, User


class ConsultationQuerySet(models.QuerySet):
    def led_by(self, user: User) -> Self:
        """Those that this person may work on: all for the performance team, else what one of their teams leads."""
        if user.role == Role.PERFORMANCE:
            return self
        return self.filter(lead__in=user.teams.all())

    def with_counts(self) -> Self:
        """Adds `responses` and `comments_made`, two counts (rules 10.1).

        What the exercise reported, None where it did not; counted where it reported nothing and the portal holds
        submissions.
        """
        received = apps.get_model("consultations", "Submission").objects.received()
        comments = apps.get_model("consultations", "Comment").objects.filter(submission__submitted_at__isnull=False)
        counts = ("respondent_count", "submission_count", "comment_count")
        reported = Q(*((f"{name}__isnull", False) for name in counts), _connector=Q.OR)
        return self.annotate(held=_count(received)).annotate(
            responses=Case(When(reported, then="submission_count"), default="held"),
            comments_made=Case(
                When(reported, then="comment_count"), When(held__gt=0, then=Coalesce(_count(comments), 0))
            ),
        )

    def taking_submissions(self, on: date) -> Self:
        """Those whose web form the public can answer on this day, both ends included."""
        return self.filter(offers_form=True, opened_on__lte=on, closed_on__gte=on)


def _count(rows: models.QuerySet) -> Subquery:
    """How many of the rows each consultation has; None where it has none."""
    of_one = rows.filter(consultation=OuterRef("pk")).order_by().values("consultation")
    return Subquery(of_one.annotate(number=Count("pk")).values("number"), output_field=models.PositiveIntegerField())


class ThemeQuerySet(models.QuerySet):
    def with_codings(self) -> Self:
        """With how many comments any coder gave each theme itself; what is merged into it is not in it."""
        return self.annotate(comments_given=models.Count("codings__comment", distinct=True))


class CommentQuerySet(models.QuerySet):
    def publishable(self) -> Self:
        """All but what was said by somebody who did not agree to that: it is counted and coded, and never printed."""
        return self.exclude(submission__consented=False)

    def shown(self) -> Self:
        """What a person has moderated and published. Nothing else is ever printed (trust S7)."""
        return self.publishable().filter(state="published")

    def typed_in(self) -> Self:
        """All but a source's own summaries, which were published elsewhere and stay as they are."""
        return self.exclude(is_summary=True, meeting=None)

    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def to_moderate(self) -> Self:
        """Waiting, and what was received is still there."""
        return self.waiting().filter(original__isnull=False)

    def unmarked(self) -> Self:
        """Waiting, with nothing in it that looked personal."""
        return self.publishable().to_moderate().filter(redactions=None)

    def to_code(self) -> Self:
        """What people said in their own words and is still there to read."""
        return self.filter(is_summary=False).filter(models.Q(original__isnull=False) | ~models.Q(text=""))

    def in_campaigns(self) -> Self:
        """With the campaign that each belongs to, and how many published comments it has (`alike`)."""
        published = models.Q(campaign__comments__state="published")
        return self.select_related("campaign").annotate(alike=Count("campaign__comments", filter=published))

    def for_reading(self) -> Self:
        """With what was received, and how many stretches of it are marked and not decided."""
        undecided = models.Count("redactions", filter=models.Q(redactions__state="spotted"), distinct=True)
        read = models.Count("codings", distinct=True)
        return self.select_related("original", "question", "campaign").annotate(undecided=undecided, read=read)

    def saying(self, words: str) -> Self:
        """With those words in what was received, or in what is published."""
        return self.filter(models.Q(original__text__icontains=words) | models.Q(text__icontains=words))


class SubmissionQuerySet(models.QuerySet):
    def received(self) -> Self:
        """Sent; what is only begun is no response yet (rules 10.1)."""
        return self.filter(submitted_at__isnull=False)
