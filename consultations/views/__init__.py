"""Pages of consultations."""

from .pages import ConsultationDetail, ConsultationList

__all__ = ["ConsultationDetail", "ConsultationList"]
