"""Consultations in the API. A count that the source does not give is null, never nought."""

from typing import Any

import django_filters as filters
from rest_framework import serializers

from outcomes.api import strategy_filter
from strategy_portal.api.base import ClockTime, FigureText, NothingBlank, ReadOnlySerializer, Reason, Scored

from .models import Choice, Consultation, EngagementScore, Meeting, Note, Question, Reply
from .scorecards.cards import consultation_cards


class ReportedChoiceSerializer(ReadOnlySerializer):
    """A choice, and how often the source says that it was made."""

    class Meta:
        model = Choice
        fields = ("text", "reported_count")


class QuestionSerializer(ReadOnlySerializer):
    """What the source reports: agreement in percent, as a range; both ends are the same where one figure is known."""

    choices = ReportedChoiceSerializer(many=True, read_only=True)

    class Meta:
        model = Question
        fields = ("order", "text", "agreement_low", "agreement_high", "base", "note", "choices")


class FindingSerializer(serializers.Serializer):
    """What was said."""

    text = serializers.CharField()
    summarised = serializers.BooleanField(source="is_summary", help_text="In the source’s words, not the speaker’s")
    event = serializers.IntegerField(
        source="meeting.order", allow_null=True, default=None, help_text="The event at which it was said, by its order"
    )


class ThemeSerializer(serializers.Serializer):
    """What comments are about."""

    title = serializers.CharField()
    rank = serializers.IntegerField(allow_null=True, help_text="Its place among the top themes, where one is given")
    comment_count = serializers.IntegerField(allow_null=True)
    findings = FindingSerializer(source="comments", many=True)


class ConsultationNoteSerializer(ReadOnlySerializer):
    """One entry of the consultation’s lists."""

    class Meta:
        model = Note
        fields = ("kind", "order", "text")


class EventSerializer(ReadOnlySerializer):
    """A focus group or meeting. Date and attendance only where the source states them."""

    starts = ClockTime(read_only=True, allow_null=True)
    ends = ClockTime(read_only=True, allow_null=True)

    class Meta:
        model = Meeting
        fields = ("order", "group", "place", "held_on", "starts", "ends", "invited", "attended")


class EngagementScoreSerializer(ReadOnlySerializer):
    """The score of one standard."""

    edition = serializers.IntegerField(source="standard.edition", read_only=True)
    number = serializers.IntegerField(source="standard.number", read_only=True)
    standard = serializers.CharField(source="standard.title", read_only=True)

    class Meta:
        model = EngagementScore
        fields = ("edition", "number", "standard", "score", "comment")


class EngagementSerializer(NothingBlank):
    """Self-assessed engagement standards of one edition, 1 to 6 in halves."""

    edition = serializers.IntegerField()
    scores = EngagementScoreSerializer(many=True)
    mean = FigureText(allow_null=True)
    mean_text = serializers.CharField()
    missing = Reason(source="mean")


class ReplySerializer(ReadOnlySerializer):
    """What the council answered to a theme or a comment, and in which actions it does so."""

    theme = serializers.CharField(source="theme.title", read_only=True, allow_null=True, default=None)
    comment = serializers.IntegerField(
        source="comment.order", read_only=True, allow_null=True, default=None, help_text="Its number"
    )
    actions = serializers.SlugRelatedField(
        "number", many=True, read_only=True, help_text="Numbers of actions of the same strategy"
    )

    class Meta:
        model = Reply
        fields = ("theme", "comment", "kind", "text", "reason", "actions")


class AnsweredSerializer(serializers.Serializer):
    """How many have a final reply, and of how many."""

    count = serializers.IntegerField()
    base = serializers.IntegerField()


class ChoiceCountSerializer(serializers.Serializer):
    """A choice and its share of those who answered the question."""

    text = serializers.CharField()
    count = serializers.IntegerField(source="share.count")
    percent = FigureText(source="share.percent", allow_null=True)
    percent_text = serializers.CharField(source="share.text")


class QuestionAnswersSerializer(serializers.Serializer):
    """How a question was answered: `answered` is the base of each share, `unanswered` left it out."""

    order = serializers.IntegerField(source="question.order")
    text = serializers.CharField(source="question.text")
    kind = serializers.CharField(source="question.kind")
    answered = serializers.IntegerField()
    unanswered = serializers.IntegerField()
    hidden = serializers.BooleanField(
        source="is_hidden", help_text="So few answered that nothing is given: both counts are 0 and there is no choice"
    )
    choices = ChoiceCountSerializer(many=True)
    sentence = serializers.CharField()


class TypeCountSerializer(serializers.Serializer):
    """As what people answered. A small count, and what would give one away, is null."""

    title = serializers.CharField()
    responses = serializers.IntegerField(allow_null=True)


class AnswersSerializer(serializers.Serializer):
    """Counted from the responses that the portal holds; small counts by respondent type are hidden."""

    responses = serializers.IntegerField()
    comments = serializers.IntegerField()
    spoken_for = serializers.IntegerField(allow_null=True, help_text="People that groups say they speak for")
    by_type = TypeCountSerializer(many=True)
    questions = QuestionAnswersSerializer(many=True)


class ThemeFindingSerializer(serializers.Serializer):
    """How many comments have a theme, and how many have it or one before it; both are of `base` comments."""

    theme = serializers.CharField(source="theme.title")
    count = serializers.IntegerField(source="share.count")
    base = serializers.IntegerField(source="share.base")
    percent = FigureText(source="share.percent", allow_null=True)
    percent_text = serializers.CharField(source="share.text")
    together = serializers.IntegerField(source="together.count")
    together_percent = FigureText(source="together.percent", allow_null=True)
    together_text = serializers.CharField(source="together.text")


class ThemesByTypeSerializer(serializers.Serializer):
    """Comments with each theme, by who answered. A small count, and what would give one away, is null."""

    types = serializers.ListField(child=serializers.CharField())
    rows = serializers.SerializerMethodField()

    def get_rows(self, by_type) -> list[dict[str, Any]]:
        return [{"theme": theme, "comments": list(cells)} for theme, cells in by_type.rows]


class ThemeFindingsSerializer(serializers.Serializer):
    """What people coded: of all `comments` so many were `read`, of which shares are; `none` of these have no theme."""

    comments = serializers.IntegerField()
    read = serializers.IntegerField()
    none = serializers.IntegerField()
    themes = ThemeFindingSerializer(many=True)
    by_type = ThemesByTypeSerializer(allow_null=True)


class TopCommentSerializer(serializers.Serializer):
    """A published comment that others made in nearly the same words, and how many published ones there are."""

    text = serializers.CharField()
    alike = serializers.IntegerField()


class ConsultationSerializer(ReadOnlySerializer):
    """One exercise. A count that the source does not give is null."""

    key = serializers.SerializerMethodField(help_text="Strategy and slug")
    strategy = serializers.SlugField(source="strategy.slug", read_only=True)
    lead = serializers.CharField(source="lead.name", read_only=True, allow_null=True, default=None)
    outcomes = serializers.SlugRelatedField(
        "number", many=True, read_only=True, help_text="Numbers of the outcomes concerned; none: the whole strategy"
    )
    questions = QuestionSerializer(source="card.consultation.questions", many=True, read_only=True)
    themes = ThemeSerializer(source="card.themes", many=True, read_only=True)
    without_theme = FindingSerializer(source="card.unthemed.comments", many=True, read_only=True)
    theme_share = serializers.CharField(
        source="card.theme_share",
        read_only=True,
        allow_null=True,
        help_text="What several themes make up together, as written",
    )
    theme_share_of = serializers.IntegerField(source="card.theme_share_of", read_only=True, help_text="How many themes")
    notes = ConsultationNoteSerializer(source="card.consultation.notes", many=True, read_only=True)
    events = EventSerializer(source="card.consultation.meetings", many=True, read_only=True)
    engagement = EngagementSerializer(
        source="card.score_sets", many=True, read_only=True, help_text="One for each edition that was scored"
    )
    replies = ReplySerializer(source="card.replies", many=True, read_only=True)
    answers = AnswersSerializer(
        source="card.answers", read_only=True, allow_null=True, help_text="Null where the portal holds no responses"
    )
    findings = ThemeFindingsSerializer(
        source="card.findings", read_only=True, allow_null=True, help_text="Null where nobody has coded a comment"
    )
    top_comments = TopCommentSerializer(source="card.top_comments", many=True, read_only=True)
    themes_answered = AnsweredSerializer(source="card.answered", read_only=True, help_text="Of the confirmed themes")
    comments_answered = AnsweredSerializer(
        source="card.comments_answered",
        read_only=True,
        help_text="Of the published comments, by a reply of their own or to a theme of theirs",
    )

    class Meta:
        model = Consultation
        fields = (
            "id", "key", "strategy", "slug", "title", "purpose", "outcomes", "lead", "opened_on", "closed_on", "method",
            "languages", "equality_note", "privacy_note", "retain_until", "submission_count", "submission_note",
            "respondent_count", "comment_count", "panel_size", "invited_count", "invited_note", "interested_count",
            "community_council_count", "questions", "themes", "without_theme", "theme_share", "theme_share_of", "notes",
            "events", "engagement", "replies", "themes_answered", "comments_answered",
            "answers", "findings", "top_comments",
        )  # fmt: skip

    def get_key(self, consultation: Consultation) -> str:
        return f"{consultation.strategy.slug}/{consultation.slug}"


class ConsultationApiFilter(filters.FilterSet):
    strategy = strategy_filter("strategy")
    opened_from = filters.DateFilter("opened_on", "gte", help_text="Opened on this day or later")
    opened_to = filters.DateFilter("opened_on", "lte", help_text="Opened on this day or earlier")


class ConsultationViewSet(Scored):
    """What people said: counts, agreement, themes, events and engagement standards."""

    queryset = (
        Consultation.objects.filter(strategy__is_draft=False)
        .select_related("strategy", "lead")
        .prefetch_related("outcomes")
    )
    serializer_class = ConsultationSerializer
    filterset_class = ConsultationApiFilter

    def cards(self, found):
        cards = consultation_cards(Consultation.objects.filter(pk__in=[each.pk for each in found]))
        return {card.consultation.pk: card for card in cards}
