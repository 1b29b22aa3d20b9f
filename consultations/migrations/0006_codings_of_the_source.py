from django.db import migrations


def code_as_the_source_did(apps, schema_editor):
    """What is there already are summaries and themes of the sources: published, confirmed, coded by nobody of ours."""
    comment, coding, theme = (apps.get_model('consultations', name) for name in ('Comment', 'Coding', 'Theme'))
    theme.objects.update(state='confirmed')
    comment.objects.update(state='published')
    for row in comment.objects.all():
        coding.objects.create(comment=row).themes.set(row.themes.all())


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0005_questionnaires_and_comments'),
    ]

    operations = [
        migrations.RunPython(code_as_the_source_did, migrations.RunPython.noop),
    ]
