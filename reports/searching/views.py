"""The page of what was searched for."""

from typing import Any

from django.views.generic import TemplateView

from strategy_portal.fulltext.words import terms_of

from .search import search

LONGEST = 100


class Search(TemplateView):
    template_name = "search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = self.request.GET.get("q", "")[:LONGEST].strip()
        found = search(text, self.request.user)
        shown = sum(len(kind.found) + kind.more for kind in found)
        return super().get_context_data(
            text=text, words=terms_of(text), found=found, count=shown, searching=True, **kwargs
        )
