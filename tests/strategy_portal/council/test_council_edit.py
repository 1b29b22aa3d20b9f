"""The council's name, logo, colour and financial year: kept by the portal, first as the environment says."""

import pytest
from django.conf import settings as portal
from django.core import mail
from django.core.cache import caches

from strategy_portal.council import services
from strategy_portal.council.in_force import council
from strategy_portal.council.services import Entered, save_council
from strategy_portal.models import Council
from strategy_portal.records.checking import check
from strategy_portal.records.versions import ChangedMeanwhile, Refused

from .test_logos import SVG, file, png

PAGE = "/council/"
TYPED = {"name": "Anytown Council", "colour": "#702020", "year_start_month": "7"}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def save(people):
    """`save(name="Anytown")` as an administrator who sees what stands there."""

    def save(**typed):
        entered = Entered(**{"name": "Anytown Council", "colour": "#702020", "year_start_month": 7} | typed)
        save_council(entered, seen=council().version, by=people["administrator"])
        return council()

    return save


def test_the_environment_gives_the_first_values(db):
    now = council()
    assert (now.name, now.colour, now.year_start_month, now.version) == ("Strategy Portal", "#0b4f6c", 4, 0)


def test_what_is_saved_stands_on_the_next_page_with_its_history(signed_in):
    client = signed_in("performance")
    assert "first values" in client.get(PAGE).text
    page = client.post(PAGE, TYPED | {"seen": 0}, follow=True).text
    assert "<title>Council – Anytown Council</title>" in page
    assert "--council-colour: #702020" in page
    assert "Version 1" in page
    page = client.post(PAGE, TYPED | {"name": "Othertown Council", "seen": 1}, follow=True).text
    assert '<td data-label="From" class="text">Anytown Council</td>' in page
    assert check().findings == []


def test_no_page_asks_for_it_once_the_process_knows(save, signed_in, django_assert_num_queries):
    save()
    council()
    with django_assert_num_queries(0):
        council()
    assert caches["process"].default_timeout == 60


def test_a_mail_an_authenticator_app_and_a_new_strategy_take_it_too(save, people, signed_in):
    save(name="Anytown Council")
    signed_in("administrator").post(f"/people/{people['officer'].pk}/link/")
    assert "Anytown Council" in mail.outbox[0].subject
    from allauth.mfa.adapter import get_adapter

    assert get_adapter().get_totp_issuer() == "Anytown Council"
    assert '<option value="7" selected>July' in signed_in("performance").get("/strategies/add/").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": " "}, "Fill this in"),
        ({"name": "x" * 101}, "at most 100 characters"),
        ({"colour": "#ffdd00"}, "whose contrast on white paper is 1.34 to 1. Choose a darker colour"),
        ({"colour": "red"}, "must be a colour such as #0b4f6c"),
        ({"colour": "#fff;}"}, "must be a colour such as #0b4f6c"),
        ({"year_start_month": "13"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(signed_in, typed, said):
    response = signed_in("administrator").post(PAGE, TYPED | typed | {"seen": 0})
    assert response.status_code == 422
    assert said in response.text
    assert not Council.objects.exists()


def test_an_uploaded_logo_is_shown_and_can_run_nothing(signed_in, client):
    logo = file(SVG.format("<path d='M0 0'/>"))
    page = signed_in("performance").post(PAGE, TYPED | {"seen": 0, "logo": logo}, follow=True).text
    assert 'src="/logo?version=1"' in page
    assert "crest.svg" in page
    answer = client.get("/logo")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "max-age=3600" in answer["Cache-Control"]
    assert check().findings == []


def test_a_dangerous_logo_is_refused_at_its_field(signed_in):
    logo = file(SVG.format("<script>alert(1)</script>"))
    response = signed_in("performance").post(PAGE, TYPED | {"seen": 0, "logo": logo})
    assert response.status_code == 422
    assert "not only a drawing" in response.text


def test_a_logo_stays_until_another_or_none_is_chosen(save, client):
    assert save(logo=file(png(), "crest.png")).logo.suffix == ".png"
    assert save(name="Renamed").logo.suffix == ".png"
    assert save(without_logo=True).logo is None
    assert client.get("/logo").status_code == 404
    with pytest.raises(Refused, match="not both"):
        save(without_logo=True, logo=file(png(), "crest.png"))
    assert check().findings == []


def test_the_environments_logo_stays_until_somebody_says_none(save, settings, tmp_path):
    crest = tmp_path / "crest.svg"
    crest.write_text("<svg/>")
    settings.COUNCIL = settings.COUNCIL | {"logo": crest}
    assert save().logo == crest
    assert save(without_logo=True).logo is None


def test_a_logo_that_was_changed_on_the_disk_is_not_shown(save, client):
    save(logo=file(png(), "crest.png")).logo.write_bytes(b"other")
    assert client.get("/logo").status_code == 404
    assert any("not the file" in found.what or "other content" in found.what for found in check().findings)


def test_who_saves_over_what_they_have_not_seen_is_told(save, people, signed_in):
    save()
    with pytest.raises(ChangedMeanwhile):
        save_council(Entered("Late", "#702020", 4), seen=0, by=people["performance"])
    response = signed_in("performance").post(PAGE, TYPED | {"name": "Late", "seen": 0})
    assert response.status_code == 409
    assert council().name == "Anytown Council"


def test_another_logo_of_somebody_else_is_not_overwritten_unseen(save, signed_in):
    save()
    save(logo=file(png(), "theirs.png"))
    response = signed_in("performance").post(PAGE, TYPED | {"seen": 1, "logo": file(png(3, 3), "mine.png")})
    assert response.status_code == 409


def test_the_first_steps_leave_the_home_page_without_fixing_the_name(people, settings):
    services.hide_first_steps(hidden=True, by=people["performance"])
    services.hide_first_steps(hidden=True, by=people["performance"])
    assert council().hides_first_steps
    settings.COUNCIL = portal.COUNCIL | {"name": "Elsewhere"}
    assert council().name == "Elsewhere"
    assert Council.history.count() == 1


@pytest.mark.parametrize(("typed", "kept"), [("0B4F6C", "#0b4f6c"), (" #0b4f6c ", "#0b4f6c"), ("#036", "#003366")])
def test_a_colour_is_understood_as_people_type_it(people, typed, kept):
    services.save_council(services.Entered("Anytown Council", typed, 4), seen=0, by=people["performance"])
    assert council().colour == kept


@pytest.mark.parametrize(
    ("typed", "contrast", "instead"), [("#ffdd00", "1.34", "#877500"), ("#777777", "4.47", "#757575")]
)
def test_a_colour_with_too_little_contrast_is_refused_with_one_that_has_enough(people, typed, contrast, instead):
    with pytest.raises(Refused, match=f"is {contrast} to 1.*{instead} is the same one, darker"):
        services.save_council(services.Entered("Anytown Council", typed, 4), seen=0, by=people["performance"])
