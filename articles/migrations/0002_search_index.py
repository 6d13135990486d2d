"""The search index: a table of the database's own kind, unknown to the models."""

from __future__ import annotations

from django.db import migrations

MAKE = {
    "sqlite": (
        "CREATE VIRTUAL TABLE articles_search USING fts5("
        "headline, body, tokenize = 'unicode61 remove_diacritics 0')",
    ),
    "postgresql": (
        "CREATE TABLE articles_search ("
        "item_id bigint PRIMARY KEY, document tsvector NOT NULL)",
        "CREATE INDEX articles_search_document ON articles_search USING gin (document)",
    ),
}


def make(apps, schema_editor):
    for statement in MAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE articles_search")


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
