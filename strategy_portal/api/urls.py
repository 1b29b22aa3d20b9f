"""The addresses of the API."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from .views import LISTS, Docs, Root, Schema

app_name = "api"

router = SimpleRouter()
for name, route, view in LISTS:
    router.register(name, view, basename=route)

urlpatterns = [
    path("", Root.as_view(), name="root"),
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", Docs.as_view(), name="docs"),
    *router.urls,
]
