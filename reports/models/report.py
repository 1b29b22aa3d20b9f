"""Forms of report as data, narrative written by people, and reports as issued."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.urls import reverse

from outcomes.models import Strategy
from strategy_portal.domain.periods import Period, financial_year
from strategy_portal.domain.wording import size_text
from strategy_portal.records.history import History
from strategy_portal.records.signing import Signed, SignedQuerySet
from strategy_portal.records.versions import Versioned

# --- In which form a strategy is reported ----------------------------------------------------------------------------


class ReportForm(Versioned):
    """A form in which a council reports to its members: its sections in order, as data that people edit.

    Those that the portal begins with are in fixtures/report-forms. Sections and implications belong to its version.
    """

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

    def get_absolute_url(self) -> str:
        return reverse("reports:report-form-edit", args=[self.slug])


class FormSection(models.Model):
    """A section of a form. `content` says what the portal puts there; people write their text under its `key`.

    `standard` is what it says as long as nobody has written another text for a report.
    """

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
    standard = models.TextField("standard paragraph", blank=True, max_length=4000)
    history = History()

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
    history = History()

    class Meta:
        ordering = ["form", "order"]
        constraints = [models.UniqueConstraint("form", "number", name="implication_once_per_form")]

    def __str__(self) -> str:
        return f"{self.number} {self.heading}"


class Arrangement(Versioned):
    """To whom, in which form and by which post a strategy is reported. Empty: not stated."""

    strategy = models.OneToOneField(Strategy, models.CASCADE, related_name="arrangement")
    form = models.ForeignKey(ReportForm, models.PROTECT)
    committee = models.CharField("to whom", max_length=200, blank=True)
    author_post = models.CharField("report by", max_length=200, blank=True)
    contact_post = models.CharField("contact", max_length=200, blank=True)
    data_label = models.CharField("label", max_length=60, default="Public")
    is_demonstration = models.BooleanField("posts are demonstration data", default=False)
    history = History()

    def __str__(self) -> str:
        return f"{self.strategy}: {self.form}"


class SourceEntry(models.Model):
    """What a source document says of itself: reference, dates, who authorised it, its implications."""

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="source_entries")
    order = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=60)
    number = models.CharField(max_length=5, blank=True)
    label = models.CharField(max_length=200)
    text = models.TextField()
    history = History()

    class Meta:
        ordering = ["strategy", "order"]
        verbose_name_plural = "source entries"
        constraints = [models.UniqueConstraint("strategy", "order", name="source_entry_once_per_place")]

    def __str__(self) -> str:
        return f"{self.label}: {self.text}"


# --- Of one report ---------------------------------------------------------------------------------------------------


class ReportKind(models.TextChoices):
    ANNUAL = "annual", "Annual progress report"
    MID_YEAR = "mid-year", "Mid-year report"
    END_OF_STRATEGY = "end-of-strategy", "End-of-strategy report"


OF_A_YEAR = (ReportKind.ANNUAL, ReportKind.MID_YEAR)
"""They tell of a financial year, or of its first half; the other of the whole strategy."""


WhichReport = tuple[int, str, date | None, str]
"""What the columns WHICH_REPORT hold."""
WHICH_REPORT = ("strategy_id", "kind", "year_starts_on", "about")


class ForReport(models.Model):
    """Which report a row belongs to: strategy, kind and, for an annual or a mid-year one, the financial year.

    `about` is the part of the strategy that it tells of, as `outcome-3` or `team-12`; empty for the whole of it.
    """

    strategy = models.ForeignKey(Strategy, models.PROTECT, related_name="%(class)ss")
    kind = models.CharField(max_length=20, choices=ReportKind)
    year_starts_on = models.DateField(null=True, blank=True)
    about = models.SlugField("part of the strategy", blank=True)

    class Meta:
        abstract = True

    @property
    def which_report(self) -> WhichReport:
        """The same for every row that belongs to one report."""
        return self.strategy_id, self.kind, self.year_starts_on, self.about

    @property
    def year(self) -> Period | None:
        if self.year_starts_on is None:
            return None
        return financial_year(self.year_starts_on, self.strategy.year_start)


def one_per_report(*fields: str, name: str) -> list[models.BaseConstraint]:
    """Unique within one report; two constraints, because an end-of-strategy report has no year."""
    return [
        models.UniqueConstraint("strategy", "kind", "year_starts_on", "about", *fields, name=name),
        models.UniqueConstraint(
            "strategy", "kind", "about", *fields, condition=Q(year_starts_on__isnull=True), name=f"{name}_without_year"
        ),
    ]


class Narrative(Versioned, ForReport):
    """What people write in one section, beside the figures."""

    section = models.SlugField()
    text = models.TextField()
    is_demonstration = models.BooleanField(default=False)
    history = History()

    class Meta:
        ordering = ["strategy", "kind", "year_starts_on", "section"]
        constraints = one_per_report("section", name="narrative_once_per_section")

    def __str__(self) -> str:
        return self.section


class ExemptPart(Versioned, ForReport):
    """A part of a report that is not published, and on which ground, as a person typed it.

    `part` is the key of a section, a line or a text, or `appendix-actions`. Without a ground it is public again.
    """

    part = models.SlugField()
    ground = models.CharField(max_length=300, blank=True)
    history = History()

    class Meta:
        ordering = ["part"]
        constraints = one_per_report("part", name="exempt_once_per_part")

    def __str__(self) -> str:
        return f"{self.part}: {self.ground or 'public'}"


COVER = "report"
"""The part of an issued report that its address alone leads to: the cover report."""


class IssuedReportQuerySet(SignedQuerySet):
    def without_files(self) -> Self:
        """For lists: the stored page stays in the database. Each with its standing."""
        return self.with_standing().defer("html", "figures").select_related("strategy", "issued_by")

    def with_standing(self) -> Self:
        """Each with its withdrawal, and with the version that replaces it, if any."""
        same = IssuedReport.objects.filter(
            strategy=OuterRef("strategy"), kind=OuterRef("kind"), about=OuterRef("about")
        )
        later = same.filter(Q(year_starts_on=OuterRef("year_starts_on")) | Q(year_starts_on=None))
        newest = later.filter(version__gt=OuterRef("version")).order_by("-version").values("version")[:1]
        return self.select_related("withdrawal").annotate(replaced_by=Subquery(newest))

    def in_force(self) -> Self:
        """The last version of each report, unless it is withdrawn: an earlier one does not come back then."""
        return self.with_standing().filter(withdrawal=None).filter(Q(("replaced_by", None)))

    def with_list_of_files(self) -> Self:
        """With pages and size of each file that everyone may read, not the file itself: one query more."""
        return self.prefetch_related(Prefetch("files", ReportFile.objects.public().without_pdf()))

    def of_adopted(self) -> Self:
        """Of strategies that are no drafts."""
        return self.filter(strategy__is_draft=False)

    def public(self) -> Self:
        """What everyone may read: issued, and not labelled as exempt."""
        return self.of_adopted().filter(data_label__iexact="public")


class IssuedReport(Signed, ForReport):
    """A report as it was issued: written once, page, files and figures. A correction is a new version with its reason.

    `read_on` is the cut-off: nothing in it was entered, approved or closed later. `contents_sha256` is of all its files
    together, so that what is signed here says which they were.
    """

    VERSIONED_BY = WHICH_REPORT
    AT_ONCE = 20

    version = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=200)
    reason = models.TextField("what was corrected", blank=True)
    data_label = models.CharField(max_length=60)
    meeting = models.ForeignKey(
        "reports.BoardMeeting", models.PROTECT, null=True, blank=True, related_name="issued_reports"
    )
    html = models.TextField()
    figures = models.JSONField()
    read_on = models.DateField("cut-off")
    contents_sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_demonstration = models.BooleanField(default=False)

    objects: ClassVar = IssuedReportQuerySet.as_manager()

    class Meta(ForReport.Meta):
        ordering = ["-issued_at"]
        constraints = [
            *one_per_report("version", name="issued_once_per_version"),
            models.CheckConstraint(
                condition=Q(kind__in=OF_A_YEAR, year_starts_on__isnull=False)
                | Q(kind=ReportKind.END_OF_STRATEGY, year_starts_on__isnull=True),
                name="issued_of_a_year_has_one",
            ),
            models.CheckConstraint(condition=Q(version=1) | ~Q(reason=""), name="issued_correction_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("reports:issued-report-detail", args=[self.pk])

    @property
    def standing(self) -> str:
        """What every list says beside it: that it is withdrawn, or replaced. Empty: it holds."""
        if hasattr(self, "withdrawal"):
            return "Withdrawn"
        replaced_by = getattr(self, "replaced_by", None)
        return f"Replaced by version {replaced_by}" if replaced_by else ""


class ReportFileQuerySet(SignedQuerySet):
    def without_pdf(self) -> Self:
        """For lists: the file itself stays in the database."""
        return self.defer("pdf")

    def public(self) -> Self:
        """Without the exempt part, wherever its report is public."""
        return self.filter(is_exempt=False)


class ReportFile(Signed):
    """A file of an issued report: the cover report, an appendix, all in one, or the exempt part, which is in no other.

    Written once, with the report.
    """

    AT_ONCE = 20

    report = models.ForeignKey(IssuedReport, models.PROTECT, related_name="files")
    part = models.SlugField()
    title = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField()
    sheets = models.PositiveSmallIntegerField("pages")
    size = models.PositiveIntegerField("bytes")
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    is_exempt = models.BooleanField("not for publication", default=False)

    objects: ClassVar = ReportFileQuerySet.as_manager()

    class Meta:
        ordering = ["report", "order"]
        constraints = [models.UniqueConstraint("report", "part", name="report_file_once_per_part")]

    def __str__(self) -> str:
        return f"{self.report}: {self.title}"

    def get_absolute_url(self) -> str:
        if self.is_exempt:
            return reverse("reports:issued-report-exempt", args=[self.report_id])
        if self.part == COVER:
            return reverse("reports:issued-report-pdf", args=[self.report_id])
        return reverse("reports:issued-report-pdf", args=[self.report_id, self.part])

    @property
    def size_text(self) -> str:
        return size_text(self.size)


class ReportWithdrawal(models.Model):
    """That an issued report is no longer shown to anybody outside, and why. The report itself stays as issued."""

    report = models.OneToOneField(IssuedReport, models.CASCADE, related_name="withdrawal")
    reason = models.TextField("why it is withdrawn")
    withdrawn_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    history = History()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="report_withdrawn_for_a_reason")]

    def __str__(self) -> str:
        return f"{self.report}: withdrawn"
