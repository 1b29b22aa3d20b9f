"""What every page of moderators and coders does first: find the consultation in their remit, and the comment."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from ..models import Comment, Consultation

Crumb = tuple[str, str]


class OfConsultation:
    """Finds the consultation that the address names. One that is somebody else's to read is not found."""

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        found = Consultation.objects.led_by(request.user).select_related("strategy")
        self.consultation = get_object_or_404(found, strategy__slug=kwargs["strategy"], slug=kwargs["slug"])
        self.find()

    def find(self) -> None:
        """What else the address names."""

    def address(self, route: str, *rest) -> str:
        return reverse(f"consultations:{route}", args=[self.kwargs["strategy"], self.kwargs["slug"], *rest])

    @property
    def crumbs(self) -> list[Crumb]:
        """The way to the consultation's comments."""
        return [
            ("Consultations", reverse("consultations:consultation-list")),
            (self.consultation.title, self.consultation.get_absolute_url()),
            ("Comments", self.address("comment-list")),
        ]


class OfComment(OfConsultation):
    """Finds the comment that the address names, too."""

    def find(self) -> None:
        found = Comment.objects.select_related("submission__contact", "original", "question", "moderated_by")
        self.comment = get_object_or_404(found, consultation=self.consultation, order=self.kwargs["order"])

    @property
    def text(self) -> str:
        """What was received, or where that is removed what is published."""
        if not self.comment.received:
            raise Http404("Nothing of this comment is left to read.")
        return self.comment.received

    @property
    def original(self) -> str:
        """What was received."""
        try:
            return self.comment.original.text
        except Comment.original.RelatedObjectDoesNotExist:
            raise Http404("What was received is removed.") from None
