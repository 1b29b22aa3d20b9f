"""The page of what was searched for."""

from typing import Any

from django.views.generic import TemplateView

from strategy_portal.access import sees_drafts
from strategy_portal.fulltext.words import terms_of

from .search import search

LONGEST = 100
TRY = "Try fewer words, the beginning of a word, or a number such as 2.2."
TRY_RETURNS = " A return of yours that is not approved is found by number and period, as in 2.2 Q1."


class Search(TemplateView):
    template_name = "search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = self.request.GET.get("q", "")[:LONGEST].strip()
        found = search(text, self.request.user)
        shown = sum(len(kind.found) + kind.more for kind in found)
        has_returns = sees_drafts(self.request.user)
        return super().get_context_data(
            text=text, words=terms_of(text), found=found, count=shown, searching=True, has_returns=has_returns,
            elsewise=TRY + (TRY_RETURNS if has_returns else ""), **kwargs,
        )  # fmt: skip
