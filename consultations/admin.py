"""Consultations in the administration: read only. They change on their own pages only, so that privacy holds."""

from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from actions.admin import ToLookAt

from .models import Consultation, EngagementScore, EngagementStandard, Meeting, Note, Question, Theme, ThemeShare


class QuestionInline(ToLookAt, admin.TabularInline):
    model = Question


class MeetingInline(ToLookAt, admin.TabularInline):
    model = Meeting


class ConsultationNoteInline(ToLookAt, admin.TabularInline):
    model = Note


class ScoreInline(ToLookAt, admin.TabularInline):
    model = EngagementScore


@admin.register(Consultation)
class ConsultationAdmin(ToLookAt, SimpleHistoryAdmin):
    list_display = ("title", "strategy", "opened_on", "closed_on")
    list_filter = ("strategy",)
    list_select_related = ("strategy",)
    inlines = (QuestionInline, MeetingInline, ConsultationNoteInline, ScoreInline)


@admin.register(Theme)
class ThemeAdmin(ToLookAt, SimpleHistoryAdmin):
    list_display = ("title", "consultation", "rank", "comment_count")
    list_filter = ("consultation",)
    list_select_related = ("consultation",)


@admin.register(ThemeShare)
class ThemeShareAdmin(ToLookAt, SimpleHistoryAdmin):
    list_display = ("consultation", "as_written")
    list_select_related = ("consultation",)


@admin.register(EngagementStandard)
class EngagementStandardAdmin(ToLookAt, admin.ModelAdmin):
    list_display = ("title", "edition", "number")
    list_filter = ("edition",)
