from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0003_publisher"),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="article",
            name="changed_at",
            field=models.DateTimeField(
                editable=False,
                help_text="When another text was found there.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="claimed_until",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="article",
            name="due_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="article",
            name="earlier_titles",
            field=models.JSONField(
                default=list,
                editable=False,
                help_text="Headlines that the publisher has replaced, the latest first.",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="etag",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=500
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="found_at",
            field=models.DateTimeField(
                editable=False, help_text="When it was first read.", null=True
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="last_error",
            field=models.TextField(blank=True, default="", editable=False),
        ),
        migrations.AddField(
            model_name="article",
            name="last_modified",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=100
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="source",
            field=models.CharField(
                choices=[("page", "The publisher's page"), ("feed", "The feed")],
                default="page",
                max_length=10,
                verbose_name="text from",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="tries",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="item",
            name="text_wanted",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text="A reader has opened the item: its text may be fetched.",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)),
                fields=["due_at"],
                name="article_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ["page", "feed"])),
                name="article_source_known",
            ),
        ),
    ]
