"""Triggers of SQLite that keep feed sets and tallies right, and what they are made of.

An upsert says no more than `WHERE true` where one would expect it to say nothing:
SQLite would take its ON for a join's.
"""

from __future__ import annotations

_KEY = (
    "(SELECT group_concat(feed_id) FROM (SELECT feed_id FROM articles_origin"
    " WHERE item_id = NEW.item_id ORDER BY feed_id))"
)
_MORE = "ON CONFLICT (reader, feed_set) DO UPDATE SET count = count + excluded.count;"

TRIGGERS = {
    # One more feed brought the item: it is in another set now
    "articles_origin_added": f"""
        AFTER INSERT ON articles_origin
        WHEN {_KEY} IS NOT (
            SELECT key FROM articles_feedset WHERE id = (
                SELECT feed_set_id FROM articles_item WHERE id = NEW.item_id
            )
        )
        BEGIN
            INSERT INTO articles_feedset (key, left_as)
                SELECT {_KEY}, '' WHERE true ON CONFLICT (key) DO NOTHING;
            INSERT INTO articles_feedset_feeds (feedset_id, feed_id)
                SELECT s.id, o.feed_id FROM articles_origin o, articles_feedset s
                WHERE o.item_id = NEW.item_id AND s.key = {_KEY}
                ON CONFLICT (feedset_id, feed_id) DO NOTHING;
            UPDATE articles_item
                SET feed_set_id = (SELECT id FROM articles_feedset WHERE key = {_KEY})
                WHERE id = NEW.item_id;
        END""",
    "articles_item_added": f"""
        AFTER INSERT ON articles_item
        BEGIN
            INSERT INTO articles_tally (reader, feed_set, count)
                SELECT 0, coalesce(NEW.feed_set_id, 0), 1 WHERE true {_MORE}
        END""",
    "articles_item_moved": f"""
        AFTER UPDATE OF feed_set_id ON articles_item
        WHEN OLD.feed_set_id IS NOT NEW.feed_set_id
        BEGIN
            UPDATE articles_tally SET count = count - 1
                WHERE feed_set = coalesce(OLD.feed_set_id, 0) AND (
                    reader = 0 OR reader IN (
                        SELECT user_id FROM articles_readmark WHERE item_id = NEW.id
                    )
                );
            INSERT INTO articles_tally (reader, feed_set, count)
                SELECT reader, coalesce(NEW.feed_set_id, 0), 1 FROM (
                    SELECT 0 AS reader UNION ALL
                    SELECT user_id FROM articles_readmark WHERE item_id = NEW.id
                ) WHERE true {_MORE}
        END""",
    "articles_item_removed": """
        AFTER DELETE ON articles_item
        BEGIN
            UPDATE articles_tally SET count = count - 1
                WHERE reader = 0 AND feed_set = coalesce(OLD.feed_set_id, 0);
        END""",
    "articles_readmark_added": f"""
        AFTER INSERT ON articles_readmark
        BEGIN
            INSERT INTO articles_tally (reader, feed_set, count)
                SELECT NEW.user_id, coalesce(feed_set_id, 0), 1
                FROM articles_item WHERE id = NEW.item_id {_MORE}
        END""",
    "articles_readmark_removed": """
        AFTER DELETE ON articles_readmark
        BEGIN
            UPDATE articles_tally SET count = count - 1
                WHERE reader = OLD.user_id AND feed_set = (
                    SELECT coalesce(feed_set_id, 0) FROM articles_item
                    WHERE id = OLD.item_id
                );
        END""",
}

INSTALL = tuple(f"CREATE TRIGGER {name} {body}" for name, body in TRIGGERS.items())
DROP = tuple(f"DROP TRIGGER IF EXISTS {name}" for name in TRIGGERS)
ARE_THERE = (
    "SELECT count(*) FROM sqlite_master"
    f" WHERE type = 'trigger' AND name IN {tuple(TRIGGERS)}"
)
HOW_MANY = len(TRIGGERS)
LOCK = None  # a transaction is the only one that writes
KEYS = (
    "SELECT item_id, group_concat(feed_id) AS key FROM ("
    "SELECT item_id, feed_id FROM articles_origin ORDER BY item_id, feed_id)"
    " GROUP BY item_id"
)
