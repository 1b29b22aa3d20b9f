"""Pages of the API's lists."""

import re

from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    """`count`, `page_size`, `next`, `previous` and `results`; `?page_size=` up to 200."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    page_query_description = "Which page, from 1"
    page_size_query_description = f"How many results on a page, at most {max_page_size}"

    def get_page_size(self, request) -> int:
        """Raises ValidationError: a size that can't be had is said, never quietly changed."""
        asked = request.query_params.get(self.page_size_query_param, str(self.page_size))
        if not (re.fullmatch("[0-9]{1,9}", asked) and 1 <= int(asked) <= self.max_page_size):
            raise ValidationError({"page_size": [f"Write a whole number from 1 to {self.max_page_size}."]})
        return int(asked)

    def get_paginated_response(self, data):
        response = super().get_paginated_response(data)
        response.data = {
            "count": response.data["count"],
            "page_size": self.get_page_size(self.request),
            **response.data,
        }
        return response

    def get_schema_operation_parameters(self, view):
        limits = {self.page_query_param: {}, self.page_size_query_param: {"maximum": self.max_page_size}}
        described = super().get_schema_operation_parameters(view)
        for parameter in described:
            parameter["schema"] |= {"minimum": 1, **limits[parameter["name"]]}
        return described

    def get_paginated_response_schema(self, schema):
        described = super().get_paginated_response_schema(schema)
        described["properties"]["page_size"] = {"type": "integer", "example": self.page_size}
        described["required"].append("page_size")
        return described
