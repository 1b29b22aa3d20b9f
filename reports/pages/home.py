"""The home page."""

from django.views.generic import TemplateView

from reports.scorecards.home import home
from strategy_portal.clock import today


class Home(TemplateView):
    """What the person who is signed in has to do; for everyone else what is published."""

    template_name = "home.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(home=home(self.request.user, today()), **kwargs)
