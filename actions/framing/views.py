"""The pages of a document that becomes a framework: bring it, settle it, change a row, put it away."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from outcomes.models import Strategy
from strategy_portal.domain.numbers import row_number
from strategy_portal.editing.forms import GuardedForm
from strategy_portal.editing.views import Crumb, EditPage
from strategy_portal.models import User
from strategy_portal.records.versions import ChangedMeanwhile, Refused
from strategy_portal.uploads.reading import FileRefused

from ..models import Framing
from . import services
from .forms import DocumentForm, RowCreateForm, RowForm
from .found import INDICATOR, OUTCOME, Row
from .paging import sheets_of
from .proposal import ADDED, Part, Proposal, blank, of_outcome, proposal_of
from .services import RowRefused
from .shown import lines_of

QUESTION = "answer-"
TITLE = "From a document to a framework"
HERE_ALREADY = "This document is here already: nothing was read anew, and what was settled of it stands."


def _crumbs() -> list[Crumb]:
    return [("Strategies", reverse("outcomes:strategy-list"))]


def link_to(framing: Framing, page: str, key: str) -> str:
    """The page of the document on which a row stands, at that row."""
    number = sheets_of(proposal_of(framing)).page_of(key)
    return f"{page}?page={number}#{key}" if number > 1 else f"{page}#{key}"


class FramingCreate(EditPage):
    """Upload or paste a document. One that can't be read is refused here, and nothing of it is kept."""

    title = TITLE
    lead = (
        "Its outcomes, indicators with targets and actions are laid out beside its words. Nothing is added before you "
        "have settled what is doubtful and confirmed it."
    )
    button = "Read it"
    template = "actions/framing_create.html"

    @property
    def crumbs(self) -> list[Crumb]:  # type: ignore[override]
        return _crumbs()

    def form(self, data: Any = None) -> DocumentForm:
        self.drafts = list(Strategy.objects.filter(is_draft=True, archived_on=None))
        files = self.request.FILES if data is not None else None
        return DocumentForm(data, files, drafts=self.drafts, into=self.request.GET.get("into", "")[:60])

    def save(self, form: DocumentForm) -> str:
        given = form.cleaned_data
        into = next((draft for draft in self.drafts if draft.slug == given["into"]), None)
        said: dict[str, Any] = {"into": into, "by": cast(User, self.request.user), "at": timezone.now()}
        try:
            if given["file"]:
                found = services.receive_document(file=given["file"], name=given["file"].name, **said)
            else:
                found = services.receive_text(text=given["text"], **said)
        except FileRefused as refused:
            raise Refused(str(refused), "file" if given["file"] else "text") from refused
        self.saved, is_new = found
        return "" if is_new else HERE_ALREADY

    def after(self) -> str:
        return reverse("actions:framing-detail", args=[self.saved.pk])

    def context(self) -> dict[str, Any]:
        return {"begun": Framing.objects.select_related("made_by", "strategy").defer("found", "answers")}


class OfFraming:
    """Finds the document that the address names."""

    request: HttpRequest
    kwargs: dict[str, Any]

    def framing(self) -> Framing:
        found = Framing.objects.select_related("strategy", "made_by", "confirmed_by")
        return get_object_or_404(found, pk=row_number(str(self.kwargs["pk"])))

    @property
    def here(self) -> str:
        return reverse("actions:framing-detail", args=[self.kwargs["pk"]])


class FramingDetail(OfFraming, View):
    """What a document would add, beside its words; questions first. Saving keeps answers, confirming adds all of it."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._page(self.framing())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        framing, by = self.framing(), cast(User, request.user)
        try:
            kept = services.answer(
                framing, answers=self._answers, out=self._out or (), shown=self._shown_keys, seen=self._seen, by=by
            )
            if "confirm" not in request.POST:
                messages.success(request, "Your answers are kept. Nothing is added yet.")
                number = row_number(request.POST.get("go", "")) or self._number
                return redirect(f"{self.here}?page={number}" if number > 1 else self.here)
            done = services.confirm(kept, seen=kept.version, by=by, at=timezone.now())
        except ChangedMeanwhile as changed:
            return self._page(framing, f"{changed.by} saved since you opened this page. Your answers below are not "
                              "saved yet: compare and save again.", 409)  # fmt: skip
        except RowRefused as refused:
            return self._page(self.framing(), str(refused), 422, at=refused.key)
        except Refused as refused:
            return self._page(self.framing(), f"{refused}.", 422)
        messages.success(request, f"{done.added} rows are added to the draft “{cast(Strategy, done.strategy).title}”.")
        return redirect("outcomes:strategy-contents", cast(Strategy, done.strategy).slug)

    @property
    def _answers(self) -> dict[str, str]:
        sent = self.request.POST
        return {key.removeprefix(QUESTION): sent[key] for key in sent if key.startswith(QUESTION)}

    @property
    def _out(self) -> list[str] | None:
        """The rows that are ticked to be left out; None where nothing was sent."""
        return self.request.POST.getlist("out") if self.request.method == "POST" else None

    @property
    def _shown_keys(self) -> list[str]:
        """The rows that the page showed: of others nothing is said."""
        return self.request.POST.getlist("shown")

    @property
    def _number(self) -> int:
        """The page of the document, from 1."""
        return row_number(self.request.GET.get("page", "")) or 1

    @property
    def _seen(self) -> int:
        return row_number(self.request.POST.get("seen", "")) or 0

    def _page(self, framing: Framing, refused: str = "", status: int = 200, at: str = "") -> HttpResponse:
        crumbs = [*_crumbs(), (TITLE, reverse("actions:framing-create")), (framing.name, "")]
        context: dict[str, Any] = {"framing": framing, "crumbs": crumbs}
        if framing.confirmed_at is None:
            proposal = proposal_of(framing)
            context |= self._shown(proposal, at) | {
                "refused": refused,
                "at": proposal.by_key.get(at),
            }
        return render(self.request, "actions/framing_detail.html", context, status=status)

    def _shown(self, proposal: Proposal, at: str) -> dict[str, Any]:
        posted, out, sheets = self._answers, self._out, sheets_of(proposal)
        number = sheets.clean(self._number)
        sheet = sheets.at(number)
        pages = {row.key: sheets.page_of(row.key) for row in proposal.rows}
        links = {key: f"#{key}" if page == number else f"?page={page}#{key}" for key, page in pages.items()}
        return {
            "proposal": proposal, "sheet": sheet, "number": number,
            "sheets": [(each.title, each.state_in(proposal)) for each in sheets.all],
            "next": sheets.all[number].title if number < len(sheets.all) else None,
            "asked": [
                (question, posted.get(question.key, question.answer), self._named(proposal, question.about, links))
                for question in sheet.questions
            ],
            "at_link": links.get(at, ""),
            "errors": [(row, links[key], text) for key, texts in proposal.errors.items() for text in texts
                       if (row := proposal.by_key[key])],
            "groups": [
                (heading, self._numbered(heading, [self._card(proposal, part, out) for part in parts], proposal))
                for heading, parts in sheet.groups
            ],
            "kinds": [(kind, proposal.word.lower() if kind == OUTCOME else kind) for kind in ADDED],
        }  # fmt: skip

    @staticmethod
    def _numbered(heading: Part | None, cards: list[dict[str, Any]], proposal: Proposal) -> list[dict[str, Any]]:
        """With the numbers that a new outcome's indicators will have."""
        if heading is None or heading.state == "there":
            return cards
        key = heading.row.key
        places = {row.key: n for n, row in enumerate(of_outcome(proposal.new(INDICATOR), key), 1)}
        for card in cards:
            if card["row"].key in places and not card["is_out"]:
                card["number"] = f"{heading.row.fields['number']}.{places[card['row'].key]}"
        return cards

    @staticmethod
    def _named(proposal: Proposal, keys: tuple[str, ...], links: dict[str, str]) -> list[tuple[str, str]]:
        return [(links[key], proposal.by_key[key].title) for key in keys if key in links]

    def _is_shown(self, part: Part) -> bool:
        return part.row.key in self._shown_keys

    def _card(self, proposal: Proposal, part: Part, out: list[str] | None) -> dict[str, Any]:
        is_out = part.state == "out" if out is None or not self._is_shown(part) else part.row.key in out
        word = proposal.word if part.row.kind == OUTCOME else part.row.kind.capitalize()
        return {"word": word, "part": part, "row": part.row, "lines": lines_of(part.row, proposal), "is_out": is_out,
                "number": proposal.numbers.get(part.row.key) or part.row.fields.get("number", "")}  # fmt: skip


class FramingRowEdit(OfFraming, EditPage):
    """Change what one row says, beside the passage that it was taken from."""

    template = "actions/framing_row_edit.html"
    button = "Keep it"
    form_class: type[RowForm] = RowForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self._find()

    def _find_document(self) -> None:
        self.document = self.framing()
        if self.document.confirmed_at is not None:
            raise Http404("It was confirmed; its rows are changed where they stand now.")
        self.proposal = proposal_of(self.document)

    def _find(self) -> None:
        self._find_document()
        row = self.proposal.by_key.get(self.kwargs["row"])
        if row is None:
            raise Http404("The document has no such row.")
        self.row = row

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"Change the {self.row.kind}"

    @property
    def caption(self) -> str:  # type: ignore[override]
        return self.document.name

    @property
    def crumbs(self) -> list[Crumb]:  # type: ignore[override]
        return [*_crumbs(), (TITLE, reverse("actions:framing-create")), (self.document.name, self.here)]

    def form(self, data: Any = None) -> RowForm:
        if data is not None:
            self._find()
        return self.form_class(data, row=self.row, proposal=self.proposal)

    def save(self, form: GuardedForm) -> str:
        seen, by = form.cleaned_data["seen"], cast(User, self.request.user)
        typed = cast(RowForm, form).typed()
        services.edit_row(self.document, key=self.row.key, fields=typed, seen=seen, by=by)
        return "The row is kept so. Nothing is added yet."

    def after(self) -> str:
        return link_to(self.framing(), self.here, self.row.key)

    def context(self) -> dict[str, Any]:
        return {"row": self.row}


class FramingRowCreate(FramingRowEdit):
    """Add an outcome, a commitment, an indicator, an action or a value that was not found in the document."""

    form_class = RowCreateForm

    def _find(self) -> None:
        self._find_document()
        kind = self.kwargs["kind"]
        if kind not in ADDED:
            raise Http404("Nothing of that kind is added.")
        self.row = Row("", kind, blank(kind, self.proposal.free_number(kind)), "", "")
        outcome = self.request.GET.get("outcome", "")
        if outcome in self.proposal.numbers:
            self.row.fields |= {"outcome": outcome} if "outcome" in self.row.fields else {}
            self.row.fields |= {"outcomes": [outcome]} if "outcomes" in self.row.fields else {}

    @property
    def title(self) -> str:  # type: ignore[override]
        kind = self.row.kind
        word = self.proposal.word.lower() if kind == OUTCOME else kind
        return f"Add {'an' if word[0] in 'aeiou' else 'a'} {word}"

    def save(self, form: GuardedForm) -> str:
        said = cast(RowCreateForm, form)
        given = said.cleaned_data
        kept = services.add_row(
            self.document, kind=self.row.kind, fields=said.typed(), place=given["place"], passage=given["passage"],
            seen=given["seen"], by=cast(User, self.request.user),
        )  # fmt: skip
        self.row.key = f"a{len(kept.answers['added'])}"
        return "The row is kept. Nothing is added to a strategy yet."


class FramingRemove(OfFraming, EditPage):
    """Put a document away of which nothing was added."""

    title = "Put the document away"
    lead = "What was settled and typed of it is lost. Nothing of it was added to a strategy."
    button = "Put it away"

    @property
    def crumbs(self) -> list[Crumb]:  # type: ignore[override]
        return [*_crumbs(), (TITLE, reverse("actions:framing-create")), (self.framing().name, self.here)]

    def form(self, data: Any = None) -> GuardedForm:
        return GuardedForm(data, initial={"seen": self.framing().version})

    def save(self, form: GuardedForm) -> str:
        services.remove_framing(self.framing(), seen=form.cleaned_data["seen"], by=cast(User, self.request.user))
        return "The document is put away."

    def after(self) -> str:
        return reverse("actions:framing-create")
