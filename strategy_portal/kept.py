"""What somebody sent after their session had ended, where no script keeps it (docs/adr/0017).

The page that answers carries it, sealed with the number of the person, and shows it to that person alone once they have
signed in. Nothing of it is kept here or written to a log, and nothing is saved before they press Save.
"""

from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

WHO, SCRIPT = "who", "keeps"
"""Cookies: who signed in last with this browser, signed; and that a script keeps what is typed."""

LARGEST = 500_000
"""Characters that are carried at most."""

SALT = "what was sent without a session"
LONG = 40
"""Characters from which a text has lines of its own to be changed in."""

HIDDEN = ("seen", "version")
"""Names that say which version a person saw: they are carried, and say nothing to a reader."""


def seconds() -> int:
    return int(settings.SESSION_HOURS * 3600)


def note_who(response: HttpResponse, user: Any) -> None:
    """Keep in mind whose browser this is, from their sign-in until they sign out or the session ends at the latest."""
    secure = settings.SESSION_COOKIE_SECURE
    response.set_signed_cookie(WHO, user.pk, max_age=seconds(), httponly=True, secure=secure, samesite="Lax")


def handed_on(request: HttpRequest) -> HttpResponse | None:
    """The page that carries what was sent; None where there is nothing to carry or a script keeps it."""
    who = request.get_signed_cookie(WHO, default="", max_age=seconds())
    if request.method != "POST" or not who or SCRIPT in request.COOKIES or "HX-Request" in request.headers:
        return None
    fields = [
        (name, text)
        for name, texts in request.POST.lists()
        if name != "csrfmiddlewaretoken" and "password" not in name
        for text in texts
    ]
    if not fields or sum(len(name) + len(text) for name, text in fields) > LARGEST:
        return None
    sent = {"who": who, "action": request.get_full_path(), "fields": fields, "files": list(request.FILES)}
    return _ask_to_sign_in(request, signing.dumps(sent, salt=SALT, compress=True))


def _ask_to_sign_in(request: HttpRequest, sealed: str, *, again: bool = False) -> HttpResponse:
    return render(request, "people/kept_sign_in.html", {"sealed": sealed, "again": again}, status=401)


@method_decorator(csrf_exempt, name="dispatch")
class KeptForm(View):
    """Shows what was sent to the person who sent it, to be saved again.

    It changes nothing, and takes only what the portal sealed itself; the token of the page that carries it ended with
    the new sign-in.
    """

    def post(self, request: HttpRequest) -> HttpResponse:
        """Raises BadRequest for what was not sealed here, or too long ago; PermissionDenied for somebody else."""
        sealed = request.POST.get("sealed", "")
        try:
            sent = signing.loads(sealed, salt=SALT, max_age=seconds())
        except signing.BadSignature as error:
            raise BadRequest("This was not carried by a page of the portal, or too long ago.") from error
        if not request.user.is_authenticated:
            return _ask_to_sign_in(request, sealed, again=True)
        if str(request.user.pk) != sent["who"]:
            raise PermissionDenied
        fields = [_field(name, text) for name, text in sent["fields"]]
        shown = [each for each in fields if each["text"] and not each["is_long"] and each["name"] not in HIDDEN]
        files = [_field(name, "") for name in sent["files"]]
        return render(request, "people/kept_form.html", sent | {"fields": fields, "files": files, "shown": shown})


def _field(name: str, text: str) -> dict[str, Any]:
    return {
        "name": name,
        "text": text,
        "label": name.rpartition("-")[2].replace("_", " ").capitalize(),
        "is_long": len(text) > LONG or "\n" in text,
    }
