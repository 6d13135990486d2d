from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0015_asking"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="star",
            name="sort_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL(
            "UPDATE articles_star SET sort_at = (SELECT sort_at FROM articles_item"
            " WHERE articles_item.id = articles_star.item_id)",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField(
            model_name="star",
            name="sort_at",
            field=models.DateTimeField(),
        ),
        migrations.RemoveIndex(model_name="star", name="star_newest"),
        migrations.AddIndex(
            model_name="star",
            index=models.Index(
                fields=["user", "-sort_at", "-item"], name="star_headlines"
            ),
        ),
    ]
