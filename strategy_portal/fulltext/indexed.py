"""How far each kind of row is indexed: the state of each of its logs when its texts were put in last."""

from django.db import models


class Indexed(models.Model):
    """A log of rows that is only ever added to, as a history: how many records it had, and the last of them.

    Records that are committed late have a lower number than the last, but change the count: none is forgotten.
    """

    kind = models.CharField(max_length=30)
    log = models.CharField(max_length=100)
    count = models.BigIntegerField()
    last = models.BigIntegerField()

    class Meta:
        ordering = ["kind", "log"]
        constraints = [models.UniqueConstraint("kind", "log", name="indexed_once_per_log")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.log}"
