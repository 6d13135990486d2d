"""Triggers of PostgreSQL that keep feed sets and tallies right, and what they are made
of.

A statement is counted as a whole. Where an item that people have read gets into
another set, their tallies move with it when the transaction commits, while nobody
marks anything; marks do not wait for one another, and never for a poll.
"""

from __future__ import annotations

_LOCK = "hashtext('articles.tallies')"
_KEY = "string_agg(feed_id::text, ',' ORDER BY feed_id)"
# An index holds no more than 2,700 bytes
_SHORT = f"CASE WHEN length({_KEY}) > 1000 THEN md5({_KEY}) ELSE {_KEY} END"
_TOLD = (
    f"(SELECT item_id, {_SHORT} AS key FROM articles_origin"
    " WHERE item_id IN (SELECT item_id FROM fresh) GROUP BY item_id) t"
)
_MORE = (
    "ORDER BY 1, 2 ON CONFLICT (reader, feed_set)"
    " DO UPDATE SET count = articles_tally.count + excluded.count"
)

FUNCTIONS = {
    # One more feed brought items: they are in other sets now
    "articles_origin_added": f"""
        IF NOT EXISTS (
            SELECT 1 FROM {_TOLD} JOIN articles_item i ON i.id = t.item_id
            LEFT JOIN articles_feedset s ON s.id = i.feed_set_id
            WHERE s.key IS DISTINCT FROM t.key
        ) THEN RETURN NULL; END IF;
        INSERT INTO articles_feedset (key, left_as)
            SELECT DISTINCT key, '' FROM {_TOLD} ORDER BY key
            ON CONFLICT (key) DO NOTHING;
        INSERT INTO articles_feedset_feeds (feedset_id, feed_id)
            SELECT DISTINCT s.id, o.feed_id FROM {_TOLD}
            JOIN articles_feedset s USING (key)
            JOIN articles_origin o ON o.item_id = t.item_id ORDER BY 1, 2
            ON CONFLICT (feedset_id, feed_id) DO NOTHING;
        UPDATE articles_item i SET feed_set_id = s.id
            FROM {_TOLD} JOIN articles_feedset s USING (key)
            WHERE i.id = t.item_id AND i.feed_set_id IS DISTINCT FROM s.id;
        RETURN NULL;""",
    "articles_item_added": f"""
        INSERT INTO articles_tally (reader, feed_set, count)
            SELECT 0, coalesce(feed_set_id, 0), count(*) FROM fresh GROUP BY 1, 2
            {_MORE};
        RETURN NULL;""",
    "articles_item_moved": f"""
        UPDATE articles_tally SET count = count - 1
            WHERE reader = 0 AND feed_set = coalesce(OLD.feed_set_id, 0);
        INSERT INTO articles_tally (reader, feed_set, count)
            SELECT 0, coalesce(NEW.feed_set_id, 0), 1 {_MORE};
        RETURN NULL;""",
    "articles_item_moved_for_readers": f"""
        PERFORM pg_advisory_xact_lock({_LOCK});
        UPDATE articles_tally SET count = count - 1
            WHERE feed_set = coalesce(OLD.feed_set_id, 0) AND reader IN (
                SELECT user_id FROM articles_readmark WHERE item_id = NEW.id
            );
        INSERT INTO articles_tally (reader, feed_set, count)
            SELECT user_id, coalesce(NEW.feed_set_id, 0), 1
            FROM articles_readmark WHERE item_id = NEW.id {_MORE};
        RETURN NULL;""",
    "articles_item_removed": """
        UPDATE articles_tally t SET count = t.count - gone.number FROM (
            SELECT coalesce(feed_set_id, 0) AS feed_set, count(*) AS number
            FROM stale GROUP BY 1
        ) gone WHERE t.reader = 0 AND t.feed_set = gone.feed_set;
        RETURN NULL;""",
    "articles_readmark_added": f"""
        PERFORM pg_advisory_xact_lock_shared({_LOCK});
        INSERT INTO articles_tally (reader, feed_set, count)
            SELECT m.user_id, coalesce(i.feed_set_id, 0), count(*)
            FROM fresh m JOIN articles_item i ON i.id = m.item_id GROUP BY 1, 2
            {_MORE};
        RETURN NULL;""",
    "articles_readmark_removed": f"""
        PERFORM pg_advisory_xact_lock_shared({_LOCK});
        UPDATE articles_tally t SET count = t.count - gone.number FROM (
            SELECT m.user_id, coalesce(i.feed_set_id, 0) AS feed_set,
                count(*) AS number
            FROM stale m JOIN articles_item i ON i.id = m.item_id GROUP BY 1, 2
        ) gone WHERE t.reader = gone.user_id AND t.feed_set = gone.feed_set;
        RETURN NULL;""",
}
_FRESH = "REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT"
_STALE = "REFERENCING OLD TABLE AS stale FOR EACH STATEMENT"
# Without an UPDATE of that column, this costs next to nothing
_MOVED = "FOR EACH ROW WHEN (OLD.feed_set_id IS DISTINCT FROM NEW.feed_set_id)"
_EVENTS = {
    "articles_origin_added": f"AFTER INSERT ON articles_origin {_FRESH}",
    "articles_item_added": f"AFTER INSERT ON articles_item {_FRESH}",
    "articles_item_moved": f"AFTER UPDATE OF feed_set_id ON articles_item {_MOVED}",
    "articles_item_moved_for_readers": (
        "AFTER UPDATE OF feed_set_id ON articles_item"
        f" DEFERRABLE INITIALLY DEFERRED {_MOVED}"
    ),
    "articles_item_removed": f"AFTER DELETE ON articles_item {_STALE}",
    "articles_readmark_added": f"AFTER INSERT ON articles_readmark {_FRESH}",
    "articles_readmark_removed": f"AFTER DELETE ON articles_readmark {_STALE}",
}

INSTALL = tuple(
    statement
    for name, body in FUNCTIONS.items()
    for statement in (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {body} END $$",
        f"CREATE{' CONSTRAINT' if 'DEFERRED' in _EVENTS[name] else ''} TRIGGER {name}"
        f" {_EVENTS[name]} EXECUTE FUNCTION {name}()",
    )
)
DROP = tuple(f"DROP FUNCTION IF EXISTS {name}() CASCADE" for name in FUNCTIONS)
ARE_THERE = (
    "SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    " WHERE c.relnamespace = current_schema()::regnamespace"
    f" AND t.tgname IN {tuple(FUNCTIONS)}"
)
HOW_MANY = len(FUNCTIONS)
LOCK = "LOCK TABLE articles_tally IN SHARE ROW EXCLUSIVE MODE"
KEYS = f"SELECT item_id, {_SHORT} AS key FROM articles_origin GROUP BY item_id"
