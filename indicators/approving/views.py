"""Pages of approving: what waits for approval and the decision on it; what became of a value; revising one."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views import View
from django.views.generic import TemplateView

from outcomes.models import Strategy
from strategy_portal.access import may, sees_drafts
from strategy_portal.clock import today
from strategy_portal.domain.periods import Frequency, period_of
from strategy_portal.models import User
from strategy_portal.records.versions import ChangedMeanwhile
from strategy_portal.spreadsheets.lists import ShownTables

from ..entering.services import CHANGED
from ..models import PeriodLocked, ReportingPeriod, Value
from ..models.value import ValueQuerySet
from ..pages import OneIndicator
from . import services
from .approvals import key_of, lines_of, waiting_by_quarter
from .history import sealed_versions, seals_of, steps_of

KEY = re.compile(r"(?P<value>[0-9]{1,18})-(?P<version>[0-9]{1,9})")
"""What `key_of` gives."""


class ApprovalList(ShownTables, TemplateView):
    """What waits for this person's approval, by strategy and quarter."""

    template_name = "indicators/approval_list.html"
    file_name = "approvals"

    def get_context_data(self, **kwargs):
        return super().get_context_data(waiting=waiting_by_quarter(self.request.user), **kwargs)


class DecisionForm(forms.Form):
    """The approver's decision on the chosen values, or on all that are shown.

    A choice names the version that was shown, so that a value that somebody changed meanwhile is refused.
    """

    ALL, READ = "approve-all", "read"
    DECIDED: ClassVar = {
        "approve": Value.State.APPROVED, ALL: Value.State.APPROVED, "return": Value.State.RETURNED
    }  # fmt: skip
    CHANGED = (
        "Somebody changed or decided one of these values since you opened this page, so nothing was done. "
        "Look at them again, then choose"
    )

    decision = forms.ChoiceField(
        choices=[
            ("approve", "Approve"),
            ("return", "Return"),
            (ALL, "Approve all that are shown"),
            (READ, "Mark all that are shown as read"),
        ]
    )
    reason = forms.CharField(
        label="Reason for returning",
        help_text="The officer sees it beside each returned value without a reason of its own. Not needed to approve.",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    values = forms.MultipleChoiceField(required=False, error_messages={"invalid_choice": CHANGED})
    shown = forms.MultipleChoiceField(required=False, error_messages={"invalid_choice": CHANGED})

    def __init__(self, offered: Sequence[Value], data: Any = None):
        super().__init__(data)
        self.offered = {key_of(value): value for value in offered}
        choices = [(key, str(value)) for key, value in self.offered.items()]
        self.fields["values"].choices = self.fields["shown"].choices = choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        wanted = self._wanted(cleaned)
        if wanted in cleaned and not cleaned[wanted]:
            self.add_error("values", "Choose at least one value")
        chosen = {self.offered[key].pk for key in cleaned.get("values", ())}
        said = cleaned.get("reason", "").strip() or (chosen and chosen <= self.own_reasons.keys())
        if cleaned.get("decision") == "return" and not said:
            self.add_error("reason", "Say why you return the values, so that the officer knows what to change")
        return cleaned

    @property
    def chosen(self) -> list[Value]:
        """The values of the decision. Only after is_valid()."""
        wanted = self._wanted(self.cleaned_data)
        return [value for key, value in self.offered.items() if key in self.cleaned_data[wanted]]

    @property
    def own_reasons(self) -> dict[int, str]:
        """The reasons that were typed beside single values, by primary key."""
        typed = {value.pk: self.data.get(f"reason-{value.pk}", "")[:2000].strip() for value in self.offered.values()}
        return {pk: text for pk, text in typed.items() if text}

    def is_repeated(self, by: User) -> bool:
        """The same decision came before, as by a double click: `by` decided just so on each value that is named."""
        wanted = self.DECIDED.get(self.data.get("decision", ""))
        keys = [KEY.fullmatch(key) for key in self.data.getlist(self._wanted({"decision": self.data.get("decision")}))]
        if wanted is None or not keys or not all(keys):
            return False
        shown = {int(found["value"]): int(found["version"]) for found in keys if found}
        decided = Value.history.filter(id__in=shown, state=wanted, history_user=by)
        return {(pk, version + 1) for pk, version in shown.items()} <= set(decided.values_list("id", "version"))

    def _wanted(self, cleaned: dict[str, Any]) -> str:
        """The field that says which values are meant."""
        return "shown" if cleaned.get("decision") in (self.ALL, self.READ) else "values"


class ApprovalFilter(forms.Form):
    """Narrows what waits to an outcome, an indicator or a unit."""

    outcome = forms.ChoiceField(required=False)
    indicator = forms.ChoiceField(required=False)
    unit = forms.ChoiceField(required=False)

    def __init__(self, values: Sequence[Value], data: Any):
        super().__init__(data)
        self.waiting = values
        indicators = [value.indicator for value in values]
        self._offer("outcome", "Every outcome", ((each.outcome.number, str(each.outcome)) for each in indicators))
        self._offer("indicator", "Every indicator", ((each.pk, str(each)) for each in indicators))
        units = sorted((value.unit.name, value.unit.pk) for value in values if value.unit)
        self._offer("unit", "Every unit", ((pk, name) for name, pk in units))

    def _offer(self, name: str, everything: str, choices: Iterable[tuple[int, str]]) -> None:
        self.fields[name].choices = [("", everything), *dict.fromkeys((str(key), text) for key, text in choices)]

    def admitted(self) -> list[Value]:
        """The values that pass; all of them where the filter says nothing that is known."""
        wanted = {name: key for name, key in self.cleaned_data.items() if key} if self.is_valid() else {}
        return [value for value in self.waiting if wanted.items() <= self._keys(value).items()]

    def _keys(self, value: Value) -> dict[str, str]:
        return {
            "outcome": str(value.indicator.outcome.number),
            "indicator": str(value.indicator_id),
            "unit": str(value.unit_id or ""),
        }


class ApprovalGrid(View):
    """The submitted values of one quarter: approve, or return with a reason, many at once, all or none."""

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.strategy, self.quarter = Strategy.objects.with_quarter(**kwargs)

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        chosen = self._filter()
        return self._page(self._form(chosen), chosen)

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        chosen = self._filter()
        form = self._form(chosen, request.POST)
        if not form.is_valid():
            if form.is_repeated(request.user):
                return redirect(request.get_full_path())  # where the first time shows what was done
            return self._page(form, chosen, status=422)
        try:
            text = self._decide(form)
        except (services.NotDecided, PeriodLocked, ChangedMeanwhile) as error:
            why = CHANGED if isinstance(error, ChangedMeanwhile) else str(error)
            form.add_error("values", f"{why} Nothing was approved or returned.")
            return self._page(form, self._filter(), status=422)  # which reads anew what the decision found changed
        messages.success(request, text)
        return redirect(request.get_full_path())

    def _filter(self) -> ApprovalFilter:
        waiting = Value.objects.awaiting_approval().in_remit_of(self.request.user).with_setting()
        return ApprovalFilter(list(waiting.ending_in(self.strategy, self.quarter)), self.request.GET)

    def _form(self, chosen: ApprovalFilter, data=None) -> DecisionForm:
        return DecisionForm(services.others_values(chosen.admitted(), by=self.request.user), data)

    def _decide(self, form: DecisionForm) -> str:
        by, decision = self.request.user, form.cleaned_data["decision"]
        if decision == "return":
            reason, own = form.cleaned_data["reason"], form.own_reasons
            count = services.return_values(form.chosen, reason=reason, own=own, by=by)
            return f"{count} returned to the officer with your reason."
        if decision == DecisionForm.READ:
            count = services.mark_as_read(form.chosen, by=by, at=timezone.now())
            return f"{count} marked as read. What changes from now on stands beside each."
        count = services.approve_values(form.chosen, by=by, at=timezone.now())
        return f"{count} approved. The board’s page shows them from now on."

    def _page(self, form: DecisionForm, chosen: ApprovalFilter, status: int = 200) -> HttpResponse:
        typed = form.own_reasons if form.is_bound else {}
        lines = lines_of(chosen.admitted(), by=self.request.user, on=today(), typed=typed)
        context = {
            "strategy": self.strategy,
            "quarter": self.quarter,
            "lines": lines,
            "waiting": len(chosen.waiting),
            "filter": chosen,
            "is_filtered": len(lines) < len(chosen.waiting),
            "form": form,
            "chosen": form.data.getlist("values") if form.is_bound else [],
        }
        return render(self.request, "indicators/approval_grid.html", context, status=status)


class ValueHistory(TemplateView):
    """One value: each version, who, when, from what to what, why; and the figure that was sealed with it.

    What is not approved, and why it was returned, is for those who enter or approve, each for their own teams.
    """

    template_name = "indicators/value_history.html"

    def get_context_data(self, **kwargs):
        seen = _readable_by(self.request.user)
        value = get_object_or_404(seen.with_setting(), pk=kwargs["value"])
        drafts = _drafts_of(self.request.user).filter(pk=value.pk).exists()
        of_period = seen.filter(indicator=value.indicator, period=value.period).exclude(pk=value.pk)
        steps, evidence = steps_of(value, drafts=drafts), value.evidence.select_related("added_by")
        is_approved = value.state == Value.State.APPROVED
        return super().get_context_data(
            value=value,
            steps=steps,
            seals=seals_of(value.indicator, value.period),
            evidence=evidence if drafts else evidence.filter(added_at__lte=steps[0].at),
            may_remark=drafts,
            may_see_files=self._may("evidence-file", value, "GET"),
            others=of_period.select_related("unit").order_by("unit__name") if value.unit else (),
            may_revise=is_approved and not value.period.is_locked and self._may("value-revise", value),
            may_withdraw=value.is_under_revision and not value.period.is_locked and self._may("value-withdraw", value),
        )

    def _may(self, route: str, value: Value, method: str = "POST") -> bool:
        """The person has the right, and the value is in their remit."""
        user = self.request.user
        return may(user, f"indicators:{route}", method) and Value.objects.in_remit_of(user).filter(pk=value.pk).exists()


def _drafts_of(user: User) -> ValueQuerySet:
    """The values of which this person sees what is not approved."""
    return Value.objects.in_remit_of(user) if sees_drafts(user) else Value.objects.none()


def _readable_by(user: User) -> ValueQuerySet:
    drafts, approved = _drafts_of(user).values("pk"), Value.objects.once_approved().values("pk")
    return Value.objects.filter(Q(pk__in=drafts) | Q(pk__in=approved))


class FigureHistory(OneIndicator, TemplateView):
    """An indicator's figure in one period: each sealed version with its parts, and the values behind it."""

    template_name = "indicators/figure_history.html"

    def get_context_data(self, **kwargs):
        indicator = self.indicator()
        period = get_object_or_404(ReportingPeriod, strategy=indicator.outcome.strategy, slug=self.kwargs["period"])
        period.strategy = indicator.outcome.strategy
        values = _readable_by(self.request.user).filter(indicator=indicator, period=period)
        return super().get_context_data(
            indicator=indicator,
            period=period,
            quarter=period_of(period.as_domain().last_day, Frequency.QUARTERLY, period.strategy.year_start),
            versions=sealed_versions(indicator, period),
            values=values.select_related("unit").order_by("unit__name"),
        )


class OneValue(View):
    """Finds the value of the person's remit that the address names; asks, and leads back to its history."""

    template = ""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        mine = Value.objects.in_remit_of(request.user).with_setting()
        self.value = get_object_or_404(mine, pk=kwargs["value"])
        self.history_url = reverse("indicators:value-history", args=[self.value.pk])
        return super().dispatch(request, *args, **kwargs)

    def page(self, status: int = 200, **context) -> HttpResponse:
        context |= {"value": self.value, "cancel_url": self.history_url, "history_url": self.history_url}
        return render(self.request, self.template, context, status=status)


class ValueWithdraw(OneValue):
    """Asks whether a revision is to be given up, and puts back what was approved before it (rules 3.4)."""

    template = "indicators/value_withdraw.html"

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if not self.value.is_under_revision:
            raise Http404("Only a value under revision has something to go back to.")
        return self.page(title=f"Withdraw the revision of {self.value}", confirm_word="Withdraw")

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        """Nobody gives up what they have not seen: the page names the version that it showed."""
        value = self.value
        try:
            if value.is_under_revision and request.POST.get("version") != str(value.version):
                raise ChangedMeanwhile(value.history.latest())
            services.withdraw_revision(value, by=request.user)
        except ChangedMeanwhile:
            messages.error(request, CHANGED)
        except (PeriodLocked, services.NotRevised) as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"The revision of {value} was withdrawn. What was approved stands.")
        return redirect(self.history_url)


class ReviseForm(forms.Form):
    """Why an approved value has to change (rules 3.4)."""

    reason = forms.CharField(
        label="Why does it have to change?",
        help_text="It is printed wherever the figure is marked as restated.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ValueRevise(OneValue):
    """Asks why an approved value has to change, and opens it for that (rules 3.4)."""

    template = "indicators/value_revise.html"

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if self.value.state != Value.State.APPROVED:
            raise Http404("Only an approved value is revised; any other can simply be changed.")
        return self._page(ReviseForm())

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = ReviseForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            services.revise_value(self.value, reason=form.cleaned_data["reason"], by=request.user)
        except (PeriodLocked, ChangedMeanwhile) as error:
            form.add_error(None, str(error) if isinstance(error, PeriodLocked) else CHANGED)
            return self._page(form, status=422)
        except services.NotApproved as error:  # a second click, or somebody was quicker
            messages.warning(request, str(error))
        else:
            text = f"{self.value} is a draft again. What was approved counts until the change is approved."
            messages.success(request, text)
        return redirect(self.history_url)

    def _page(self, form: ReviseForm, status: int = 200) -> HttpResponse:
        return self.page(status, form=form, title=f"Revise {self.value}", confirm_word="Revise")
