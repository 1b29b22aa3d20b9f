"""The list of consultations, what is known of one, and the frame of every page about one."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.views.generic import DetailView
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from outcomes.models import Strategy
from strategy_portal.access import may
from strategy_portal.clock import today
from strategy_portal.editing.forms import WithdrawForm
from strategy_portal.editing.views import Crumb, EditPage, WithdrawPage
from strategy_portal.spreadsheets.lists import Downloadable
from strategy_portal.templatetags.design_system import demo_label, stated, unknown
from strategy_portal.templatetags.figures import on

from .models import Comment, Consultation
from .scorecards.cards import attendance, consultation_cards

COMMENTS, CODEBOOK = ("Comments", "comment-list"), ("Codebook", "theme-list")
REPLIES, SETUP = ("Replies", "reply-list"), ("Set-up", "consultation-setup")
NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}


class CountColumn(tables.Column):
    """A count; one that the source does not state says so, because empty is never zero (rules 1.4)."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, default=unknown(), attrs=NUMBER, **kwargs)

    def render(self, value: int) -> str:
        return f"{value:,}"


class ConsultationTable(tables.Table):
    title = tables.Column("Consultation", linkify=True)
    strategy = tables.Column(attrs={"td": {"class": "text"}})
    opened_on = tables.Column("Opened")
    closed_on = tables.Column("Closed")
    submission_count = CountColumn("Responses", accessor="responses")
    comment_count = CountColumn("Comments", accessor="comments_made")
    invited_count = CountColumn("Invited")
    came = tables.Column("Came to events", accessor="meetings", attrs=NUMBER, orderable=False)

    caption = "Consultations"
    hide_caption = True
    row_header = "title"

    class Meta:
        order_by = "-opened_on"

    def render_title(self, value: str, record: Consultation) -> str:
        return format_html("{} {}", value, demo_label()) if record.is_demonstration else value

    def render_opened_on(self, value) -> str:
        return on(value)

    render_closed_on = render_opened_on

    def render_came(self, record: Consultation) -> str:
        came = attendance(record.meetings.all())
        if came is None:
            return unknown("None listed")
        if came.number is None:
            return unknown()
        return format_html('{}<br><span class="muted">{}</span>', f"{came.number:,}", came.base)


class ConsultationFilter(filters.FilterSet):
    search = filters.CharFilter("title", lookup_expr="icontains", label="Words in the title")
    strategy = filters.ModelChoiceFilter(
        queryset=Strategy.objects.filter(consultations__isnull=False).distinct(),
        to_field_name="slug",
        empty_label="All strategies",
    )

    class Meta:
        model = Consultation
        fields = ("search", "strategy")


class ConsultationList(Downloadable, SingleTableMixin, FilterView):
    filterset_class = ConsultationFilter
    table_class = ConsultationTable
    file_name = "consultations"
    template_name = "consultations/consultation_list.html"
    table_pagination = {"per_page": 50}

    def get_queryset(self):
        return Consultation.objects.with_counts().select_related("strategy").prefetch_related("meetings")

    def get_context_data(self, **kwargs):
        user, closed = self.request.user, not self.filterset.form.has_changed()
        strategies = Strategy.objects.all() if may(user, "consultations:consultation-create") else ()
        may_remove = may(user, "consultations:removal-list")
        return super().get_context_data(closed=closed, strategies=strategies, may_remove=may_remove, **kwargs)


class ConsultationDetail(DetailView):
    template_name = "consultations/consultation_detail.html"

    def get_object(self, queryset=None) -> Consultation:
        found = Consultation.objects.filter(strategy__slug=self.kwargs["strategy"], slug=self.kwargs["slug"])
        self.card = next(iter(consultation_cards(found)), None)
        if self.card is None:
            raise Http404("The strategy has no such consultation.")
        return self.card.consultation

    def get_context_data(self, **kwargs):
        user = self.request.user
        here = {
            "may_score": may(user, "consultations:engagement-edit", "POST"),
            "may_key": may(user, "consultations:paper-create", "POST"),
            "may_read": may(user, "consultations:comment-list"),
        }
        if any(here.values()) and not Consultation.objects.led_by(user).filter(pk=self.object.pk).exists():
            here = {}
        return super().get_context_data(
            card=self.card,
            findings=self.card.findings,
            rows=_rows(self.object),
            may_set_up=may(user, "consultations:consultation-setup"),
            **here,
            **kwargs,
        )


def _rows(consultation: Consultation) -> list[tuple[str, str]]:
    """What is known of the exercise itself; what nobody stated is empty, and the page says so."""
    outcomes = ", ".join(map(str, consultation.outcomes.all()))
    kept = consultation.retain_until
    return [
        ("Purpose", consultation.purpose),
        ("Concerns", outcomes or "The whole strategy"),
        ("Led by", str(consultation.lead or "")),
        ("Opens" if today() < consultation.opened_on else "Opened", on(consultation.opened_on)),
        ("Closed" if today() > consultation.closed_on else "Closes", on(consultation.closed_on)),
        ("Method", stated(consultation.method, consultation)),
        ("Languages", consultation.languages),
        ("Equality", consultation.equality_note),
        ("Privacy", consultation.privacy_note),
        ("Personal details kept until", on(kept) if kept else ""),
    ]


# --- The frame of pages about one consultation -----------------------------------------------------------------------


class ConsultationPage:
    """Finds the consultation that the address names; where only its team may work on it, for others there is none."""

    is_for_team = True
    trail: Sequence[tuple[str, str]] = ()
    """The pages on the way from the consultation to this one: their titles and routes."""
    rows = ""
    """The consultation's rows of which the address names one, such as its `questions`."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = Consultation.objects.led_by(request.user) if self.is_for_team else Consultation.objects.all()
        self.consultation = get_object_or_404(
            found.select_related("strategy"), strategy__slug=kwargs["strategy"], slug=kwargs["slug"]
        )
        self.caption = self.consultation.title

    @cached_property
    def row(self) -> Any:
        """The one of the consultation's `rows` that the address names."""
        return get_object_or_404(getattr(self.consultation, self.rows), pk=self.kwargs["pk"])

    def url(self, route: str, *rest: Any) -> str:
        return reverse(f"consultations:{route}", args=[self.kwargs["strategy"], self.kwargs["slug"], *rest])

    @property
    def crumbs(self) -> list[Crumb]:
        return [
            ("Consultations", reverse("consultations:consultation-list")),
            (self.consultation.title, self.consultation.get_absolute_url()),
            *((title, self.url(route)) for title, route in self.trail),
        ]

    def context(self) -> dict[str, Any]:
        """What an editing page shows besides its form."""
        return super().context() | {"consultation": self.consultation}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What a page without a form shows."""
        shown = {"consultation": self.consultation, "crumbs": [*self.crumbs, (self.title, "")]}
        return super().get_context_data(**shown, **kwargs)


class CommentPage(ConsultationPage):
    """Finds the comment that the address names, too."""

    trail = (COMMENTS,)

    @cached_property
    def comment(self) -> Comment:
        found = self.consultation.comments.select_related("submission__contact", "original", "question", "moderated_by")
        return get_object_or_404(found, order=self.kwargs["order"])

    @property
    def text(self) -> str:
        """What was received, or where that is removed what is published."""
        if not self.comment.received:
            raise Http404("Nothing of this comment is left to read.")
        return self.comment.received


class SetupPage(ConsultationPage, EditPage):
    """A form that leads back to the set-up page."""

    trail = (SETUP,)


class RemovePage(ConsultationPage, WithdrawPage):
    """Asks before a row is taken away. `remove` hands `reason`, `seen` and `by` to a service; `done` is the message."""

    done = ""

    def what(self) -> str:
        return str(self.row)

    def form(self, data: Any = None) -> WithdrawForm:
        return WithdrawForm(data, initial={"seen": self.row.version})

    def save(self, form: WithdrawForm) -> str:
        self.remove(by=self.request.user, **form.cleaned_data)
        return self.done
