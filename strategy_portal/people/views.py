"""The administration's pages: people, teams, and all tokens."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

import django_filters as filters
import django_tables2 as tables
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.generic import DetailView
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin, SingleTableView

from ..clock import today
from ..editing.views import Crumb, EditPage
from ..models import ApiToken, Role, Team, User
from ..records.changes import changes_in
from ..spreadsheets.lists import Downloadable
from ..templatetags.design_system import demo_label, unknown
from . import services
from .changes import PEOPLE, TEAMS, TOKENS
from .forms import PersonForm, ReasonForm, TeamForm
from .links import MailNotSent, password_link, send_password_link

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}
SIGNED_IN = "j F Y, H:i"


def named(record: User | Team, route: str) -> SafeString:
    """The name, leading to its page, with the label of the demonstration."""
    label = demo_label() if record.is_demonstration else ""
    return format_html('<a href="{}">{}</a> {}', reverse(route, args=[record.pk]), record, label)


class PersonTable(tables.Table):
    """Who may sign in, as what, for which teams, and when they last did."""

    person = tables.Column("Person", accessor="pk", order_by=("last_name", "first_name", "username"))
    role = tables.Column()
    teams = tables.Column(accessor="teams__all", orderable=False, empty_values=())
    has_factor = tables.BooleanColumn(verbose_name="Second factor", yesno="Yes,No")
    last_login = tables.DateTimeColumn(SIGNED_IN, verbose_name="Last sign-in", default="Never")
    is_active = tables.BooleanColumn(verbose_name="May sign in", yesno="Yes,No")

    caption = "People"
    hide_caption = True
    row_header = "person"

    class Meta:
        order_by = "person"

    def render_person(self, record: User) -> SafeString:
        return named(record, "people:person-detail")

    def render_teams(self, value: Iterable[Team]) -> str:
        return ", ".join(map(str, value)) or "None"

    def render_has_factor(self, value: bool) -> str:
        return "Yes" if value else "No"

    render_is_active = render_has_factor


class PersonFilter(filters.FilterSet):
    search = filters.CharFilter(method="named", label="Name, e-mail address or user name")
    role = filters.ChoiceFilter(choices=Role.choices, empty_label="All roles")
    teams = filters.ModelChoiceFilter(queryset=Team.objects.all(), label="Team", empty_label="All teams")
    active = filters.ChoiceFilter(
        field_name="is_active",
        label="May sign in",
        empty_label="Yes and no",
        choices=[("True", "Yes"), ("False", "No")],
    )

    class Meta:
        model = User
        fields = ("search", "role", "teams", "active")

    def named(self, queryset: QuerySet, name: str, words: str) -> QuerySet:
        places = ("first_name", "last_name", "email", "username")
        for word in words.split():
            queryset = queryset.filter(Q.create([(f"{place}__icontains", word) for place in places], connector=Q.OR))
        return queryset


class PersonList(Downloadable, SingleTableMixin, FilterView):
    file_name = "people"
    filterset_class = PersonFilter
    table_class = PersonTable
    template_name = "people/person_list.html"
    table_pagination = {"per_page": 50}

    def get_queryset(self) -> QuerySet:
        factors = Authenticator.objects.filter(user=OuterRef("pk"))
        return User.objects.annotate(has_factor=Exists(factors)).prefetch_related("teams")


class PersonDetail(DetailView):
    """One person: what they may do, what they signed in with, and what was done to it by whom."""

    model = User
    template_name = "people/person_detail.html"
    context_object_name = "person"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tokens = self.object.tokens.select_related("user")
        return super().get_context_data(
            changes=changes_in(PEOPLE, id=self.object.pk),
            factor=Authenticator.objects.filter(user=self.object, type=Authenticator.Type.TOTP).first(),
            tokens=[(token, token.state(today())) for token in tokens],
            mail=settings.MAIL,
            **kwargs,
        )


class PeoplePage(EditPage):
    """A form of the administration. `person` is whom the address names."""

    @cached_property
    def person(self) -> User:
        return get_object_or_404(User, pk=self.kwargs["pk"])

    @property
    def crumbs(self) -> Sequence[Crumb]:
        own = (
            [(str(self.person), reverse("people:person-detail", args=[self.person.pk]))] if "pk" in self.kwargs else []
        )
        return [("People", reverse("people:person-list")), *own]


class PersonCreate(PeoplePage):
    title = "Invite a person"
    button = "Invite"

    @property
    def lead(self) -> str:
        way = "They get a link by mail" if settings.MAIL else "On the next page you make a link for them"
        return f"{way}, by which they set a password of their own."

    def form(self, data: Any = None) -> PersonForm:
        return PersonForm(data, instance=User(role=""))

    def save(self, form: PersonForm) -> str:
        self.invited = services.invite(form.filled(), teams=form.cleaned_data["teams"], by=self.request.user)
        if not settings.MAIL:
            return f"{self.invited} is registered. Make a link for them, with which they set a password."
        try:
            send_password_link(self.invited)
        except MailNotSent as error:
            return f"{self.invited} is registered. {error}."
        return f"{self.invited} is invited: a link was sent to {self.invited.email}."

    def after(self) -> str:
        return reverse("people:person-detail", args=[self.invited.pk])


class PersonEdit(PeoplePage):
    title = "Change"

    def form(self, data: Any = None) -> PersonForm:
        return PersonForm(data, instance=self.person)

    def save(self, form: PersonForm) -> str:
        given = {"teams": form.cleaned_data["teams"], "seen": form.cleaned_data["seen"]}
        return f"{services.change_person(form.filled(), by=self.request.user, **given)} is saved."


class ReasonPage(PeoplePage):
    """Something that is done to a person, with a reason: `service` does it, and `said` follows the name."""

    service: Callable[..., None]
    said = ""

    def form(self, data: Any = None) -> ReasonForm:
        return ReasonForm(data, initial={"seen": self.person.version})

    def save(self, form: ReasonForm) -> str:
        self.service(self.person, by=self.request.user, **form.cleaned_data)
        return f"{self.person} {self.said}"


class PersonDeactivate(ReasonPage):
    title = button = "Deactivate"
    lead = "They are signed out everywhere, their tokens end, and they can't sign in. What they did stays as it is."
    service = staticmethod(services.deactivate)
    said = "can’t sign in any more."


class PersonReactivate(ReasonPage):
    title = button = "Let in again"
    lead = "They sign in anew. Sessions and tokens that ended stay ended."
    service = staticmethod(services.reactivate)
    said = "can sign in again."


class SecondFactorReset(ReasonPage):
    title = "Reset the second factor"
    button = "Reset"
    lead = "For somebody who lost the phone and the recovery codes. Make sure that it is they who ask."
    service = staticmethod(services.reset_second_factor)
    said = "has no second factor now, and is signed out everywhere."


@method_decorator(never_cache, name="dispatch")
class PasswordLinkCreate(PeoplePage):
    """Sends a new link, or shows it once where there is no mail. Nothing is changed until it is used."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.person.is_active or not self.person.email:
            raise Http404
        if not settings.MAIL:
            context = {
                "person": self.person,
                "link": password_link(self.person),
                "crumbs": [*self.crumbs, ("Link", "")],
            }
            return render(request, "people/password_link_create.html", context)
        try:
            send_password_link(self.person)
            messages.success(request, f"A link was sent to {self.person.email}.")
        except MailNotSent as error:
            messages.error(request, f"{error}.")
        return redirect(self.back)


# --- Teams -----------------------------------------------------------------------------------------------------------


class TeamTable(tables.Table):
    name = tables.Column("Team")
    organisation = tables.Column(default="Any")
    parent = tables.Column("Directorate", default=unknown("Not stated"), order_by="parent__name")
    people = tables.Column(attrs=NUMBER)

    caption = "Teams"
    hide_caption = True
    row_header = "name"

    class Meta:
        order_by = ("organisation", "name")

    def render_name(self, record: Team) -> SafeString:
        return named(record, "people:team-edit")


class TeamList(Downloadable, SingleTableView):
    file_name = "teams"
    table_class = TeamTable
    template_name = "people/team_list.html"
    table_pagination = {"per_page": 50}

    def get_queryset(self) -> QuerySet:
        return Team.objects.select_related("parent").annotate(
            people=Count("members", filter=Q(members__is_active=True))
        )


class TeamCreate(EditPage):
    title = "Add a team"
    button = "Add the team"
    lead = "It can own indicators, units and actions from then on."
    template = "people/team_edit.html"

    @property
    def crumbs(self) -> Sequence[Crumb]:
        return [("People", reverse("people:person-list")), ("Teams", reverse("people:team-list"))]

    def form(self, data: Any = None) -> TeamForm:
        return TeamForm(data, instance=Team(is_demonstration=self.request.user.is_demonstration))

    def save(self, form: TeamForm) -> str:
        team = services.save_team(form.filled(), seen=form.cleaned_data["seen"], by=self.request.user)
        return f"The team {team} is saved."


class TeamEdit(TeamCreate):
    title = "Change a team"
    button = "Save"
    lead = "Another name or directorate is shown everywhere, also beside what the team did before."

    @cached_property
    def team(self) -> Team:
        return get_object_or_404(Team, pk=self.kwargs["pk"])

    def form(self, data: Any = None) -> TeamForm:
        return TeamForm(data, instance=self.team)

    def context(self) -> dict[str, Any]:
        return {
            "members": self.team.members.all(),
            "parts": self.team.parts.all(),
            "changes": changes_in(TEAMS, id=self.team.pk),
            "team": self.team,
        }


# --- Tokens ----------------------------------------------------------------------------------------------------------


class TokenTable(tables.Table):
    name = tables.Column("What it is for")
    user = tables.Column("Owner", order_by="user__username")
    scope = tables.Column()
    expires_on = tables.DateColumn("j F Y", verbose_name="Last day")
    last_used_at = tables.DateTimeColumn(SIGNED_IN, verbose_name="Last used", default="Never")
    state = tables.Column("State", empty_values=(), accessor="pk", orderable=False)

    caption = "Tokens"
    hide_caption = True
    row_header = "name"

    def render_user(self, record: ApiToken) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("people:person-detail", args=[record.user_id]), record.user)

    def render_state(self, record: ApiToken) -> Any:
        state = record.state(today())
        if state != "In use":
            return unknown(state)
        address = reverse("people:token-end", args=[record.pk])
        said = '{} <a href="{}">End<span class="visually-hidden"> the token {}</span></a>'
        return format_html(said, state, address, record.name)

    def value_state(self, record: ApiToken) -> str:
        return record.state(today())


class TokenList(Downloadable, SingleTableView):
    """Every token, whose it is and when it was used. What it is nobody can see."""

    table_class = TokenTable
    file_name = "tokens"
    template_name = "people/token_list.html"
    table_pagination = {"per_page": 50}
    queryset = ApiToken.objects.select_related("user")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(changes=changes_in(TOKENS), **kwargs)
