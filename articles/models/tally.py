"""FeedSet and Tally: which feeds brought an item, and how many items that makes."""

from __future__ import annotations

from django.db import models

from feeds.models import Feed


class FeedSet(models.Model):
    """The feeds that brought an item, as a set that all its like share.

    Most sets are of one feed; a Google headline that stands in three feeds is in a
    set of three. So what concerns "items of any of these feeds" can be asked of a few
    sets instead of many items, and each item counts once. A feed that is removed
    leaves its sets, which keep the name they had.
    """

    key = models.TextField(unique=True, editable=False)
    feeds = models.ManyToManyField(Feed, related_name="sets")
    left_as = models.CharField(
        max_length=7,
        blank=True,
        default="",
        db_default="",
        help_text="Who could see its items when its last feed was removed.",
    )

    def __str__(self) -> str:
        return self.key


class Tally(models.Model):
    """How many items of a feed set there are, or how many of them a reader has read.

    Kept by the database itself (`articles.tallies`). Without a reader, it is the
    number of items, and `reader` is 0; `feed_set` is 0 for items that are in none.
    """

    pk = models.CompositePrimaryKey("reader", "feed_set")
    reader = models.BigIntegerField()
    feed_set = models.BigIntegerField()
    count = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.reader}, {self.feed_set}: {self.count}"
