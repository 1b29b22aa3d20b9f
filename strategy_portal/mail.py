"""What can go wrong when a mail is sent, whichever way it goes: by SMTP, or by a provider's web interface."""

from contextlib import suppress
from smtplib import SMTPException

NOT_SENT: tuple[type[Exception], ...] = (OSError, SMTPException)
with suppress(ImportError):  # the optional package of MAIL_SERVICE
    from anymail.exceptions import AnymailError

    NOT_SENT = (*NOT_SENT, AnymailError)
