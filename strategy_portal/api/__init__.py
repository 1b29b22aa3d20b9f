"""What every part of the API shares: fields, the views' frame, the OpenAPI document and its page."""
