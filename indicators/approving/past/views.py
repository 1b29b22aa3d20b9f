"""A sheet of past values: choose it, tell what its columns are, see what it would add, confirm."""

from strategy_portal.uploads.views import UploadCreate, UploadDetail

from .checker import PastChecker


class PastCreate(UploadCreate):
    """Choose a file."""

    checker_class = PastChecker
    template = "indicators/past_create.html"


class PastDetail(UploadDetail):
    """What the sheet would add."""

    checker_class = PastChecker
