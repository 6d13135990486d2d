"""What lists show of items: plain values out of four questions, whatever their number.

A page of fifty models, with what stands around each, costs the processor four times
what the fifty rows cost that the database sends. Every list of headlines asks here.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from articles.visibility import PUBLIC, Sight, words_for
from newsreader.lib.questions import ask, moment


class Source(NamedTuple):
    """A feed that brought an item."""

    pk: int
    title: str
    is_google: bool
    site_url: str
    visibility: str
    category: int | None


class Glance(NamedTuple):
    """An item as a list shows it; never an article's body."""

    pk: int
    headline: str
    snippet: str
    outlet: str
    outlet_url: str
    image_url: str
    language: str
    url: str
    published_at: dt.datetime | None
    first_seen_at: dt.datetime
    sort_at: dt.datetime
    day_only: bool
    feed_set: int | None
    copy_of: int | None
    story_why: str
    story_score: float | None
    story: int | None
    story_title: str
    article_outlet: str
    article_description: str
    article_image: str
    word_count: int
    has_analysis: bool
    is_read: bool
    is_starred: bool
    has_original: bool
    sources: tuple[Source, ...]
    """The first to bring it first."""

    @property
    def published_by(self) -> str:
        """The outlet, as the feed or the page names it, or else the feed's name."""
        if name := self.outlet or self.article_outlet:
            return name
        return self.sources[0].title if self.sources else ""


class OtherReport(NamedTuple):
    """What is shown beside an item of another one in its story."""

    story: int
    pk: int
    headline: str
    language: str
    is_copy: bool
    outlet: str
    at: dt.datetime
    """Its place in the order of headlines."""
    is_unread: bool


_GLANCES = """
SELECT i.id, i.headline, i.snippet, i.outlet, i.outlet_url, i.image_url, i.language,
  i.url, i.published_at, i.first_seen_at, i.sort_at, i.day_only, i.feed_set_id,
  i.copy_of_id, i.story_why, i.story_score, i.story_id, coalesce(s.title, ''),
  coalesce(a.outlet, ''), coalesce(a.description, ''), coalesce(a.image_url, ''),
  coalesce(a.word_count, 0), n.id IS NOT NULL, m.item_id IS NOT NULL,
  t.item_id IS NOT NULL, i.url <> '' OR i.link <> ''
FROM articles_item i
LEFT JOIN articles_story s ON s.id = i.story_id
LEFT JOIN articles_article a ON a.id = i.article_id
LEFT JOIN articles_analysis n ON n.item_id = i.id AND n.is_current
LEFT JOIN articles_readmark m ON m.item_id = i.id AND m.user_id = %s
LEFT JOIN articles_star t ON t.item_id = i.id AND t.user_id = %s
WHERE i.id IN ({many})
"""
_SOURCES = """
SELECT o.item_id, f.id, f.title, f.kind <> 'generic', f.site_url, f.visibility,
  f.category_id
FROM articles_origin o JOIN feeds_feed f ON f.id = o.feed_id
WHERE o.item_id IN ({many}) ORDER BY o.first_seen_at, o.id
"""
_REPORTS = """
SELECT i.story_id, i.id, i.headline, i.language, i.copy_of_id IS NOT NULL,
  CASE WHEN i.outlet <> '' THEN i.outlet ELSE coalesce(
    (SELECT a.outlet FROM articles_article a
      WHERE a.id = i.article_id AND a.outlet <> ''),
    (SELECT f.title FROM articles_origin o JOIN feeds_feed f
      ON f.id = o.feed_id WHERE o.item_id = i.id {shown}
      ORDER BY o.first_seen_at, o.id LIMIT 1), '') END,
  i.sort_at, m.item_id IS NULL, i.feed_set_id
FROM articles_item i
LEFT JOIN articles_readmark m ON m.item_id = i.id AND m.user_id = %s
WHERE i.story_id IN ({many}) ORDER BY i.sort_at, i.id
"""
_COVERAGE = "SELECT item_id, outlet FROM articles_coverage WHERE item_id IN ({many})"


def glances(pks: Sequence[int], *, reader: int | None, sight: Sight) -> list[Glance]:
    """These items in this order, as far as there are any. `reader` is the account whose
    marks are told; somebody from whom something is hidden is told of no feed that has
    no page for them."""
    sources: defaultdict[int, list[Source]] = defaultdict(list)
    for item, *told in ask(_SOURCES, many=pks):
        source = Source(*told)
        if sight.shows(source):
            sources[item].append(source)
    found = {}
    for row in ask(_GLANCES, reader or 0, reader or 0, many=pks):
        pk = row[0]
        times = (time and moment(time) for time in row[8:11])
        found[pk] = Glance._make((*row[:8], *times, *row[11:], tuple(sources[pk])))
    return [found[pk] for pk in pks if pk in found]


def reports_of(
    stories: Collection[int], *, reader: int | None, sight: Sight
) -> dict[int, list[OtherReport]]:
    """For each of these stories its reports in their order. Nothing is unread for
    whom is no `reader`, and no hidden feed is named."""
    told: defaultdict[int, list[OtherReport]] = defaultdict(list)
    words: list[str] = []
    if not sight.is_whole:
        words = words_for(PUBLIC)
    shown = f"AND f.visibility IN ({', '.join(['%s'] * len(words))})" if words else ""
    question = _REPORTS.replace("{shown}", shown)
    for *row, at, is_unread, feed_set in ask(
        question, *words, reader or 0, many=stories
    ):
        if sight.holds(feed_set):
            report = OtherReport._make((*row, moment(at), bool(is_unread and reader)))
            told[report.story].append(report)
    return told


def covered_by(pks: Collection[int]) -> dict[int, set[str]]:
    """For each of these items the outlets that Google lists beside it."""
    outlets: defaultdict[int, set[str]] = defaultdict(set)
    for pk, outlet in ask(_COVERAGE, many=pks):
        outlets[pk].add(outlet)
    return outlets
