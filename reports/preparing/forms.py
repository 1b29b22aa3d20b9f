"""Forms of a report's preparation, its clearance, and a committee's dates."""

from datetime import date
from typing import Any

from django import forms

from reports.models import BoardMeeting, PaperDates, Preparation
from reports.scorecards.report_keys import ReportKey
from strategy_portal.editing.forms import Day, EditForm, GuardedForm, Lines, reason_field


class PreparationForm(EditForm):
    cut_off = Day(
        label="Cut-off",
        required=False,
        help_text="The last day that the report reads: what is entered, approved or said later is left out. Empty: the "
        "day on which it is read or issued",
    )
    embargo_until = forms.DateTimeField(
        label="Not issued before",
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        help_text="Where it is under embargo, the portal issues it at that moment. Empty: once somebody issues it",
    )

    class Meta:
        model = Preparation
        fields = ("meeting", "cut_off", "embargo_until")
        labels = {"meeting": "For which meeting"}
        help_texts = {"meeting": "Its papers are due on days that are counted back from it"}

    def __init__(self, *args: Any, key: ReportKey, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        meetings = BoardMeeting.objects.taking_place().about(key.strategy)
        chosen = BoardMeeting.objects.filter(pk=self.instance.meeting_id)
        field: Any = self.fields["meeting"]
        field.queryset = (meetings.filter(meets_on__gte=on) | chosen).order_by("meets_on")
        field.empty_label = "No meeting yet"


class PaperDatesForm(EditForm):
    posts = Lines(
        label="Who clears a paper",
        required=False,
        help_text="Posts, one on each line, in the order in which they clear: Finance, Legal, Head of service",
    )

    class Meta:
        model = PaperDates
        fields = ("body", "cut_off", "texts", "cleared", "agenda", "clear_days", "legal_clear_days", "posts")
        labels = {
            "body": "Committee or board",
            "cut_off": "Cut-off",
            "texts": "Texts and findings",
            "cleared": "Cleared",
            "agenda": "Agenda agreed",
            "clear_days": "Clear days",
            "legal_clear_days": "Clear days that the law asks for",
        }
        help_texts = {
            "body": "As its meetings call it. Empty: these dates hold for all that have none of their own",
            "cut_off": "Working days before the meeting on which figures and actions are fixed",
            "texts": "Working days before the meeting by which all texts are written and the check has no open finding",
            "cleared": "Working days before the meeting by which every post has cleared it",
            "agenda": "Working days before the meeting on which the agenda is agreed with the chair",
            "clear_days": "Whole working days between the day the papers go out and the meeting: neither counts",
        }


class ClearForm(GuardedForm):
    """`seen` is how many posts have cleared it already, so that nobody clears for another post unawares."""

    remark = forms.CharField(
        label="Remark",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept with the report, and not printed",
    )


class ReopenReportForm(GuardedForm):
    reason = reason_field(label="Why it is opened again", max_length=2000)
