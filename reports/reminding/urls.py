"""Addresses of reminders, remarks and calendars; they belong to `reports`."""

from django.urls import path

from actions.urls import ACTION

from . import calendar_views as calendar
from . import own_views as own
from . import remark_views as remarks
from . import views

urlpatterns = [
    path("reminders/", views.Reminders.as_view(), name="reminders"),
    path("reminders/nudge/", views.NudgeCreate.as_view(), name="nudge-create"),
    path("reminders/sent/<int:pk>/", views.DigestDetail.as_view(), name="digest-detail"),
    path("account/reminders/", own.OwnReminders.as_view(), name="own-reminders"),
    path("account/calendar/", calendar.CalendarCreate.as_view(), name="calendar-create"),
    path("account/calendar/end/", calendar.CalendarEnd.as_view(), name="calendar-end"),
    path("calendar/<str:secret>/mine.ics", calendar.OwnCalendar.as_view(), name="own-calendar"),
    path("calendar/<str:secret>/<slug:strategy>.ics", calendar.StrategyCalendar.as_view(), name="strategy-calendar"),
    path("values/<int:pk>/remarks/", remarks.ValueRemarks.as_view(), name="value-remarks"),
    path(f"{ACTION}remarks/", remarks.ActionRemarks.as_view(), name="action-remarks"),
]
