"""Progress updates in the API: read by everyone who may, written by those who report. Sent twice, recorded once."""

from dataclasses import asdict
from typing import Any

import django_filters as filters
from django.db import IntegrityError, transaction
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from outcomes.api import strategy_filter
from strategy_portal.api.base import WholeNumberFilter
from strategy_portal.api.writing import LARGEST, ConflictSerializer, Said, Strict, WholeNumber, WritableViewSet, YesOrNo
from strategy_portal.clock import today
from strategy_portal.records.versions import ChangedMeanwhile, Refused

from ..api import UPDATES_VERSION, ProgressUpdateSerializer
from ..models import Action, ProgressUpdate, in_force
from .services import REPORTED, ProgressReport, add_progress_update

KEY = r"^[-a-zA-Z0-9_]+/[0-9]{1,4}$"
"""An action by its strategy and number: `elc-customer-2023-28/7`."""

TOKEN = r"^[-a-zA-Z0-9_.:]{8,100}$"
STATES = [(state.value, str(state.label)) for state in REPORTED]


class UpdateSerializer(ProgressUpdateSerializer):
    """An update with the action that it is of."""

    strategy = serializers.SlugField(source="action.strategy.slug", read_only=True)
    action = serializers.CharField(
        source="action.key", read_only=True, help_text="The action’s key, for example `elc-customer-2023-28/7`"
    )

    class Meta(ProgressUpdateSerializer.Meta):
        fields = ("strategy", "action", *ProgressUpdateSerializer.Meta.fields)


class RecordedUpdateSerializer(UpdateSerializer):
    """An update as it was recorded, with the version that the next one has to have seen."""

    updates_version = serializers.IntegerField(source="action.version", read_only=True, help_text=UPDATES_VERSION)

    class Meta(UpdateSerializer.Meta):
        fields = (*UpdateSerializer.Meta.fields, "updates_version")


class NewUpdateSerializer(Strict):
    """What was done on an action, and perhaps its new state."""

    key = serializers.RegexField(
        TOKEN, help_text="Your own name for this update. Sent again with the same content it changes nothing"
    )
    action = serializers.RegexField(
        KEY,
        help_text="The action’s key, for example `elc-customer-2023-28/7`",
        error_messages={"invalid": "Write strategy and number, for example “elc-customer-2023-28/7”."},
    )
    updates_version = WholeNumber(
        min_value=0,
        max_value=LARGEST,
        help_text="The action’s `updates_version` that you saw; if somebody has reported since, 409",
    )
    done = Said(max_length=20_000, help_text="What was done")
    next_steps = Said(required=False, allow_blank=True, max_length=20_000, help_text="What is next")
    risk = Said(required=False, allow_blank=True, max_length=20_000, help_text="What may go wrong")
    at_risk = YesOrNo(required=False, help_text="At risk in the owner’s judgement; false if left out")
    new_state = serializers.ChoiceField(
        choices=STATES, required=False, help_text="The action’s new state; left out, it stays as it is"
    )
    seen_state = serializers.ChoiceField(
        choices=Action.State.choices, required=False, help_text="The state that you saw; if another stands there, 409"
    )


class UpdateConflictSerializer(ConflictSerializer):
    """Nothing was recorded: both updates and the state, so that a person or a program can settle it."""

    code = serializers.ChoiceField(choices=["changed", "decision", "key-used"])
    theirs = UpdateSerializer(
        allow_null=True,
        help_text="The latest update that holds, null if there is none; for `key-used` the one with this key",
    )
    state = serializers.ChoiceField(choices=Action.State.choices, help_text="The action’s state now")
    updates_version = serializers.IntegerField(help_text=UPDATES_VERSION)


class UpdateFilter(filters.FilterSet):
    strategy = strategy_filter("action__strategy")
    number = WholeNumberFilter("action__number", of=(Action, "number"), help_text="The action’s number")
    written_from = filters.DateFilter("written_on", "gte", help_text="Written on this day or later")


@extend_schema_view(
    create=extend_schema(
        request=NewUpdateSerializer,
        responses={
            201: OpenApiResponse(RecordedUpdateSerializer, "Recorded"),
            200: OpenApiResponse(RecordedUpdateSerializer, "It was recorded before, with this key and this content"),
            409: OpenApiResponse(UpdateConflictSerializer, "Nothing was recorded: see `code`"),
        },
    )
)
class ProgressUpdateViewSet(WritableViewSet):
    """Progress updates, the latest first. One is never changed here: send another that says what is right."""

    queryset = ProgressUpdate.objects.filter(action__strategy__is_draft=False)
    queryset = queryset.select_related("action__strategy").order_by("-written_on", "-pk")
    serializer_class = UpdateSerializer
    filterset_class = UpdateFilter

    def create(self, request):
        """Report on an action of yours. The same key and content sent again records nothing and answers 200."""
        sent = self.sent(NewUpdateSerializer)
        action = self._action(sent)
        report = ProgressReport(
            sent["done"], sent.get("next_steps", ""), sent.get("risk", ""), sent.get("at_risk", False)
        )
        if before := self._before(sent["key"]):
            return self._again(before, action, report)
        try:
            with transaction.atomic():
                update = add_progress_update(
                    action=action, report=report, key=sent["key"], new_state=sent.get("new_state", ""),
                    seen_state=sent.get("seen_state", ""), version=sent["updates_version"], by=request.user,
                    on=today(), at=timezone.now(),
                )  # fmt: skip
        except Refused as refused:
            return self._refused("decision", str(refused), action)
        except (ChangedMeanwhile, IntegrityError) as error:
            if before := self._before(sent["key"]):  # the same, sent twice at once
                return self._again(before, action, report)
            if isinstance(error, IntegrityError):
                raise
            return self._refused("changed", str(error), action)
        return Response(RecordedUpdateSerializer(update).data, status.HTTP_201_CREATED)

    def _action(self, sent: dict[str, Any]) -> Action:
        """Raises NotFound for somebody else's."""
        strategy, number = sent["action"].split("/")  # as KEY says
        mine = Action.objects.updatable_by(self.request.user).select_related("strategy")
        found = mine.filter(strategy__slug=strategy, number=int(number)).first()
        if found is None:
            raise NotFound("There is no such action, or it is not yours to report on.")
        return found

    def _before(self, key: str) -> ProgressUpdate | None:
        mine = ProgressUpdate.objects.filter(written_by=self.request.user, key=key)
        return mine.select_related("action__strategy").first()

    def _again(self, before: ProgressUpdate, action: Action, report: ProgressReport) -> Response:
        same = all(getattr(before, name) == sent for name, sent in asdict(report).items())
        if before.action_id != action.pk or not same:
            text = "This key names another update of yours. Choose a new one for each update."
            return self._refused("key-used", text, action, theirs=before)
        return Response(RecordedUpdateSerializer(before).data)

    def _refused(self, code: str, detail: str, action: Action, *, theirs: ProgressUpdate | None = None) -> Response:
        """With what stands there now."""
        action.refresh_from_db()
        updates = action.updates.select_related("action__strategy")
        return UpdateConflictSerializer.answer(
            detail=detail,
            code=code,
            theirs=theirs or next(iter(in_force(updates)), None),
            state=action.state,
            updates_version=action.version,
            yours=self.request.data,
        )
