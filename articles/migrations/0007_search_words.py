"""The search index anew: words in the order of time, in fields of their own.

It starts empty; `manage.py reindex` fills it where there are items already.
"""

from __future__ import annotations

from django.db import migrations

MAKE = {
    "sqlite": (
        "CREATE VIRTUAL TABLE articles_search USING fts5("
        "headline, outlet, author, body, flags,"
        " columnsize = 0, tokenize = \"ascii tokenchars '_'\")",
    ),
    "postgresql": (
        "CREATE TABLE articles_search ("
        "item_id bigint PRIMARY KEY, place bigint NOT NULL,"
        " document tsvector NOT NULL)",
        "CREATE INDEX articles_search_document ON articles_search USING gin (document)",
        # a page of what was found, newest first
        "CREATE INDEX articles_search_place ON articles_search (place)",
    ),
}


def make(apps, schema_editor):
    schema_editor.execute("DROP TABLE articles_search")
    for statement in MAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_one_story")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
