"""Reading what is sent."""

import json
from typing import Any

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class CarefulJSON(JSONParser):
    """JSON that can be stored and answered: of a sane size and depth, and text that UTF-8 can write.

    Anything else answers 400. Half a surrogate pair is valid JSON, but no text: it would break an answer quoting it.
    """

    def parse(self, stream, media_type=None, parser_context=None) -> Any:
        self._check_size(parser_context["request"])
        try:
            data = super().parse(stream, media_type, parser_context)
            json.dumps(data, ensure_ascii=False).encode()
        except (RecursionError, UnicodeEncodeError) as error:
            raise ParseError("The JSON is nested too deeply, or holds a character that is no text.") from error
        if not isinstance(data, dict):
            raise ParseError("Send one JSON object, with a field for each thing to save.")
        return data

    def _check_size(self, request) -> None:
        size = request.META.get("CONTENT_LENGTH") or "0"
        if not size.isdecimal() or int(size) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise ParseError(f"Send at most {settings.DATA_UPLOAD_MAX_MEMORY_SIZE:,} bytes at once.")
