from django.db import migrations
from django.utils import timezone

from strategy_portal.signing import form_of, keyed


def add_digests(apps, schema_editor):
    """Texts that were published before their digest was kept get one, and a record that says so."""
    Comment = apps.get_model("consultations", "Comment")
    Record = apps.get_model("consultations", "HistoricalComment")
    form = form_of(Record)
    for comment in Comment.objects.exclude(text="").filter(text_digest="").iterator(chunk_size=2000):
        comment.text_digest = keyed(comment.text)
        comment.save(update_fields=["text_digest"])
        record = Record.objects.filter(id=comment.pk).order_by("history_id").last()
        record.pk, record.text_digest = None, comment.text_digest
        record.history_type, record.history_date = "~", timezone.now()
        record.history_change_reason = "Digest of the published text added"
        record.digest = form.digest_of(record)
        record.save(force_insert=True)


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0007_comments_without_old_themes'),
    ]

    operations = [
        migrations.RunPython(add_digests, migrations.RunPython.noop),
    ]
