"""What a kind of file has to say for itself: the class to write when another kind of file shall come in."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, Generic, TypeVar

from django.urls import reverse

from ..editing.views import Crumb
from ..models import User
from .reading import FileRow, Sheet
from .upload import Upload

Data = TypeVar("Data", covariant=True)
"""What a checker needs of a change to apply it."""


@dataclass(frozen=True)
class Difference:
    """One field that a row would change, as a reader sees it."""

    title: str
    cell: str
    before: str
    after: str


@dataclass(frozen=True)
class RowChange(Generic[Data]):
    """What a row would add or change. With `theirs`, who changed it since the download, it is in conflict."""

    key: str
    title: str
    data: Data
    differences: tuple[Difference, ...] = ()
    is_new: bool = False
    theirs: str = ""


@dataclass(frozen=True)
class Fault:
    """Why a cell or a row can't be saved: nothing of the file is saved then. `title` says what the row is about."""

    cell: str
    text: str
    title: str = ""


@dataclass(frozen=True)
class Notice:
    """What a person should look at before they save."""

    cell: str
    text: str


class OtherThanShown(Exception):
    """What the file would do is not what the person was shown: what is stored changed since."""

    def __init__(self) -> None:
        super().__init__("What the file would do has changed since you looked, so nothing was saved.")


Found = RowChange[Data] | Fault | Notice | None
"""What is found in a row; None: it says what is stored already."""


@dataclass
class Doubt:
    """What a file says that can be read in several ways. `options` are (value, words).

    `about` says what it is about, `cells` where it stands or examples of it. One that is `needed` has to be answered
    before anything is saved; of the others the first option holds until somebody chooses. Of one that takes `several`
    options `chosen` has each value, joined by commas.
    """

    key: str
    text: str
    options: list[tuple[str, str]]
    chosen: str
    about: str = ""
    needed: bool = False
    several: bool = False
    cells: list[str] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.needed and not self.chosen


def is_option(value: str, options: Iterable[Sequence[str]], several: bool) -> bool:
    """Whether a doubt can be answered so."""
    known = {option for option, _ in options}
    return value in known or (several and set(value.split(",")) <= known)


@dataclass(frozen=True)
class Doubts:
    """The doubts that a file raises, each once, with the answers given so far."""

    answers: Mapping[str, str]
    raised: dict[str, Doubt] = field(default_factory=dict)

    def ask(
        self, key: str, text: str, options: list[tuple[str, str]], cell: str = "", *, usual: str = "", **more: Any
    ) -> str:
        """The value that was chosen, or else `usual`, or else the first."""
        doubt = self.raised.get(key)
        if doubt is None:
            given = [self.answers.get(key), usual, options[0][0]]
            doubt = self.raised[key] = Doubt(key, text, options, options[0][0], **more)
            doubt.chosen = next(each for each in given if each is not None and is_option(each, options, doubt.several))
        if cell and cell not in doubt.cells:
            doubt.cells.append(cell)
        return doubt.chosen


@dataclass(frozen=True)
class Confirmation:
    """Who saves what a file would change, when, and what they ticked."""

    by: User
    on: date
    at: datetime
    file_name: str
    ticked: Collection[str] = ()


@dataclass(eq=False)
class Checker(ABC, Generic[Data]):
    """One kind of file: what it is for, who may upload it, what each row would change, and how that is applied.

    Its `kind` stands in settings.UPLOADS. `named_by` are the parts of the pages' addresses that say what a file is for.
    """

    by: User
    address: dict[str, str]

    kind: ClassVar[str]
    named_by: ClassVar[tuple[str, ...]]
    create_route: ClassVar[str]
    detail_route: ClassVar[str]
    title: ClassVar[str]
    noun: ClassVar[str] = "row"
    saved_as: ClassVar[str] = ""
    """` as draft`, where what comes in is not final."""
    file_label: ClassVar[str] = "Workbook or CSV file"
    help_text: ClassVar[str] = "As .xlsx or .csv, at most 10 MB."
    accepts: ClassVar[str] = ".xlsx,.csv,.tsv,.txt"
    save_label: ClassVar[str] = "Save"
    save_hint: ClassVar[str] = "All of it is saved, or nothing."
    after_text: ClassVar[str] = "See what is there now"
    keeps_answers: ClassVar[bool] = True
    """What a person settled of a file that waits holds for the mended one that they upload next."""
    is_personal: ClassVar[bool] = False
    """What people wrote stands in it: it is deleted when it is applied or a day old (trust S7)."""

    @abstractmethod
    def __post_init__(self) -> None:
        """Find what the address names. Raises Http404 where it is not there, or where `by` may upload nothing."""

    @abstractmethod
    def rows(self, sheets: Sequence[Sheet]) -> list[FileRow]:
        """The rows to check. Raises FileRefused where the file is not of this kind."""

    @abstractmethod
    def check(self, rows: Sequence[FileRow], doubts: Doubts, on: date) -> Iterator[Sequence[Found[Data]]]:
        """What is found in each row, one after the other. Nothing is written."""

    @abstractmethod
    def apply(self, changes: Sequence[RowChange[Data]], how: Confirmation) -> int:
        """Save the changes and say how many there were. Raises OtherThanShown where somebody else was quicker."""

    def remember(self, doubts: Doubts, by: User) -> None:
        """Keep what was settled, for the next file. Called once the changes are saved."""

    def after(self) -> str:
        """The page to go to once it is saved."""
        return self.create_url

    def message(self, saved: int) -> str:
        """What to say then."""
        return f"{saved} saved."

    def may_see(self, upload: Upload) -> bool:
        """Whether somebody who may upload such files may see this one."""
        return upload.uploaded_by_id == self.by.pk

    def hold(self) -> None:
        """Keep others from changing what the file is for until the transaction ends."""

    @property
    def caption(self) -> str:
        return ""

    @property
    def crumbs(self) -> list[Crumb]:
        """The way to the page on which a file is chosen."""
        return []

    @property
    def create_url(self) -> str:
        return reverse(self.create_route, kwargs=self.address)
