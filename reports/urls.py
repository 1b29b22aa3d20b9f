from django.urls import path

from . import board_views

app_name = "reports"
urlpatterns = [
    path("board/", board_views.Board.as_view(), name="board"),
]
