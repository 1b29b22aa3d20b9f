"""Asks the table of rights before any view runs."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied

from .access import may


class Rights:
    """The API asks the table itself, once it has read the token."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        route = request.resolver_match.view_name
        if route.startswith("api:") or may(request.user, route, request.method):
            return None
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.get_full_path())
