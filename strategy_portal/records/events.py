"""What was done to a row: each row of the history says so in the column `history_event`.

Why stands in a column of its own, `history_change_reason`: what a person gave, never a text that the portal put
together; for what was imported it is the name of the file. Pages put the two together when they print them.
"""

from django.db import models


class Event(models.TextChoices):
    """One list for the whole portal; the label is what a list of changes prints."""

    ADDED = "added", "Added"
    CHANGED = "changed", "Changed"
    REMOVED = "removed", "Removed"
    WITHDRAWN = "withdrawn", "Withdrawn"
    LOADED = "loaded", "Loaded"
    IMPORTED = "imported", "Imported"
    CORRECTED = "corrected", "Corrected"
    REORDERED = "reordered", "Put in another place"
    SIGNED_ANEW = "signed-anew", "Signed anew"

    # Strategies
    ADOPTED = "adopted", "Adopted"
    ARCHIVED = "archived", "Put away"

    # People
    INVITED = "invited", "Invited"
    DEACTIVATED = "deactivated", "Deactivated"
    REACTIVATED = "reactivated", "Let in again"
    PASSWORD_CHANGED = "password-changed", "Password changed"
    SECOND_FACTOR_CHANGED = "factor-changed", "Second factor changed"
    SECOND_FACTOR_RESET = "factor-reset", "Second factor reset"
    ENDED = "ended", "Ended"

    # Values, periods and indicators
    ENTERED = "entered", "Entered"
    SUBMITTED = "submitted", "Submitted"
    RETURNED = "returned", "Returned"
    APPROVED = "approved", "Approved"
    REVISED = "revised", "Revised"
    REVISION_WITHDRAWN = "revision-withdrawn", "Revision withdrawn"
    DIVIDED_ANEW = "divided-anew", "Divided anew"
    LOCKED = "locked", "Locked"
    REOPENED = "reopened", "Reopened"
    RETIRED = "retired", "Retired"
    TAKEN_INTO_USE = "taken-into-use", "Taken into use again"

    # Actions
    REPORTED = "reported", "Reported"
    MOVED = "moved", "Date moved"
    READ_ANEW = "read-anew", "Date read by a changed rule"
    REACHED = "reached", "Reached"
    COMPLETED = "completed", "Completed"
    ACCEPTED = "accepted", "Accepted by the board"
    SENT_BACK = "sent-back", "Sent back"
    SUSPENDED = "suspended", "Suspended"
    CANCELLED = "cancelled", "Cancelled"
    RESUMED = "resumed", "Taken up again"
    HANDED_OVER = "handed-over", "Handed over"

    # Consultations and reports
    CONFIRMED = "confirmed", "Confirmed"
    MERGED = "merged", "Merged"
    SEPARATED = "separated", "Separated again"
    PUBLISHED = "published", "Published"
    UNPUBLISHED = "unpublished", "Taken from the public"
    WITHHELD = "withheld", "Withheld"
    REDACTED = "redacted", "Redacted"
    KEPT = "kept", "Kept, not personal"
    CODED = "coded", "Coded"
    REPLIED = "replied", "Replied"
    PERSONAL_DETAILS_REMOVED = "details-removed", "Personal details removed"
