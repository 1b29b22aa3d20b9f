"""Fifty ways of storing a script in what the public types: each is shown as the text that it is (trust S4)."""

from html import unescape

import pytest

from consultations.models import Contact, Original, Submission

pytestmark = pytest.mark.django_db

WRAPPERS = (
    "<script>{}</script>", "<ScRiPt>{}</sCrIpT>", "<script src=//x.example/x.js></script>{}", "<img src=x onerror={}>",
    "<svg onload={}>", "<svg><script>{}</script></svg>", "<body onload={}>", "<iframe src=javascript:{}>",
    "<iframe srcdoc='<script>{}</script>'>", "<a href=javascript:{}>x</a>", "<a href='java&#115;cript:{}'>x</a>",
    "<math><mi xlink:href=javascript:{}>x</mi></math>", "<input autofocus onfocus={}>", "<details open ontoggle={}>",
    "<video><source onerror={}></video>", "<audio src=x onerror={}>", "<object data=javascript:{}>",
    "<embed src=javascript:{}>", "<form action=javascript:{}><button>x</button></form>", "<marquee onstart={}>",
    "<style>@import 'javascript:{}'</style>", "<link rel=stylesheet href=javascript:{}>", "<base href=javascript:{}//>",
    "<meta http-equiv=refresh content='0;url=javascript:{}'>", "<select autofocus onfocus={}>",
)  # fmt: skip
BEFORE = ("", "\"'></textarea></title></script>")
PAYLOADS = tuple(before + wrapper.format("alert(1)") for before in BEFORE for wrapper in WRAPPERS)


def test_there_are_fifty():
    assert len(set(PAYLOADS)) == 50


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_the_public_types_is_shown_as_text(person, payload):
    person.fill(as_="Community group", words=payload)
    person.post("group/", {"group_name": payload, "speaks_for": "3"})
    person.post("contact/", {"name": payload, "email": "group@example.org"})
    pages = [person.get(page).content.decode() for page in ("check/", "group/", "page-2/", "contact/")]
    for page in pages:
        assert payload not in page
        assert payload in unescape(page)
    assert person.post("contact/", {"name": payload, "email": payload}).status_code == 422
    person.send()
    submission = Submission.objects.get(group_name=payload)
    assert Original.objects.get(comment__submission=submission).text == payload
    assert Contact.objects.get(submission=submission).name == payload
