"""Made-up progress on the actions of the facts, labelled. Owners and dates stay as the source has them."""

from datetime import date, timedelta
from typing import Any

from outcomes.models import Strategy
from strategy_portal.models import User

from .models import Milestone, ProgressUpdate


def tell_progress(strategy: Strategy, stories: dict[int, dict[str, Any]], on: date) -> None:
    """State and progress update of each action that has a story."""
    officer = User.objects.get(username="officer")
    for number, story in stories.items():
        action = strategy.actions.get(number=number)
        action.state, action.state_is_demonstration = story["state"], True
        action.save()
        ProgressUpdate.objects.create(
            action=action,
            written_on=on - timedelta(days=20 + number),
            written_by=officer,
            done=story["done"],
            next_steps=story["next"],
            at_risk=story.get("at_risk", False),
            is_demonstration=True,
        )
        for title, due in story.get("milestones", {}).items():
            milestone = Milestone(action=action, title=title, is_demonstration=True)
            milestone.set_due(due)
            milestone.save()
