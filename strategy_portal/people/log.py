"""What a log may not say. Without models, because logging is set up before they are."""

import logging
import re

IN_A_PATH = re.compile(r"(/password/reset/key/|/calendar/)[^/\s]+")


class WithoutLinks(logging.Filter):
    """Takes the secret out of an address that a log names, as that of a request that failed."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if IN_A_PATH.search(said):
            record.msg, record.args = IN_A_PATH.sub(r"\1...", said), ()
        return True
