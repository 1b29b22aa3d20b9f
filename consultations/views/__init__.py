"""Pages of consultations: what the staff see, and the form that the public answers."""

from .pages import ConsultationDetail, ConsultationList
from .public import FormCheck, FormPage, FormSent, FormStart, OpenList

__all__ = [
    "ConsultationDetail", "ConsultationList", "FormCheck", "FormPage", "FormSent", "FormStart", "OpenList",
]  # fmt: skip
