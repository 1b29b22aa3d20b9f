"""Starting the demonstration afresh, on a database of its own."""

from .conftest import manage

COUNT = "from indicators.models import Value; print('values', Value.objects.count())"
FORGET = (
    "from indicators.models import ReportingPeriod, Value;"
    "ReportingPeriod.objects.update(locked_at=None); Value.objects.all().delete()"
)


def test_a_reset_tells_the_same_stories_again(copy):
    before = manage(copy, "shell", "-v0", "-c", COUNT)
    manage(copy, "shell", "-v0", "-c", FORGET)
    assert manage(copy, "shell", "-v0", "-c", COUNT) != before
    manage(copy, "demo_data", "--reset")
    assert manage(copy, "shell", "-v0", "-c", COUNT) == before
