"""Due dates as written, and the windows that they mean (rules 9.2, 9.3)."""

from django.db import models

from strategy_portal.domain import due_dates
from strategy_portal.domain.due_dates import DueDate, Phrases

WRITTEN = 60
"""Letters of a due date as written."""


class Dated(models.Model):
    """A due date as written, with the window that it was resolved to, beside the first that was agreed.

    The first date is kept with the window that it meant when it was agreed, and never changes (rules 9.3).
    """

    due_as_written = models.CharField(
        "due", max_length=WRITTEN, blank=True, help_text="As the council wrote it; empty: unknown"
    )
    due_starts_on = models.DateField(null=True, blank=True, editable=False)
    due_ends_on = models.DateField(null=True, blank=True, editable=False, help_text="The last day of the window")
    first_due_as_written = models.CharField(max_length=WRITTEN, blank=True, editable=False)
    first_due_starts_on = models.DateField(null=True, blank=True, editable=False)
    first_due_ends_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def set_due(self, as_written: str, phrases: Phrases | None = None) -> None:
        """Keep the phrase and the window that it means. The first that is stated stays the first agreed date.

        `phrases` is the rule in force (`DuePhrase.objects.in_force()`); without it the defaults hold.
        """
        due = due_dates.resolve(as_written, year_start=self.strategy.year_start, phrases=phrases)
        self.due_as_written, self.due_starts_on, self.due_ends_on = due.as_written, due.first_day, due.last_day
        if not self.first_due_as_written:
            self.first_due_as_written = due.as_written
            self.first_due_starts_on, self.first_due_ends_on = due.first_day, due.last_day

    @property
    def due(self) -> DueDate:
        return due_dates.stated(self.due_as_written, self.due_starts_on, self.due_ends_on)

    @property
    def first_due(self) -> DueDate:
        return due_dates.stated(self.first_due_as_written, self.first_due_starts_on, self.first_due_ends_on)

    @property
    def held_to(self) -> DueDate:
        """The date by which it is judged, also while the present one can't be read (rules 9.4)."""
        return due_dates.held_to(self.first_due, self.due)

    @property
    def has_first_due(self) -> bool:
        """Whether a date was ever agreed. From then on each change of it is a move, giving it up too (rules 9.3)."""
        return self.first_due.is_known
