"""A letter's scan is kept as evidence is, for those who read comments, until personal details go (trust S7)."""

from datetime import date

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from consultations.answering.services import Filled, key_submission
from consultations.models import Submission
from consultations.retaining.services import held_now, removable, remove_personal_details
from strategy_portal.records.checking import check

from .commenting import AT

PDF = b"%PDF-1.7 Dear council, I am Will Craig"
DAY_AFTER = date(2027, 4, 1)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def files(media):
    return lambda: [path.name for path in media.rglob("*") if path.is_file()]


def scan(content: bytes = PDF, name: str = "From Will Craig.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def officer(signed_in):
    return signed_in("officer")


@pytest.fixture
def send(officer, address):
    """Type in a letter with a file: `send(scan())`."""
    return lambda file, **typed: officer.post(address("letters/"), {"text": "Dear council", "letter": file} | typed)


@pytest.fixture
def kept(asked, send) -> Submission:
    send(scan())
    return asked.submissions.get()


@pytest.fixture
def remove(asked):
    return lambda: remove_personal_details(consultation=asked, on=DAY_AFTER, at=AT)


def test_a_letter_is_handed_out_as_a_download_under_a_name_that_names_nobody(officer, kept, address):
    answer = officer.get(address("comments/1/letter/"))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == f'attachment; filename="letter-{kept.receipt.lower()}.pdf"'
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/octet-stream", "no-store")
    assert "Craig" not in str(kept.history.values())


def test_where_the_comment_is_read_the_letter_can_be_opened(officer, kept, address):
    for page in ("comments/1/", "comments/1/themes/"):
        assert f'href="{address("comments/1/letter/")}"' in officer.get(address(page)).content.decode()


@pytest.mark.parametrize(
    ("username", "status"), [("performance", 200), ("officer-housing", 404), ("board", 403), ("clerk", 403)]
)
def test_a_letter_is_for_those_who_read_comments(username, status, kept, signed_in, address):
    """Trust S1."""
    answer = signed_in(username).get(address("comments/1/letter/"))
    assert answer.status_code == status
    answer.close()


def test_a_letter_is_not_for_the_public(kept, client, address):
    assert client.get(address("comments/1/letter/"))["Location"].startswith("/accounts/login/")


def test_what_came_without_a_file_has_none(officer, asked, send, address):
    send("")
    assert officer.get(address("comments/1/letter/")).status_code == 404
    assert address("comments/1/letter/") not in officer.get(address("comments/1/")).content.decode()


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (scan(b"<script>", "letter.html"), "Files of this type are not kept"),
        (scan(b"<script>"), "not that of a .pdf file"),
        (scan(b"a" * 2_000_001, "long.txt"), "at most 2 MB"),
        (scan(b""), "not empty"),
    ],
)
def test_a_file_that_is_not_accepted_says_why_and_nothing_is_saved(file, why, asked, send, files, settings):
    settings.EVIDENCE = settings.EVIDENCE | {"MEGABYTES": 2}
    answer = send(file)
    assert answer.status_code == 422
    assert why in str(answer.context["form"].errors["letter"])
    assert "Dear council" in answer.content.decode()
    assert (asked.submissions.count(), files()) == (0, [])


def test_a_letter_that_is_sent_twice_is_kept_once_and_another_file_is_another_letter(
    officer, asked, send, address, files
):
    sheet = officer.get(address("letters/")).context["form"]["sheet"].value()
    for content in (PDF, PDF, PDF + b" and his wife"):
        send(scan(content), sheet=sheet)
    assert (asked.submissions.count(), len(files())) == (2, 2)


def test_if_the_letter_is_not_saved_no_part_of_its_file_is_left_behind(asked, people, media, files, monkeypatch):
    def full_disk(self, name, content, **kwargs):
        (media / name).parent.mkdir(parents=True)
        (media / name).write_bytes(PDF[:9])
        raise OSError("No space left")

    monkeypatch.setattr(FileSystemStorage, "save", full_disk)
    said = {"filled": Filled(texts=((None, "Dear council"),), letter=scan()), "consented": True, "at": AT}
    with pytest.raises(OSError, match="No space"):
        key_submission(consultation=asked, channel=Submission.Channel.LETTER, by=people["officer"], **said)
    assert (asked.submissions.count(), files()) == (0, [])


def test_a_letter_that_was_changed_is_not_handed_out_and_is_found(officer, kept, address):
    assert check([Submission.history.model]).findings == []
    with default_storage.open(kept.letter.name, "wb") as file:
        file.write(b"%PDF-1.7 Dear council, all is well")
    answer = officer.get(address("comments/1/letter/"))
    assert (answer.status_code, "not the file that was kept" in answer.content.decode()) == (409, True)
    (finding,) = check([Submission.history.model]).findings
    assert "is not the file that was kept" in str(finding)


def test_a_letter_goes_from_the_disk_with_personal_details(officer, kept, remove, files, address):
    assert remove().removed["letters"] == 1
    assert files() == []
    assert officer.get(address("comments/1/letter/")).status_code == 404
    kept.refresh_from_db()
    assert (kept.letter.name, kept.letter_sha256) == ("", "")


def test_the_history_says_that_a_letter_was_removed_and_the_check_does_not_miss_it(kept, remove):
    remove()
    assert kept.history.latest().history_event == "details-removed"
    assert check([Submission.history.model]).findings == []


def test_a_letter_that_came_back_with_an_old_backup_goes_again(kept, remove, files):
    remove()
    default_storage.save(kept.letter.name, scan())
    assert remove().removed["letters"] == 1
    assert (files(), remove()) == ([], None)


def test_what_is_held_now_counts_letters(asked, kept):
    assert ("Letters as they came, as files", 1) in held_now([asked])[asked.pk]
    assert removable(asked, asked.retain_until).letters == 0


def test_a_paper_form_keeps_the_day_on_which_it_was_received(officer, asked, address):
    """Rules 2.2: today is an argument; a day to come is refused."""
    refused = officer.post(address("paper/"), {"dated_on": "2026-12-24"})
    assert "still to come" in str(refused.context["form"].errors["dated_on"])
    officer.post(address("paper/"), {"dated_on": "2026-11-05"})
    assert timezone.localdate(asked.submissions.get().submitted_at) == date(2026, 11, 5)
    assert "Received on" in refused.content.decode()
