"""Consultations in the administration, where they are entered. Each change is in the history."""

from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from .models import Consultation, EngagementScore, EngagementStandard, Event, Note, Question, Theme, ThemeShare


class QuestionInline(admin.TabularInline):
    model = Question
    extra = 0


class EventInline(admin.TabularInline):
    model = Event
    extra = 0


class NoteInline(admin.TabularInline):
    model = Note
    extra = 0


class ScoreInline(admin.TabularInline):
    model = EngagementScore
    extra = 0


@admin.register(Consultation)
class ConsultationAdmin(SimpleHistoryAdmin):
    list_display = ("title", "strategy", "opened_on", "closed_on")
    list_filter = ("strategy",)
    list_select_related = ("strategy",)
    prepopulated_fields = {"slug": ("title",)}
    inlines = (QuestionInline, EventInline, NoteInline, ScoreInline)


@admin.register(Theme)
class ThemeAdmin(SimpleHistoryAdmin):
    list_display = ("title", "consultation", "rank", "comment_count")
    list_filter = ("consultation",)
    list_select_related = ("consultation",)


@admin.register(ThemeShare)
class ThemeShareAdmin(SimpleHistoryAdmin):
    list_display = ("consultation", "as_written")
    list_select_related = ("consultation",)
    filter_horizontal = ("themes",)


@admin.register(EngagementStandard)
class EngagementStandardAdmin(admin.ModelAdmin):
    list_display = ("title", "edition", "number")
    list_filter = ("edition",)
