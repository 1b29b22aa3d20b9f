"""The strategy's editor: its contents at a glance, and a form for each part (who may: the performance team)."""

from functools import cached_property
from typing import Any, cast

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from outcomes.models import Commitment, Outcome, Statement, Strategy
from strategy_portal.clock import today
from strategy_portal.council.in_force import council
from strategy_portal.domain.numbers import row_number
from strategy_portal.editing.forms import GuardedForm, WithdrawForm
from strategy_portal.editing.views import Crumb, EditPage, WithdrawPage
from strategy_portal.models import User
from strategy_portal.records.versions import ChangedMeanwhile, Refused

from . import services
from .changes import changes_of_strategy
from .forms import (
    AdoptForm,
    ArchiveForm,
    CommitmentForm,
    OutcomeForm,
    StatementForm,
    StatementsForm,
    StrategyForm,
)

PARTS: dict[str, type[models.Model]] = {"outcome": Outcome, "commitment": Commitment, "statement": Statement}


class OfStrategy:
    """Finds the strategy that the address names."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def strategy(self) -> Strategy:
        return get_object_or_404(Strategy, slug=self.kwargs["strategy"])

    @property
    def person(self) -> User:
        return cast(User, self.request.user)

    @property
    def caption(self) -> str:
        return str(self.strategy)

    @property
    def contents(self) -> str:
        return reverse("outcomes:strategy-contents", args=[self.strategy.slug])

    @property
    def crumbs(self) -> list[Crumb]:
        return [
            ("Strategies", reverse("outcomes:strategy-list")),
            (self.strategy.title, self.strategy.get_absolute_url()), ("Contents", self.contents),
        ]  # fmt: skip


class StrategyContents(OfStrategy, View):
    """All that a strategy says, part by part; a button moves a part up or down."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._page()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        part, places, seen = self._what_moves()
        try:
            services.move(part=part, places=places, seen=seen, by=self.person)
        except (Refused, ChangedMeanwhile) as refused:
            return self._page(str(refused), 409 if isinstance(refused, ChangedMeanwhile) else 422)
        return redirect(self.contents)

    def _what_moves(self) -> tuple[Any, int, int]:
        """`part` is for example `outcome-12`. Raises Http404 for what is not the strategy's."""
        kind, _, number = self.request.POST.get("part", "").partition("-")
        pk, seen = row_number(number), row_number(self.request.POST.get("seen", ""))
        if kind not in PARTS or not pk or not seen:
            raise Http404
        whose = {"outcome__strategy" if kind == "commitment" else "strategy": self.strategy}
        part = get_object_or_404(PARTS[kind]._default_manager.filter(**whose), pk=pk)
        return part, -1 if self.request.POST.get("way") == "up" else 1, seen

    def _page(self, refused: str = "", status: int = 200) -> HttpResponse:
        strategy = Strategy.objects.select_related("predecessor").get(pk=self.strategy.pk)
        outcomes = list(strategy.outcomes.prefetch_related("commitments", "key_outputs__indicators"))
        entries: dict[str, list[Statement]] = {kind: [] for kind in Statement.Kind.values}
        for entry in strategy.statements.all():
            entries[entry.kind].append(entry)
        context = {
            "strategy": strategy,
            "outcomes": outcomes,
            "lists": [(kind, kind.label, entries[kind]) for kind in Statement.Kind],
            "changes": changes_of_strategy(strategy),
            "refused": refused,
            "crumbs": [*self.crumbs[:-1], ("Contents", "")],
        }
        return render(self.request, "outcomes/strategy_contents.html", context, status=status)


class StrategyEdit(OfStrategy, EditPage):
    title = "Change the strategy"

    def form(self, data: Any = None) -> StrategyForm:
        return StrategyForm(data, instance=self.strategy, strategy=self.strategy)

    def save(self, form: StrategyForm) -> str:
        self.saved = services.edit_strategy(strategy=self.strategy, by=self.person, **form.typed())
        return "The strategy is saved."

    def after(self) -> str:
        return reverse("outcomes:strategy-contents", args=[self.saved.slug])


class StrategyCreate(EditPage):
    title = "Add a strategy"
    lead = "It is a draft, which the performance team alone sees, until you say by whom it was adopted."
    button = "Add the strategy"
    template = "outcomes/strategy_create.html"

    @property
    def crumbs(self) -> list[Crumb]:
        return [("Strategies", reverse("outcomes:strategy-list"))]

    def form(self, data: Any = None) -> StrategyForm:
        new = Strategy(is_draft=True, year_start_month=council().year_start_month)
        return StrategyForm(data, instance=new, strategy=new)

    def save(self, form: StrategyForm) -> str:
        fields = form.typed()["fields"]
        self.saved = services.add_strategy(fields=fields, by=cast(User, self.request.user))
        return f"{self.saved.title} is added as a draft. Add what it wants to achieve next."

    def after(self) -> str:
        return reverse("outcomes:strategy-contents", args=[self.saved.slug])


class StrategyAdopt(OfStrategy, EditPage):
    title = "The strategy is adopted"
    lead = "From now on everybody who signs in sees it, and each change of it says why."
    button = "It is adopted"

    def form(self, data: Any = None) -> AdoptForm:
        return AdoptForm(data, strategy=self.strategy, on=today())

    def save(self, form: AdoptForm) -> str:
        services.adopt_strategy(strategy=self.strategy, by=self.person, on=today(), **form.cleaned_data)
        return "The strategy is adopted."


class StrategyArchive(OfStrategy, EditPage):
    """Puts a strategy away, or takes it up again."""

    @property
    def title(self) -> str:  # type: ignore[override]
        return "Take the strategy up again" if self.strategy.archived_on else "Put the strategy away"

    @property
    def lead(self) -> str:  # type: ignore[override]
        if self.strategy.archived_on:
            return "It stands among those that are running again."
        return "It is not among those that are running any more, and its pages, values and reports stay readable."

    @property
    def button(self) -> str:  # type: ignore[override]
        return self.title

    def form(self, data: Any = None) -> ArchiveForm:
        return ArchiveForm(data, strategy=self.strategy)

    def save(self, form: ArchiveForm) -> str:
        day = None if self.strategy.archived_on else today()
        services.archive_strategy(strategy=self.strategy, by=self.person, on=day, **form.cleaned_data)
        return "The strategy is put away." if day else "The strategy is taken up again."


# --- Outcomes --------------------------------------------------------------------------------------------------------


class OfOutcome(OfStrategy):
    @cached_property
    def outcome(self) -> Outcome:
        found = Outcome.objects.of(self.strategy).select_related("strategy")
        return get_object_or_404(found, number=self.kwargs["number"])

    @property
    def word(self) -> str:
        """The strategy's own."""
        return self.strategy.outcome_label.lower()


class OutcomeEdit(OfOutcome, EditPage):
    @property
    def title(self) -> str:  # type: ignore[override]
        return f"Change the {self.word}"

    def form(self, data: Any = None) -> OutcomeForm:
        return OutcomeForm(data, instance=self.outcome, strategy=self.strategy)

    def save(self, form: OutcomeForm) -> str:
        saved = services.save_outcome(outcome=self.outcome, by=self.person, **form.typed())
        return f"Saved: {saved}."


class OutcomeCreate(OutcomeEdit):
    @property
    def title(self) -> str:  # type: ignore[override]
        return f"Add {'an' if self.word[:1] in 'aeiou' else 'a'} {self.word}"

    @cached_property
    def outcome(self) -> Outcome:
        last = self.strategy.outcomes.order_by("-number").first()
        return Outcome(strategy=self.strategy, number=last.number + 1 if last else 1)


class RemovePage(OfStrategy, WithdrawPage):
    """Asks before a part is taken away; `part` is the row, `owner` has the version that guards it."""

    button = "Remove"
    done = "Removed."

    @property
    def part(self) -> Any:
        raise NotImplementedError

    @property
    def owner(self) -> Any:
        raise NotImplementedError

    def form(self, data: Any = None) -> WithdrawForm:
        return WithdrawForm(data, initial={"seen": self.owner.version})

    def what(self) -> str:
        return str(self.part)


class OutcomeRemove(OfOutcome, RemovePage):
    @property
    def title(self) -> str:  # type: ignore[override]
        return f"Remove the {self.word}"

    @property
    def part(self) -> Outcome:
        return self.outcome

    owner = part

    def save(self, form: WithdrawForm) -> str:
        services.remove_outcome(outcome=self.outcome, by=self.person, **form.cleaned_data)
        return self.done


# --- Commitments and statements --------------------------------------------------------------------------------------


class CommitmentEdit(OfOutcome, EditPage):
    title = "Change the commitment"

    @property
    def caption(self) -> str:
        return str(self.outcome)

    @cached_property
    def commitment(self) -> Commitment:
        found = Commitment.objects.filter(outcome=self.outcome).select_related("outcome__strategy")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def form(self, data: Any = None) -> CommitmentForm:
        return CommitmentForm(data, instance=self.commitment, strategy=self.strategy, seen=self.outcome.version)

    def save(self, form: CommitmentForm) -> str:
        services.save_commitment(commitment=self.commitment, by=self.person, **form.typed())
        return "The commitment is saved."


class CommitmentCreate(CommitmentEdit):
    title = "Add a commitment"

    @cached_property
    def commitment(self) -> Commitment:
        return Commitment(outcome=self.outcome)


class CommitmentRemove(OfOutcome, RemovePage):
    title = "Remove the commitment"

    @cached_property
    def part(self) -> Commitment:  # type: ignore[override]
        found = Commitment.objects.filter(outcome=self.outcome).select_related("outcome__strategy")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    @property
    def owner(self) -> Outcome:
        return self.outcome

    def save(self, form: WithdrawForm) -> str:
        services.remove_commitment(commitment=self.part, by=self.person, **form.cleaned_data)
        return self.done


class OfList(OfStrategy):
    """One of the strategy's lists, or an entry of one."""

    @cached_property
    def part(self) -> Statement:
        found = Statement.objects.filter(strategy=self.strategy).select_related("strategy")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    @property
    def caption(self) -> str:
        return f"{self.part.get_kind_display()}, {self.strategy}"


class StatementCreate(OfStrategy, EditPage):
    title = "Add entries"

    @cached_property
    def kind(self) -> Statement.Kind:
        if self.kwargs["kind"] not in Statement.Kind.values:
            raise Http404
        return Statement.Kind(self.kwargs["kind"])

    @property
    def caption(self) -> str:
        return f"{self.kind.label}, {self.strategy}"

    def form(self, data: Any = None) -> StatementsForm:
        self.kind  # noqa: B018 - a list that there is not has no form
        return StatementsForm(data, strategy=self.strategy)

    def save(self, form: GuardedForm) -> str:
        services.add_statements(strategy=self.strategy, kind=self.kind, by=self.person, **form.cleaned_data)
        return f"Saved: {self.kind.label.lower()}."


class StatementEdit(OfList, EditPage):
    title = "Change the entry"

    def form(self, data: Any = None) -> StatementForm:
        return StatementForm(data, instance=self.part, strategy=self.strategy, seen=self.strategy.version)

    def save(self, form: StatementForm) -> str:
        services.edit_statement(statement=self.part, by=self.person, **form.typed())
        return "The entry is saved."


class StatementRemove(OfList, RemovePage):
    title = "Remove the entry"

    @property
    def owner(self) -> Strategy:
        return self.strategy

    def save(self, form: WithdrawForm) -> str:
        services.remove_statement(statement=self.part, by=self.person, **form.cleaned_data)
        return self.done
