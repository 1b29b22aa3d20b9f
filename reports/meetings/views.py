"""Meetings and decisions: their lists, their pages, and the forms by which they are recorded."""

from functools import cached_property
from typing import Any, cast

from django.db.models import Count, Q
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views import View
from django.views.generic import TemplateView
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from outcomes.models import Strategy
from reports.making.services import ask_for_pack
from reports.models import BoardMeeting, Decision, MeetingPack
from reports.pages.library import download
from reports.scorecards.meetings import changes_of_decision, meeting_page
from reports.scorecards.papers import papers_of
from strategy_portal.access import may, writes_drafts
from strategy_portal.clock import today
from strategy_portal.editing.forms import GuardedForm, WithdrawForm
from strategy_portal.editing.views import Crumb, EditPage, WithdrawPage
from strategy_portal.models import User
from strategy_portal.records.versions import Refused
from strategy_portal.spreadsheets.lists import Downloadable

from . import services
from .forms import BoardMeetingForm, CloseForm, DecisionForm, DecisionListFilter, MeetingListFilter, ReopenForm
from .packs import latest_pack
from .tables import BoardMeetingTable, DecisionTable


def crumbs_to_list() -> list[Crumb]:
    return [("Board", reverse("reports:board")), ("Meetings", reverse("reports:meeting-list"))]


class OnADay(Downloadable, SingleTableMixin, FilterView):
    """A list of which filter and table ask what day it is."""

    table_pagination = {"per_page": 50}

    def get_filterset_kwargs(self, filterset_class: type) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(filterset_class), "on": today()}

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"on": today()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(closed=not self.filterset.form.has_changed(), **kwargs)


class MeetingList(OnADay):
    """All meetings of the board and of committees, held and to come."""

    filterset_class = MeetingListFilter
    table_class = BoardMeetingTable
    file_name = "meetings"
    template_name = "reports/meeting_list.html"

    def get_queryset(self):
        still_open = Count("decisions", filter=Q(decisions__closed_on=None))
        found = BoardMeeting.objects.all() if writes_drafts(self.request.user) else BoardMeeting.objects.of_adopted()
        return found.select_related("strategy").annotate(made=Count("decisions"), still_open=still_open)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_plan=may(self.request.user, "reports:meeting-create", "POST"), **kwargs)


class DecisionList(OnADay):
    """All decisions, with what came of them."""

    filterset_class = DecisionListFilter
    table_class = DecisionTable
    file_name = "decisions"
    template_name = "reports/decision_list.html"

    def get_queryset(self):
        found = Decision.objects.all() if writes_drafts(self.request.user) else Decision.objects.of_adopted()
        return found.with_all()


class OfMeeting:
    """The meeting that the address names."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def meeting(self) -> BoardMeeting:
        return get_object_or_404(BoardMeeting.objects.select_related("strategy"), pk=self.kwargs["pk"])

    @property
    def crumbs(self) -> list[Crumb]:
        return [*crumbs_to_list(), (str(self.meeting), self.meeting.get_absolute_url())]

    @property
    def person(self) -> User:
        return cast(User, self.request.user)


class MeetingDetail(OfMeeting, TemplateView):
    """What a meeting is for, what it decided, and what became of what was decided before."""

    template_name = "reports/meeting_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meeting, on, user = self.meeting, today(), self.request.user
        may_change = may(user, "reports:meeting-edit", "POST")
        has_come = meeting.meets_on <= on and not meeting.called_off
        return super().get_context_data(
            page=meeting_page(meeting, on),
            found=papers_of(meeting, on) if meeting.meets_on >= on and not meeting.called_off else None,
            meeting=meeting,
            state=meeting.state(on),
            on=on,
            may_change=may_change,
            decided_on=self._strategies() if may_change and has_come else [],
            packed=self._strategies() if may_change and meeting.meets_on >= on and not meeting.called_off else [],
            crumbs=[*crumbs_to_list(), (str(meeting), "")],
            **kwargs,
        )

    def _strategies(self) -> list[Strategy]:
        """That it is about: its own, or those that run."""
        if self.meeting.strategy:
            return [self.meeting.strategy]
        return list(Strategy.objects.running_on(self.meeting.meets_on))


class MeetingEdit(OfMeeting, EditPage):
    title = "Correct the meeting"

    def form(self, data: Any = None) -> BoardMeetingForm:
        return BoardMeetingForm(data, instance=self.meeting)

    def save(self, form: BoardMeetingForm) -> str:
        seen = form.cleaned_data["seen"]
        self.saved = services.save_meeting(meeting=form.filled(), seen=seen, by=self.person)
        return "The meeting is saved."


class MeetingCreate(MeetingEdit):
    title = "Add a meeting"
    lead = "One that is planned, or one that was held."
    button = "Add the meeting"

    @cached_property
    def meeting(self) -> BoardMeeting:
        """Begins with the name of the body that met last."""
        last = BoardMeeting.objects.order_by("-pk").first()
        return BoardMeeting(kind=last.kind, body=last.body) if last else BoardMeeting()

    @property
    def crumbs(self) -> list[Crumb]:
        return crumbs_to_list()

    def after(self) -> str:
        return self.saved.get_absolute_url()


class MeetingCallOff(OfMeeting, WithdrawPage):
    title = "Call the meeting off"
    lead = "It stays in the list, with the reason."
    button = "Call it off"

    def what(self) -> str:
        return str(self.meeting)

    def form(self, data: Any = None) -> WithdrawForm:
        return WithdrawForm(data, initial={"seen": self.meeting.version})

    def save(self, form: WithdrawForm) -> str:
        services.call_off(meeting=self.meeting, by=self.person, **form.cleaned_data)
        return "The meeting is called off."


# --- Packs -----------------------------------------------------------------------------------------------------------


class MeetingPackCreate(OfMeeting, EditPage):
    title = "Make the pack"
    lead = (
        "The strategy’s board page as it stands now, with what is decided and what became of it, as a PDF of at most "
        "four sheets. It is kept as it is made; made again it is a new version beside the old one."
    )
    button = "Make the pack"

    @cached_property
    def strategy(self) -> Strategy:
        return get_object_or_404(Strategy, slug=self.kwargs["strategy"])

    @property
    def caption(self) -> str:
        return f"{self.meeting}: {self.strategy}"

    def form(self, data: Any = None) -> GuardedForm:
        latest = latest_pack(self.meeting, self.strategy)
        return GuardedForm(data, initial={"seen": latest.version if latest else 0})

    def save(self, form: GuardedForm) -> str:
        """The page of its progress follows, unless it is made at once."""
        self.making = ask_for_pack(
            meeting=self.meeting, strategy=self.strategy, by=self.person, on=today(), at=timezone.now(),
            **form.cleaned_data,
        )  # fmt: skip
        if self.making.problem:
            raise Refused(self.making.problem)
        return f"The pack is made as version {self.making.pack.version}." if self.making.pack else ""

    def after(self) -> str:
        return self.back if self.making.pack else reverse("reports:pack-making-detail", args=[self.making.pk])


class MeetingPackPdf(View):
    """A pack as it was made, byte for byte."""

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        pack = get_object_or_404(MeetingPack.objects.select_related("meeting", "strategy"), pk=pk)
        return download(bytes(pack.pdf), pack.file_name)


# --- Decisions -------------------------------------------------------------------------------------------------------


class DecisionCreate(OfMeeting, EditPage):
    title = "Record a decision"
    button = "Record the decision"

    @cached_property
    def decision(self) -> Decision:
        strategy = get_object_or_404(Strategy, slug=self.kwargs["strategy"])
        return Decision(meeting=self.meeting, strategy=strategy)

    @property
    def caption(self) -> str:
        return str(self.decision.strategy)

    def form(self, data: Any = None) -> DecisionForm:
        return DecisionForm(data, instance=self.decision)

    def save(self, form: DecisionForm) -> str:
        services.save_decision(
            decision=form.filled(), seen=form.cleaned_data["seen"], by=self.person, on=today()
        )  # fmt: skip
        return "The decision is recorded."


class OfDecision(OfMeeting):
    """The decision that the address names, and its meeting."""

    @cached_property
    def decision(self) -> Decision:
        return get_object_or_404(Decision.objects.with_all(), pk=self.kwargs["pk"])

    @cached_property
    def meeting(self) -> BoardMeeting:
        return self.decision.meeting

    @property
    def crumbs(self) -> list[Crumb]:
        return [*super().crumbs, ("Decision", self.decision.get_absolute_url())]

    @property
    def caption(self) -> str:
        return self.decision.subject_text


class DecisionDetail(OfDecision, TemplateView):
    """One decision: on what, who does it, by when, what came of it, and its history."""

    template_name = "reports/decision_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            decision=self.decision,
            days_late=self.decision.days_late(today()),
            changes=changes_of_decision(self.decision),
            may_change=may(self.request.user, "reports:decision-edit", "POST"),
            crumbs=[*super().crumbs[:-1], ("Decision", "")],
            **kwargs,
        )


class DecisionEdit(OfDecision, DecisionCreate):
    title = "Correct the decision"
    button = "Save"

    def save(self, form: DecisionForm) -> str:
        super().save(form)
        return "The decision is saved."


class DecisionClose(OfDecision, EditPage):
    title = "Close the decision"
    button = "Close it"

    @property
    def lead(self) -> str:
        return self.decision.text

    def form(self, data: Any = None) -> CloseForm:
        return CloseForm(data, initial={"seen": self.decision.version, "closed_on": today()})

    def save(self, form: CloseForm) -> str:
        services.close_decision(decision=self.decision, by=self.person, on=today(), **form.cleaned_data)
        return "The decision is closed."


class DecisionReopen(OfDecision, EditPage):
    title = "Take the decision up again"
    button = "Take it up again"

    @property
    def lead(self) -> str:
        return f"{self.decision.text} What came of it: {self.decision.came_of}"

    def form(self, data: Any = None) -> ReopenForm:
        return ReopenForm(data, initial={"seen": self.decision.version})

    def save(self, form: ReopenForm) -> str:
        services.reopen_decision(decision=self.decision, by=self.person, **form.cleaned_data)
        return "The decision is open again."


class DecisionWithdraw(OfDecision, WithdrawPage):
    title = "Take the decision away"
    button = "Take it away"

    def what(self) -> str:
        return self.decision.text

    def form(self, data: Any = None) -> WithdrawForm:
        return WithdrawForm(data, initial={"seen": self.decision.version})

    def save(self, form: WithdrawForm) -> str:
        services.withdraw_decision(decision=self.decision, by=self.person, **form.cleaned_data)
        return "The decision is taken away. The history keeps it."

    def after(self) -> str:
        return self.meeting.get_absolute_url()
