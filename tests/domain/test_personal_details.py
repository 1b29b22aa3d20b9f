"""Personal details in what people write (trust S7)."""

import string
import time
import timeit
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy_portal.domain.personal_details import (
    IN_ITS_PLACE,
    Detail,
    People,
    TextSpan,
    occurrences,
    redacted,
    repeats,
    spotted,
)

capitals, small, digits = (
    st.sampled_from(letters) for letters in (string.ascii_uppercase, string.ascii_lowercase, string.digits)
)
texts = st.text(alphabet=string.ascii_letters + string.digits + " .,@'’-()+\n\té", max_size=300)


def found(text: str, **known) -> list[tuple[str, str]]:
    return [(text[each.start : each.end], each.kind.value) for each in spotted(text, **known)]


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("Write to ailsa.b+news@mail.example.co.uk please", "ailsa.b+news@mail.example.co.uk"),
        ("Write to ailsa (at) example (dot) org", "ailsa (at) example (dot) org"),
        ("<ailsa@example.org>", "ailsa@example.org"),
    ],
)
def test_an_email_address_is_spotted_however_it_is_written(text, detail):
    assert found(text) == [(detail, "email")]


@pytest.mark.parametrize(
    "number",
    [
        "01620 827827", "0131 496 0123", "(0131) 496-0123", "07700 900123", "07700900123", "+44 7700 900 123",
        "+44 (0)20 7946 0018", "0044 1632 960 001", "020.7946.0018", "7700 900123",
    ],
)  # fmt: skip
def test_a_british_phone_number_is_spotted_however_it_is_written(number):
    assert found(f"Ring {number}, any time") == [(number, "phone")]


@pytest.mark.parametrize("postcode", ["EH41 3HA", "eh413ha", "M1 1AE", "SW1A 1AA", "B33  8TH", "GIR 0AA", "BFPO 57"])
def test_a_postcode_is_spotted_however_it_is_written(postcode):
    assert found(f"I live at {postcode}.") == [(postcode, "postcode")]


@pytest.mark.parametrize("number", ["QQ 12 34 56 C", "ab123456c", "AB-12-34-56-D", "AB 12 34 56"])
def test_a_national_insurance_number_is_spotted_however_it_is_written(number):
    assert found(f"Mine is {number}.") == [(number, "national-insurance")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mr. McGlashan-Reid was kind", "McGlashan-Reid"),
        ("Cllr A. B. O’Hara came", "A. B. O’Hara"),
        ("my name is Ailsa", "Ailsa"),
        ("I'm Ailsa van der Craig and live here", "Ailsa van der Craig"),
        ("I spoke to Fionn Galbraith at the desk", "Fionn Galbraith"),
        ("My daughter Isla cannot go", "Isla"),
        ("Kind regards,\nFionn Galbraith", "Fionn Galbraith"),
    ],
)
def test_a_name_is_hinted_at_by_the_words_before_it(text, name):
    assert found(text) == [(name, "name")]


@pytest.mark.parametrize(
    "text",
    [
        "In 2024/25 we paid 1,234,567 pounds for 20 000 visits, 0.0000000001 of them wasted",
        "I am happy, and thanks to the staff of the library",
        "Reference 0123456789012345",
        "Meet at 10.30 on 21/11/2026 in room B12",
        "Mrs",
        "",
    ],
)
def test_what_is_no_detail_is_left_alone(text):
    assert found(text) == []


def test_any_part_of_the_writers_own_name_is_spotted_where_it_has_a_capital():
    assert found("Will says he will. Craig’s too", writer="Will Craig") == [("Will", "name"), ("Craig’s", "name")]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("They call me Will. Craig’s too", ["Will", "Craig’s"]),
        ("Buses, please.\nWill", ["Will"]),
        ("As will craig I say so, says Mr Craig", ["will craig", "Craig"]),
        ("Will C. Craig: Craig, Will", ["Will", "Craig", "Craig", "Will"]),
        ("Will the bus run? It will. Will it? Craig is no name here", []),
    ],
)
def test_a_part_of_the_writers_name_is_sure_only_where_it_stands_like_a_name(text, names):
    assert [name for name, _ in found(text, writer="Mr Will Craig", sure_only=True)] == names


def test_other_people_are_spotted_by_their_whole_name_however_it_is_spaced():
    people = People(["Mrs Will  Craig", "Ailsa of Uphall", "", "X"])
    text = "Will  Craig is one, WILL CRAIG too and Ailsa of Uphall; Will is not, X neither"
    assert [name for name, _ in found(text, people=people)] == ["Will  Craig", "WILL CRAIG", "Ailsa of Uphall"]


def test_words_that_are_also_names_of_others_survive():
    people = People(["Will", "Mark Grace", "Will Young", "May", "IT", "Parents", "Parents and carers"])
    text = (
        "It will help parents if the bus runs. Will young people, parents and carers mark grace in May? Parents and "
        "carers asked for IT."
    )
    assert found(text, people=people) == []


def test_a_name_to_which_words_point_once_is_a_name_wherever_else_it_stands():
    text = "My name is Ailsa Craig. AILSA  CRAIG wants buses, and Ailsa Craig’s son"
    assert [name for name, _ in found(text, sure_only=True)] == ["Ailsa Craig", "AILSA  CRAIG", "Ailsa Craig’s"]


def test_what_the_portal_itself_put_in_a_names_place_is_no_name():
    people = People(["Name Removed", "E-mail address removed"])
    text = f"{IN_ITS_PLACE[Detail.NAME]} wrote, my name is {IN_ITS_PLACE[Detail.EMAIL]}"
    assert found(text, people=people, writer="Name Removed") == []


def test_what_is_left_of_a_name_beside_a_number_is_a_name():
    assert found("Mr Jones AB 12 34 56 C") == [("Jones", "name"), ("AB 12 34 56 C", "national-insurance")]


def test_two_words_with_capitals_after_a_preposition_are_only_a_hint_for_a_person():
    text = "People from West Lothian ask for Customer Services, and so do I. I am Ailsa Craig"
    assert len(found(text)) == 3
    assert found(text, sure_only=True) == [("Ailsa Craig", "name")]


def test_words_are_repeated_only_as_whole_words():
    assert repeats("Bus", "About a BUS")
    assert not repeats("bus", "No business of ours")
    assert repeats("a@example.org", "Has A@example.org in it")


def test_a_name_that_is_found_twice_is_one_stretch():
    assert found("My name is Will Craig", writer="Will Craig") == [("Will Craig", "name")]


def test_what_is_removed_leaves_a_note_of_its_kind():
    text = "I am at EH41 3HA or a@example.org"
    assert redacted(text, spotted(text)) == "I am at [postcode removed] or [e-mail address removed]"


def test_stretches_that_overlap_leave_one_note():
    assert redacted("abcdef", [TextSpan(1, 4, Detail.NAME), TextSpan(2, 5, Detail.OTHER)]) == "a[name removed]f"


def test_a_stretch_beyond_the_text_is_refused():
    with pytest.raises(ValueError, match="ends after the text"):
        redacted("abc", [TextSpan(1, 4, Detail.NAME)])
    with pytest.raises(ValueError, match="ends after it"):
        TextSpan(3, 3, Detail.NAME)


def test_words_are_found_wherever_they_stand():
    assert occurrences("a.b", "a.b axb a.b") == [(0, 3), (8, 11)]
    assert occurrences("", "abc") == []


@given(texts, st.text(alphabet=string.ascii_letters + " ", max_size=30))
def test_what_is_spotted_lies_in_the_text_in_order_and_apart(text, writer):
    stretches = spotted(text, People([writer]), writer=writer)
    assert all(one.end <= other.start for one, other in pairwise(stretches))
    assert all(each.end <= len(text) for each in stretches)


@given(texts, texts, capitals, digits, capitals, st.integers(0, 99_999))
def test_a_detail_is_spotted_wherever_it_stands_and_nothing_of_it_is_published(before, after, area, digit, unit, last):
    for detail in (f"{area.lower()}{digit}x@example.org", f"07700 9{last:05}"):
        text = f"{before} | {detail} | {after}"
        assert detail not in redacted(text, spotted(text))


@given(texts, st.data())
def test_what_is_not_removed_stays_as_it_was(text, data):
    cut = data.draw(st.integers(0, len(text)))
    kept = [each for each in spotted(text) if each.end <= cut]
    published = redacted(text, kept)
    for kind in Detail:
        published = published.replace(IN_ITS_PLACE[kind], "")
    whole = "".join(letter for place, letter in enumerate(text) if not any(k.start <= place < k.end for k in kept))
    assert published == whole


@pytest.mark.parametrize(
    "piece",
    [
        "a", "a.", "a@", "@", "0 ", "07", "Mr ", "A ", "Mr A. ", "my name is ", "Aa-", "Aa'a ", "by de ", "a@a.", " ",
        "EH41 3HA ", "a@b.cd ", "(at)", "+44 ",
    ],
)  # fmt: skip
def test_no_text_blows_a_search_up(piece):
    """A long text takes about ten times a text of a tenth, and not a hundred times.

    The least of three, by the processor's time and without collecting garbage: nothing else that goes on counts.
    """

    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        once = partial(spotted, text, People(["Will Craig"]), writer="Will Craig")
        return min(timeit.repeat(once, number=1, repeat=3, timer=time.process_time))

    assert seconds(40_000) < max(1.5, 40 * seconds(4_000))
