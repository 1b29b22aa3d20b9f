"""A form in which a council reports to its members, as data (fixtures/report-forms)."""

from django.db import models

from strategy_portal.records.history import History


class ReportForm(models.Model):
    """A form in which a council reports to its members: its sections in order, as data (fixtures/report-forms)."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=100)
    addressed_to = models.CharField(
        max_length=60, help_text="The heading's word for who receives it: Committee, Cabinet"
    )
    history = History()

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class FormSection(models.Model):
    """A section of a form. `content` says what the portal puts there; narrative can be added to each."""

    class Content(models.TextChoices):
        PURPOSE = "purpose", "Purpose"
        RECOMMENDATION = "recommendation", "Recommendation"
        IMPLICATIONS = "implications", "Table of implications"
        PROGRESS = "progress", "Progress: the figures in summary"
        CONCLUSION = "conclusion", "Conclusion"
        REFERENCES = "references", "Background references"
        NARRATIVE = "narrative", "Narrative only"

    form = models.ForeignKey(ReportForm, models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField()
    key = models.SlugField()
    letter = models.CharField(max_length=5, blank=True)
    heading = models.CharField(max_length=200)
    content = models.CharField(max_length=20, choices=Content)

    class Meta:
        ordering = ["form", "order"]
        constraints = [models.UniqueConstraint("form", "key", name="section_once_per_form")]

    def __str__(self) -> str:
        return f"{self.letter} {self.heading}".strip()


class Implication(models.Model):
    """A line of a form's table of implications."""

    form = models.ForeignKey(ReportForm, models.CASCADE, related_name="implications")
    number = models.CharField(max_length=5)
    order = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=200)

    class Meta:
        ordering = ["form", "order"]
        constraints = [models.UniqueConstraint("form", "number", name="implication_once_per_form")]

    def __str__(self) -> str:
        return f"{self.number} {self.heading}"
