from django.db import migrations, models

WISHES = [
    ("", "As usual"),
    ("arrival", "When an item arrives"),
    ("opened", "When a reader opens one"),
    ("never", "Never"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("feeds", "0006_websub"),
    ]

    operations = [
        migrations.AddField(
            model_name="category",
            name="model_wish",
            field=models.CharField(
                blank=True,
                choices=WISHES,
                db_default="",
                default="",
                help_text="As usual: as the setting ANALYSIS_WHEN says.",
                max_length=10,
                verbose_name="analyses by a model",
            ),
        ),
        migrations.AddField(
            model_name="feed",
            name="model_wish",
            field=models.CharField(
                blank=True,
                choices=WISHES,
                db_default="",
                default="",
                help_text="When a language model writes them, if one is set. As "
                "usual: as for the category of the feed.",
                max_length=10,
                verbose_name="analyses by a model",
            ),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.CheckConstraint(
                condition=models.Q(model_wish__in=["", "arrival", "opened", "never"]),
                name="category_model_wish_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.CheckConstraint(
                condition=models.Q(model_wish__in=["", "arrival", "opened", "never"]),
                name="feed_model_wish_known",
            ),
        ),
    ]
