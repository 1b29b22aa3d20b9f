"""Pages of the API's lists."""

from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    """`count`, `page_size`, `next`, `previous` and `results`; `?page_size=` up to 200."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"

    def get_paginated_response(self, data):
        response = super().get_paginated_response(data)
        response.data = {"count": response.data["count"], "page_size": self.get_page_size(self.request), **response.data}
        return response

    def get_paginated_response_schema(self, schema):
        described = super().get_paginated_response_schema(schema)
        described["properties"]["page_size"] = {"type": "integer", "example": self.page_size}
        described["required"].append("page_size")
        return described
