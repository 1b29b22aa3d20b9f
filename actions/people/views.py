"""Pages of people: my actions, a team's, and handing over what somebody leaves."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import DetailView, ListView, TemplateView

from strategy_portal.access import may
from strategy_portal.clock import today
from strategy_portal.editing.forms import GuardedForm, reason_field
from strategy_portal.editing.views import Crumb, EditPage
from strategy_portal.models import Team, User
from strategy_portal.records.versions import ChangedMeanwhile
from strategy_portal.spreadsheets.lists import ShownTables

from ..models import Action
from ..scorecards.action_counts import count_lines
from ..scorecards.action_plan import action_lines
from ..tables import in_order, sorted_columns
from .services import hand_over, members_of, merge_teams, parts_of, teams_with_work, what_a_team_has


class MyActions(ShownTables, TemplateView):
    """What the person's teams own and what they do in person: what is open first, by its date."""

    template_name = "actions/my_actions.html"
    file_name = "my-actions"

    def get_context_data(self, **kwargs):
        user = self.request.user
        sort = self.request.GET.get("sort", "due")
        lines = in_order(action_lines(Action.objects.owned_by(user).with_plan(), today()), sort)
        open_lines = [line for line in lines if not line.has_ended]
        return super().get_context_data(
            open_lines=open_lines,
            ended=[line for line in lines if line.has_ended],
            counts=count_lines(open_lines),
            strategies=list({line.action.strategy_id: line.action.strategy for line in open_lines}.values()),
            in_person=[
                line for line in open_lines if any(owner.person_id == user.pk for owner in line.action.owners.all())
            ],
            teams=user.teams.all(),
            columns=sorted_columns(sort),
        )


class TeamList(ShownTables, ListView):
    """Teams and posts with what they own and who is in them."""

    template_name = "actions/team_list.html"
    file_name = "teams"
    queryset = teams_with_work().order_by("organisation", "name")
    context_object_name = "teams"


class TeamDetail(DetailView):
    """One team: its actions, its people, and how much else it owns."""

    model = Team
    template_name = "actions/team_detail.html"

    def get_context_data(self, **kwargs):
        team, sort = self.object, self.request.GET.get("sort", "due")
        found = Action.objects.filter(owners__team=team, strategy__is_draft=False).with_plan()
        lines = in_order(action_lines(found, today()), sort)
        return super().get_context_data(
            lines=lines,
            counts=count_lines(lines),
            members=members_of(team),
            indicators=team.indicators.adopted().with_setting().in_order(),
            units=team.units.filter(strategy__is_draft=False).select_related("strategy"),
            columns=sorted_columns(sort),
            may_hand_over=may(self.request.user, "actions:hand-over", "POST"),
            may_merge=may(self.request.user, "actions:team-merge", "POST"),
        )


class MergeTeamForm(GuardedForm):
    """Into which team, and why. Of all that names a team nobody sees one version."""

    seen = None
    into = forms.ModelChoiceField(
        Team.objects.none(), empty_label="Choose a team", error_messages={"required": "Choose a team"}
    )
    reason = reason_field(help_text="For example: one service since 1 April.")

    def __init__(self, *args: Any, team: Team, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["into"].label = f"Into which team does “{team}” go?"
        self.fields["into"].queryset = Team.objects.filter(organisation=team.organisation).exclude(pk=team.pk)

    def show_theirs(self, changed: ChangedMeanwhile) -> None:
        self.add_error(None, "Somebody changed something of this team just now. Try again")


class TeamMerge(EditPage):
    """Two teams become one: a merger of services, or a name that came in twice."""

    title = "Merge the team"
    lead = "All that names it goes to the other team, and it is gone. It can’t be undone."
    button = "Merge"
    template = "actions/team_merge.html"

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.team = get_object_or_404(Team, pk=kwargs["pk"])
        self.caption = self.team.name
        page = reverse("actions:team-detail", args=[self.team.pk])
        self.crumbs = [("Teams", reverse("actions:team-list")), (self.team.name, page)]

    def form(self, data=None) -> MergeTeamForm:
        return MergeTeamForm(data, team=self.team)

    def context(self) -> dict[str, Any]:
        return {"moves": what_a_team_has(self.team)}

    def save(self, form: MergeTeamForm) -> str:
        chosen, name = form.cleaned_data, self.team.name
        merge_teams(team=self.team, by=self.request.user, **chosen)
        return f"“{name}” is merged into “{chosen['into']}”."

    def after(self) -> str:
        return reverse("actions:team-list")


class HandOverForm(GuardedForm):
    """To whom, and why. Of all its parts together nobody sees one version."""

    seen = None
    to = forms.ModelChoiceField(
        queryset=User.objects.none(), required=False, empty_label="Nobody in person yet", label="Hand over to"
    )
    from_outside = forms.BooleanField(
        label="They do it although they are not in the team", required=False, help_text="Only where that is so."
    )
    reason = reason_field(help_text="For example: leaves the council on 30 November.")

    def __init__(self, *args: Any, person: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = User.objects.filter(is_active=True).exclude(pk=person.pk)

    def show_theirs(self, changed: ChangedMeanwhile) -> None:
        self.add_error(None, "Somebody changed one of these actions just now. Look at the list again")


class HandOver(EditPage):
    """All that a person does in person, handed to another in one step (rules 9.5)."""

    title = "Hand over"
    lead = "Each of these stays with its team; only the person changes. What they wrote stays theirs."
    button = "Hand all of it over"
    template = "actions/hand_over.html"

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.person = get_object_or_404(User, pk=kwargs["pk"])

    @property
    def caption(self) -> str:
        return str(self.person)

    @property
    def crumbs(self) -> list[Crumb]:
        return [("Teams", reverse("actions:team-list"))]

    def form(self, data=None) -> HandOverForm:
        return HandOverForm(data, person=self.person)

    def save(self, form: HandOverForm) -> str:
        chosen = form.cleaned_data
        count = hand_over(person=self.person, by=self.request.user, **chosen)
        to = chosen["to"] or "nobody in person; their teams have them"
        return f"{count} handed over to {to}."

    def context(self) -> dict[str, Any]:
        return {"parts": parts_of(self.person), "person": self.person, "teams": self.person.teams.all()}
