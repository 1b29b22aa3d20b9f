"""Why: strategies, what they want to achieve and in which circumstances."""

from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, FilteredRelation, Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from strategy_portal.addresses import address
from strategy_portal.domain.counting import Rollup
from strategy_portal.domain.periods import (
    Frequency,
    Period,
    UnknownPeriod,
    YearStart,
    period_from_slug,
    periods_between,
)
from strategy_portal.domain.status import COLOURS
from strategy_portal.records.history import History
from strategy_portal.records.versions import Versioned


class SaysWhoAgreed(models.Model):
    """Each change says who agreed it; empty: nobody had to, or it only corrected a slip. The history keeps them all."""

    agreed_by = models.CharField("who agreed the last change", max_length=200, blank=True, editable=False)

    class Meta:
        abstract = True


class FromDocument(models.Model):
    """Taken from a document: where it stands there, and its words. Empty: somebody typed it, or it came as facts."""

    source_place = models.CharField("where it stands in the document", max_length=300, blank=True, editable=False)
    source_passage = models.TextField("passage that it was taken from", blank=True, editable=False)

    class Meta:
        abstract = True


class StrategyQuerySet(models.QuerySet["Strategy"]):
    def running_on(self, on: date) -> Self:
        return self.adopted().filter(starts_on__lte=on, ends_on__gte=on, archived_on=None)

    def adopted(self) -> Self:
        """What everybody sees: a draft is its authors' alone."""
        return self.filter(is_draft=False)

    def hold(self) -> None:
        """Until the transaction ends, whoever holds one of them too waits: seals, targets and locks come one by one.

        In one order, so that no two wait for each other. SQLite lets one transaction write at a time anyway.
        """
        list(self.select_for_update(no_key=True).order_by("pk").values_list("pk"))

    def by_indicators(self) -> Self:
        """The strategy with the most indicators first."""
        return self.annotate(indicator_count=Count("outcomes__key_outputs__indicators")).order_by(
            "-indicator_count", "-starts_on", "title"
        )

    def with_quarter(self, strategy: str, period: str) -> "tuple[Strategy, Period]":
        """The strategy and the quarter that an address names. Raises Http404 for what there is not."""
        found = get_object_or_404(self, slug=strategy)
        try:
            quarter = period_from_slug(period, found.year_start)
        except UnknownPeriod as error:
            raise Http404(str(error)) from error
        if quarter.frequency is not Frequency.QUARTERLY:
            raise Http404(f"{quarter.label} is not a quarter.")
        return found, quarter

    def with_counts(self) -> Self:
        """Each with the number of its outcomes, the latest first, in one query: a count drops the model's own order."""
        return self.annotate(outcome_count=Count("outcomes", distinct=True)).order_by("-starts_on", "title")


class OutcomeQuerySet(models.QuerySet):
    def of(self, strategy: "Strategy") -> Self:
        return self.filter(strategy=strategy)

    def with_stated(self, quarter_starts_on: date) -> Self:
        """Each with what somebody stated of it in a quarter as `stated`, where there is such: no query of its own."""
        in_quarter = Q(judgements__quarter_starts_on=quarter_starts_on)
        return self.annotate(stated=FilteredRelation("judgements", condition=in_quarter)).select_related(
            "stated__judged_by"
        )


class Strategy(Versioned, SaysWhoAgreed, FromDocument):
    """One strategy of one organisation. Texts that the source does not give stay empty and print as not stated.

    One that is written here is a draft until somebody says by whom it was adopted. Its version guards its statements.
    """

    slug = models.SlugField("short name in addresses", unique=True)
    title = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200)
    organisation_short = models.CharField("organisation, in short", max_length=20)
    is_draft = models.BooleanField("draft", default=False)
    adopted_on = models.DateField("adopted on", null=True, blank=True)
    adopted_by = models.CharField("adopted by", max_length=200, blank=True)
    archived_on = models.DateField("archived on", null=True, blank=True)
    source = models.TextField(blank=True, help_text="The document that the facts come from")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The strategy's last day")
    dates_note = models.CharField(max_length=200, blank=True, help_text="What the source says of the dates")
    year_start_month = models.PositiveSmallIntegerField(default=4)
    year_start_day = models.PositiveSmallIntegerField(default=1)
    outcome_label = models.CharField(
        max_length=40, default="Outcome", help_text="The strategy's own word for an outcome"
    )
    rollup = models.CharField(
        "single colour of an outcome",
        max_length=10,
        choices=[(how.value, how.value.capitalize()) for how in Rollup],
        default=Rollup.NONE.value,
        help_text="Beside the distribution of its indicators, never in its place (rules 8.2)",
    )
    purpose = models.TextField(blank=True)
    scope = models.TextField(blank=True)
    description = models.TextField(blank=True)
    vision = models.TextField(blank=True)
    overall_measure = models.TextField("overall measure of success", blank=True)
    funding_gap = models.DecimalField("funding gap (£ million)", max_digits=15, decimal_places=4, null=True, blank=True)
    predecessor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors")
    predecessor_title = models.CharField(
        max_length=200, blank=True, help_text="A predecessor that the portal does not hold"
    )
    history = History()

    objects = StrategyQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "title"]
        verbose_name_plural = "strategies"
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="strategy_ends_after_start"),
            models.CheckConstraint(
                condition=Q(year_start_month__range=(1, 12), year_start_day__range=(1, 28)),
                name="strategy_year_start_is_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.organisation_short})"

    def get_absolute_url(self) -> str:
        return address("outcomes:strategy-detail", self.slug)

    @property
    def year_start(self) -> YearStart:
        return self.year_start_month, self.year_start_day

    @property
    def is_from_source(self) -> bool:
        """Whether its facts were loaded from a document. What that lacks is not stated in the source."""
        return bool(self.source)

    @property
    def without_indicators(self) -> str:
        return f"{self._lacks} no indicators"

    @property
    def without_actions(self) -> str:
        return f"{self._lacks} no actions"

    @property
    def _lacks(self) -> str:
        return "The strategy’s source states" if self.is_from_source else "The strategy has"

    @property
    def years(self) -> list[Period]:
        """The financial years that the strategy touches, in order."""
        end = self.ends_on + timedelta(days=1)
        return list(periods_between(self.starts_on, end, Frequency.ANNUAL, self.year_start))

    @property
    def outcome_label_plural(self) -> str:
        word = self.outcome_label.lower()
        return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


class StatementQuerySet(models.QuerySet["Statement"]):
    def priorities(self) -> Self:
        """What an outcome can serve: the corporate priorities, and what ties the strategy to the corporate plan."""
        return self.filter(kind__in=Statement.SERVED).exclude(text="")


class Statement(SaysWhoAgreed, FromDocument):
    """One entry of a strategy's lists, as the source gives it. An entry without text is one that the source lacks."""

    class Kind(models.TextChoices):
        CORPORATE_PRIORITY = "corporate-priority", "Corporate priorities"
        VALUE = "value", "Values"
        OPERATING_CONTEXT = "operating-context", "Operating context"
        RELATED_STRATEGY = "related-strategy", "Related strategies"
        CORPORATE_PLAN_LINK = "corporate-plan-link", "Link to the corporate plan"
        EXPECTED_BENEFIT = "expected-benefit", "Expected benefits"
        SERVICE_STANDARD = "service-standard", "Service standards"
        ROADMAP = "roadmap", "Roadmap"
        GOVERNANCE = "governance", "Governance"

    SERVED = (Kind.CORPORATE_PRIORITY, Kind.CORPORATE_PLAN_LINK)

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="statements")
    kind = models.CharField(max_length=30, choices=Kind)
    order = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=100, blank=True)
    text = models.TextField(blank=True)
    history = History()

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["strategy", "kind", "order"]
        constraints = [models.UniqueConstraint("strategy", "kind", "order", name="statement_once_per_place")]

    def __str__(self) -> str:
        return f"{self.label}: {self.text}" if self.label else self.text

    @property
    def is_priority(self) -> bool:
        """The same of one that is loaded: see `priorities`."""
        return self.kind in self.SERVED and bool(self.text)


class Outcome(Versioned, SaysWhoAgreed, FromDocument):
    """What the strategy wants to achieve; each strategy has its own word for it. Its version guards its commitments."""

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="outcomes")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    challenge = models.TextField(blank=True)
    opportunity = models.TextField(blank=True)
    approach = models.TextField(blank=True, help_text="What the council will do")
    measured_by = models.TextField(blank=True)
    history = History()

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["strategy", "number"]
        constraints = [models.UniqueConstraint("strategy", "number", name="outcome_number_once_per_strategy")]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def get_absolute_url(self) -> str:
        return address("outcomes:outcome-detail", self.strategy.slug, self.number)


class ServedPriorities(Versioned):
    """Which corporate priorities of its strategy an outcome serves. Without a row nobody has stated it.

    A row without priorities says that it serves none.
    """

    outcome = models.OneToOneField(Outcome, models.CASCADE, related_name="served")
    priorities = models.ManyToManyField(Statement, blank=True, related_name="served_by")
    is_demonstration = models.BooleanField(default=False)
    history = History(m2m_fields=[priorities])

    class Meta:
        ordering = ["outcome"]
        verbose_name_plural = "served priorities"

    def __str__(self) -> str:
        return f"Priorities that outcome {self.outcome} serves"


class OutcomeJudgement(Versioned):
    """A colour that somebody states for an outcome in one quarter, in place of the derived one (rules 8.2)."""

    outcome = models.ForeignKey(Outcome, models.CASCADE, related_name="judgements")
    quarter_starts_on = models.DateField()
    colour = models.CharField(max_length=10, choices=[(status.value, status.word) for status in COLOURS])
    reason = models.TextField()
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    judged_at = models.DateTimeField(auto_now=True)
    history = History()

    class Meta:
        ordering = ["outcome", "quarter_starts_on"]
        constraints = [
            models.UniqueConstraint("outcome", "quarter_starts_on", name="outcome_judged_once_per_quarter"),
            models.CheckConstraint(condition=~Q(reason=""), name="outcome_judgement_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome}: {self.get_colour_display()}"


class Commitment(SaysWhoAgreed, FromDocument):
    """What the strategy promises under an outcome."""

    outcome = models.ForeignKey(Outcome, models.CASCADE, related_name="commitments")
    order = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=200)
    led_by = models.CharField(max_length=200, blank=True)
    mentions = models.CharField(max_length=200, blank=True)
    history = History()

    class Meta:
        ordering = ["outcome", "order"]
        constraints = [models.UniqueConstraint("outcome", "order", name="commitment_once_per_place")]

    def __str__(self) -> str:
        return self.heading
