"""Reading what is sent."""

import json
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class CarefulJSON(JSONParser):
    """JSON that can be stored and answered: of a sane depth, and text that UTF-8 can write.

    Anything else answers 400. Half a surrogate pair is valid JSON, but no text: it would break an answer quoting it.
    """

    def parse(self, stream, media_type=None, parser_context=None) -> Any:
        try:
            data = super().parse(stream, media_type, parser_context)
            json.dumps(data, ensure_ascii=False).encode()
        except (RecursionError, UnicodeEncodeError) as error:
            raise ParseError("The JSON is nested too deeply, or holds a character that is no text.") from error
        if not isinstance(data, dict):
            raise ParseError("Send one JSON object, with a field for each thing to save.")
        return data
