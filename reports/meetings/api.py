"""Meetings and decisions in the API: when the board meets, what it decided, and what came of it."""

import django_filters as filters
from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from indicators.api import key_of
from outcomes.api import strategy_filter
from reports.models import BoardMeeting, Decision, MeetingPack
from strategy_portal.api.base import ReadOnlySerializer, ReadOnlyViewSet, YesNoFilter
from strategy_portal.clock import today


class PackSerializer(ReadOnlySerializer):
    """The board’s page of a strategy, as it was frozen for the meeting."""

    strategy = serializers.SlugField(source="strategy.slug", read_only=True)
    pdf_url = serializers.SerializerMethodField(help_text="Where to fetch it")

    class Meta:
        model = MeetingPack
        fields = (
            "id", "strategy", "version", "stood_on", "sheets", "left_out", "pdf_sha256", "made_at", "pdf_url",
            "is_demonstration",
        )  # fmt: skip
        extra_kwargs = {
            "left_out": {"help_text": "What had no room on four sheets; null: nothing"},
            "sheets": {"help_text": "At most four"},
            "pdf_sha256": {"help_text": "The check sum of the PDF"},
        }

    def get_pdf_url(self, pack: MeetingPack) -> str:
        return str(self.context["request"].build_absolute_uri(pack.get_absolute_url()))


class BoardMeetingSerializer(ReadOnlySerializer):
    """A meeting of the board or of a committee, planned or held."""

    strategy = serializers.SlugField(
        source="strategy.slug", default=None, read_only=True, allow_null=True, help_text="Null: about all strategies"
    )
    state = serializers.SerializerMethodField(help_text="Planned, today, held or called off")
    packs = PackSerializer(many=True, read_only=True, help_text="Each version, the latest first")

    class Meta:
        model = BoardMeeting
        fields = (
            "id", "kind", "body", "meets_on", "strategy", "purpose", "called_off", "state", "packs", "version",
            "is_demonstration",
        )  # fmt: skip
        extra_kwargs = {"called_off": {"help_text": "Why; null: it takes place"}}

    def get_state(self, meeting: BoardMeeting) -> str:
        return meeting.state(today()).lower()


class BoardMeetingApiFilter(filters.FilterSet):
    strategy = strategy_filter("strategy")
    kind = filters.ChoiceFilter(choices=BoardMeeting.Kind.choices)
    from_day = filters.DateFilter("meets_on", lookup_expr="gte", help_text="On this day or later")
    to_day = filters.DateFilter("meets_on", lookup_expr="lte", help_text="On this day or earlier")


class BoardMeetingViewSet(ReadOnlyViewSet):
    """When the board and committees meet, and the packs that were frozen for it."""

    queryset = (
        BoardMeeting.objects.of_adopted()
        .select_related("strategy")
        .prefetch_related(Prefetch("packs", MeetingPack.objects.filter(strategy__is_draft=False).without_files()))
        .order_by("-meets_on", "-pk")
    )
    serializer_class = BoardMeetingSerializer
    filterset_class = BoardMeetingApiFilter


class DecisionSerializer(ReadOnlySerializer):
    """What a meeting decided on a strategy, an indicator or an action; open until somebody says what came of it."""

    meeting = serializers.IntegerField(source="meeting_id", read_only=True, help_text="The meeting’s id")
    decided_on = serializers.DateField(source="meeting.meets_on", read_only=True)
    body = serializers.CharField(source="meeting.body", read_only=True, help_text="Who decided")
    strategy = serializers.SlugField(source="strategy.slug", read_only=True)
    indicator = serializers.SerializerMethodField(help_text="The indicator’s key; null: it is on none")
    action = serializers.SerializerMethodField(help_text="The action’s key; null: it is on none")
    team = serializers.CharField(source="team.name", read_only=True, help_text="Who does it")
    open = serializers.BooleanField(source="is_open", read_only=True)
    late = serializers.SerializerMethodField(help_text="Open, and the day is past by which it was to be done")

    class Meta:
        model = Decision
        fields = (
            "id", "meeting", "decided_on", "body", "strategy", "indicator", "action", "text", "team", "due_on", "open",
            "late", "came_of", "closed_on", "version", "is_demonstration",
        )  # fmt: skip
        extra_kwargs = {
            "due_on": {"help_text": "By when; null: no day was set"},
            "came_of": {"help_text": "Null while it is open"},
            "closed_on": {"help_text": "Null while it is open"},
        }

    @extend_schema_field({"type": "string", "nullable": True})
    def get_indicator(self, decision: Decision) -> str | None:
        return key_of(decision.indicator) if decision.indicator else None

    @extend_schema_field({"type": "string", "nullable": True})
    def get_action(self, decision: Decision) -> str | None:
        return decision.action.key if decision.action else None

    def get_late(self, decision: Decision) -> bool:
        return decision.is_late(today())


class DecisionApiFilter(filters.FilterSet):
    strategy = strategy_filter("strategy")
    open = YesNoFilter(method="filter_open", help_text="Nobody said yet what came of it")

    def filter_open(self, decisions, name, is_open):
        return decisions.filter(closed_on__isnull=is_open)


class DecisionViewSet(ReadOnlyViewSet):
    """What meetings decided, who does it by when, and what came of it."""

    queryset = Decision.objects.of_adopted().with_all().order_by("-meeting__meets_on", "-pk")
    serializer_class = DecisionSerializer
    filterset_class = DecisionApiFilter
