"""A survey tool's file: upload it, say what its columns hold, settle what it says otherwise, and save it."""

from strategy_portal.uploads.views import UploadCreate, UploadDetail

from .surveys import SurveyChecker


class SurveyCreate(UploadCreate):
    """Choose a file."""

    checker_class = SurveyChecker
    template = "consultations/survey_create.html"


class SurveyDetail(UploadDetail):
    """What the columns hold, and what would come of it."""

    checker_class = SurveyChecker
    template = "consultations/survey_detail.html"
