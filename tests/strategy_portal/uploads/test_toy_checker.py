"""A kind of file that the portal does not know costs one checker: here a table of names and numbers.

It is kept in the teams: a team's organisation stands for its number.
"""

import io
from collections.abc import Iterator, Sequence
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError
from django.http import Http404
from django.test import Client
from django.urls import path

from strategy_portal.access import RIGHTS, SETS_UP, form
from strategy_portal.models import Team, Upload, User
from strategy_portal.uploads.checker import Checker, Confirmation, Difference, Doubts, Fault, Found, RowChange
from strategy_portal.uploads.reading import FileRefused, FileRow, Places, Sheet, find_titles, rows_below
from strategy_portal.uploads.views import UploadCreate, UploadDetail
from strategy_portal.urls import urlpatterns as portal

Entry = tuple[str, str]
"""A name and its number."""


class ToyChecker(Checker[Entry]):
    kind = "toy"
    named_by = ("shelf",)
    create_route, detail_route = "toy-create", "toy-detail"
    title = "Upload a table"
    noun = "name"

    def __post_init__(self) -> None:
        if self.address["shelf"] != "top":
            raise Http404("There is one shelf.")

    def rows(self, sheets: Sequence[Sheet]) -> list[FileRow]:
        found = [(sheet, *place) for sheet in sheets if (place := find_titles(sheet, self.places))]
        if not found:
            raise FileRefused("No sheet has the columns “Name” and “Number”.")
        return [row for each in found for row in rows_below(*each) if row.texts]

    @staticmethod
    def places(titles: Sequence[str]) -> Places | None:
        if not {"Name", "Number"} <= set(titles):
            return None
        return {"name": titles.index("Name"), "number": titles.index("Number")}

    def check(self, rows: Sequence[FileRow], doubts: Doubts, on: date) -> Iterator[list[Found[Entry]]]:
        stored = dict(Team.objects.values_list("name", "organisation"))
        for row in rows:
            name, number = self.meant(row, doubts, stored), row.text("number")
            if not number.isdigit():
                yield [Fault(row.cell("number"), f"“{number}” is not a number.", name)]
            elif number == stored.get(name):
                yield [None]
            else:
                change = Difference("Number", row.cell("number"), stored.get(name, ""), number)
                yield [RowChange(name, name, (name, number), (change,), is_new=name not in stored)]

    @staticmethod
    def meant(row: FileRow, doubts: Doubts, stored: dict[str, str]) -> str:
        """The name; of one that is written otherwise a person says whether it is the same."""
        name = row.text("name")
        like = next((each for each in stored if each.casefold() == name.casefold()), name)
        options = [(like, f"The same as {like}"), (name, "Another name")]
        return name if like == name else doubts.ask(f"name:{name}", f"Is it {like}?", options, row.cell("name"))

    def apply(self, changes: Sequence[RowChange[Entry]], how: Confirmation) -> int:
        for name, number in (change.data for change in changes):
            if not Team.objects.filter(name=name).update(organisation=number):
                Team.objects.create(name=name, organisation=number)
        return len(changes)


class ToyCreate(UploadCreate):
    checker_class = ToyChecker


class ToyDetail(UploadDetail):
    checker_class = ToyChecker


urlpatterns = [
    *portal,
    path("toys/<slug:shelf>/", ToyCreate.as_view(), name="toy-create"),
    path("toys/<slug:shelf>/<int:pk>/", ToyDetail.as_view(), name="toy-detail"),
]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture(autouse=True)
def registered(settings, monkeypatch):
    settings.UPLOADS = settings.UPLOADS | {"toy": f"{__name__}.ToyChecker"}
    monkeypatch.setitem(RIGHTS, "toy-create", form(SETS_UP))
    monkeypatch.setitem(RIGHTS, "toy-detail", form(SETS_UP))


@pytest.fixture
def client(db) -> Client:
    client = Client()
    client.force_login(User.objects.create(username="toymaker", role="performance"))
    return client


@pytest.fixture
def ball(db) -> Team:
    return Team.objects.create(name="Toy ball", organisation="3")


def upload(client: Client, text: str, name: str = "toys.csv"):
    file = SimpleUploadedFile(name, text.encode())
    return client.post("/toys/top/", {"file": file}, follow=True)


def words(page) -> str:
    return " ".join(page.content.decode().split())


def save(client: Client, page, **more):
    seen = page.context["seal"]
    return client.post(page.redirect_chain[-1][0], {"save": "yes", "seen": seen} | more, follow=True)


def number_of(name: str) -> str:
    return Team.objects.get(name=name).organisation


def test_the_page_says_what_would_change_and_saving_does_it(client, ball):
    page = upload(client, "Name,Number\nToy ball,4\nToy kite,1\n")
    assert "New: 1. Changed: 1. Unchanged: 0." in words(page)
    assert "<td>toys.csv, cell B2</td> <td>Number</td> <td>3</td> <td>4</td>" in words(page)
    assert number_of("Toy ball") == "3"
    assert "2 saved." in words(save(client, page))
    assert (number_of("Toy ball"), number_of("Toy kite")) == ("4", "1")


def test_the_same_file_twice_has_one_effect(client, ball):
    page = upload(client, "Name,Number\nToy ball,4\n")
    save(client, page)
    assert "was saved already" in words(save(client, page))
    assert "No changes." in words(upload(client, "Name,Number\nToy ball,4\n"))


def test_what_is_wrong_is_named_with_its_cell_and_nothing_is_saved(client, ball):
    page = upload(client, "Name,Number\nToy ball,4\nToy kite,many\n")
    assert "toys.csv, cell B3</th><td>Toy kite</td><td>“many” is not a number." in words(page)
    save(client, page)
    assert number_of("Toy ball") == "3"


def test_a_doubt_is_settled_before_it_is_saved(client, ball):
    page = upload(client, "Name,Number\nTOY BALL,4\n")
    assert "Is it Toy ball?" in words(page)
    after = save(client, page, **{"doubt-name:TOY BALL": "TOY BALL"})
    assert "Your choices are kept" in words(after)
    assert number_of("Toy ball") == "3"
    save(client, after)
    assert (number_of("Toy ball"), number_of("TOY BALL")) == ("3", "4")


def test_what_changed_since_it_was_shown_is_shown_anew(client, ball):
    page = upload(client, "Name,Number\nToy ball,4\n")
    Team.objects.filter(pk=ball.pk).update(organisation="5")
    after = save(client, page)
    assert "The file was checked again" in words(after)
    assert "<td>5</td> <td>4</td>" in words(after)
    assert number_of("Toy ball") == "5"


def test_what_fails_in_the_middle_leaves_nothing(client, ball, monkeypatch):
    page = upload(client, "Name,Number\nToy ball,4\nToy kite,1\n")

    def refuse(**row):
        raise IntegrityError("the database refuses it")

    monkeypatch.setattr(Team.objects, "create", refuse)
    with pytest.raises(IntegrityError):
        save(client, page)
    assert number_of("Toy ball") == "3"
    assert Upload.objects.get(kind="toy").state == Upload.State.CHECKED


class Told(io.StringIO):
    """In place of the process that checks: keeps what it was told."""

    said = ""

    @property
    def stdin(self) -> "Told":
        return self

    def close(self) -> None:
        self.said = self.getvalue()
        super().close()


def test_a_large_file_waits_for_the_command(client, monkeypatch):
    told = Told()
    monkeypatch.setattr("strategy_portal.uploads.services.subprocess.Popen", lambda *command, **more: told)
    page = upload(client, "Name,Number\n" + "".join(f"Toy {each},1\n" for each in range(301)))
    assert "Checking: 0 of 301 rows." in words(page)
    monkeypatch.setattr("sys.stdin", io.StringIO(told.said))
    call_command("check_upload", verbosity=0)
    assert "New: 301." in words(client.get(page.redirect_chain[-1][0]))


def test_the_process_of_a_large_file_starts_before_it_is_read_and_ends_if_it_is_not_needed(client, monkeypatch):
    refused, small = Told(), Told()
    processes = iter([refused, small])
    monkeypatch.setattr("strategy_portal.uploads.services.subprocess.Popen", lambda *command, **more: next(processes))
    monkeypatch.setattr("strategy_portal.uploads.services.LARGE", 10)
    upload(client, "Colour\nred\nwhite\nblue\n")
    assert refused.closed
    assert refused.said == ""
    upload(client, "Name,Number\nBall,1\n")
    assert small.closed
    assert small.said == ""


def test_a_check_that_is_told_no_number_ends(db, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    call_command("check_upload", verbosity=0)


def test_a_file_of_another_kind_is_refused_and_not_kept(client):
    page = upload(client, "Colour\nred\n")
    assert page.status_code == 422
    assert "No sheet has the columns “Name” and “Number”." in words(page)
    assert not Upload.objects.filter(kind="toy").exists()


def test_where_nothing_can_be_uploaded_there_is_no_page(client):
    assert client.get("/toys/bottom/").status_code == 404
