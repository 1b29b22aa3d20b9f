"""An action plan as a picture."""

from django.views.generic import TemplateView

from actions.scorecards.action_plan import action_plan
from actions.views import OfPlan
from reports.charts import timeline_picture
from strategy_portal.clock import today


class ActionTimeline(OfPlan, TemplateView):
    """The plan as a picture: windows, first and present dates; and the same as a table."""

    template_name = "actions/action_timeline.html"

    def get_context_data(self, **kwargs):
        plan = action_plan(self.strategy, today())
        return super().get_context_data(
            strategy=self.strategy, plan=plan, picture=timeline_picture(plan), crumbs=[*self.crumbs, ("Timeline", "")]
        )
