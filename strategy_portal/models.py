"""The models of the frame, where Django and everybody else looks for them: people, uploads, what the records need."""

from .council.models import Council
from .fulltext.indexed import Indexed
from .people.models import Absence, ApiToken, LimitCount, Role, Team, User
from .records.checkpoint import AuditCheckpoint
from .records.versions import CouncilList
from .uploads.upload import Upload

__all__ = [
    "Absence",
    "ApiToken",
    "AuditCheckpoint",
    "Council",
    "CouncilList",
    "Indexed",
    "LimitCount",
    "Role",
    "Team",
    "Upload",
    "User",
]
