"""Feed, Category, Fetch (log)."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from feeds.querysets import CategoryQuerySet, FeedQuerySet
from feeds.websub_models import Delivery as Delivery
from feeds.websub_models import PushSubscription as PushSubscription
from newsreader.lib.steps import Outcome, QueueRow, Retry


class ModelWish(models.TextChoices):
    """When a language model writes the analyses of a feed's items, if one is set."""

    AS_USUAL = "", _("As usual")
    ARRIVAL = "arrival", _("When an item arrives")
    OPENED = "opened", _("When a reader opens one")
    NEVER = "never", _("Never")


def slug_of(title: str) -> str:
    return slugify(title, allow_unicode=True) or "feed"


@lru_cache(10_000)
def feed_path(pk: int, title: str) -> str:
    """The page of the feed: a sidebar has hundreds of them."""
    return reverse("feed", args=[pk, slug_of(title)])


@lru_cache(1_000)
def category_path(slug: str) -> str:
    return reverse("category", args=[slug])


class Category(models.Model):
    """A named group of feeds; a feed is in one category or in none."""

    name = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(max_length=100, unique=True, allow_unicode=True)
    position = models.PositiveSmallIntegerField(default=0)
    model_wish = models.CharField(
        _("analyses by a model"),
        max_length=10,
        choices=ModelWish,
        blank=True,
        default=ModelWish.AS_USUAL,
        db_default=ModelWish.AS_USUAL,
        help_text=_("As usual: as the setting ANALYSIS_WHEN says."),
    )

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        verbose_name_plural = "categories"
        constraints = [
            models.CheckConstraint(
                name="category_model_wish_known",
                condition=Q(model_wish__in=["", "arrival", "opened", "never"]),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return category_path(self.slug)


class Feed(QueueRow):
    """A source of items that is polled: an address, its health, its rhythm."""

    class Kind(models.TextChoices):
        GENERIC = "generic", _("Feed")
        GOOGLE_TOP = "google_top", _("Google News: top stories")
        GOOGLE_SECTION = "google_section", _("Google News: section")
        GOOGLE_TOPIC = "google_topic", _("Google News: topic")
        GOOGLE_SEARCH = "google_search", _("Google News: search")
        GOOGLE_PUBLICATION = "google_publication", _("Google News: publication")
        GOOGLE_PLACE = "google_place", _("Google News: place")

    class FullText(models.TextChoices):
        ALWAYS = "always", _("Always")
        OPENED = "opened", _("When a reader opens one")
        NEVER = "never", _("Never")

    class Visibility(models.TextChoices):
        DEFAULT = "", _("As the site’s settings say")
        PUBLIC = "public", _("Everybody")
        LINK = "link", _("Whoever has the link of an item")
        MEMBERS = "members", _("People with an account")

    HEALTHS = ("fine", "new", "failing", "paused")

    url = models.URLField(_("address"), max_length=2000, unique=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.GENERIC)
    title = models.CharField(max_length=300)
    site_url = models.URLField(max_length=2000, blank=True, default="")
    language = models.CharField(max_length=35, blank=True, default="")
    edition = models.CharField(
        _("Google News edition"), max_length=20, blank=True, default=""
    )  # the ceid, such as "US:en"
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.SET_NULL, related_name="feeds"
    )
    full_text = models.CharField(
        _("full texts"),
        max_length=10,
        choices=FullText,
        default=FullText.ALWAYS,
        help_text=_("When the articles behind the headlines are fetched."),
    )
    holds_full_text = models.BooleanField(
        _("feed holds full texts"),
        null=True,
        blank=True,
        help_text=_(
            "Then they are taken from the feed, and no page is fetched. "
            "Found out by comparing with one page."
        ),
    )
    visibility = models.CharField(
        _("who sees its items"),
        max_length=7,
        choices=Visibility,
        blank=True,
        default=Visibility.DEFAULT,
        db_default="",
        help_text=_("An item of several feeds is as open as the most open of them."),
    )
    model_wish = models.CharField(
        _("analyses by a model"),
        max_length=10,
        choices=ModelWish,
        blank=True,
        default=ModelWish.AS_USUAL,
        db_default=ModelWish.AS_USUAL,
        help_text=_(
            "When a language model writes them, if one is set. As usual: as for the "
            "category of the feed."
        ),
    )
    is_paused = models.BooleanField(
        _("paused"), default=False, help_text=_("A paused feed keeps its items.")
    )
    paused_why = models.CharField(
        max_length=200,
        blank=True,
        default="",
        editable=False,
        help_text="Set where polling stopped by itself.",
    )
    added_at = models.DateTimeField(editable=False)
    interval_s = models.PositiveIntegerField(default=1800, editable=False)

    etag = models.CharField(max_length=500, blank=True, default="", editable=False)
    last_modified = models.CharField(
        max_length=100, blank=True, default="", editable=False
    )
    body_hash = models.CharField(max_length=64, blank=True, default="", editable=False)

    # What the feed said when it was last read, for polls that find it unchanged
    ttl_s = models.PositiveIntegerField(null=True, editable=False)
    skip_hours = models.PositiveIntegerField(
        default=0, editable=False, help_text="Bit n: not in the hour n of UTC."
    )
    skip_days = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="Bit n: not on the weekday n, Monday is 0."
    )

    moved_to = models.URLField(
        max_length=2000,
        blank=True,
        default="",
        editable=False,
        help_text="Where permanent redirects have led lately.",
    )
    moved_seen = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="Polls in a row that were led there."
    )
    missing_since = models.DateTimeField(
        null=True, editable=False, help_text="Since when there is nothing there (404)."
    )

    polled_at = models.DateTimeField(_("last polled"), null=True, editable=False)
    succeeded_at = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveIntegerField(
        default=0, editable=False, help_text="Polls that failed, one after the other."
    )
    error = models.CharField(max_length=20, blank=True, default="", editable=False)

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                name="feed_kind_known",
                condition=Q(
                    kind__in=[
                        "generic",
                        "google_top",
                        "google_section",
                        "google_topic",
                        "google_search",
                        "google_publication",
                        "google_place",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="feed_full_text_known",
                condition=Q(full_text__in=["always", "opened", "never"]),
            ),
            models.CheckConstraint(
                name="feed_visibility_known",
                condition=Q(visibility__in=["", "public", "link", "members"]),
            ),
            models.CheckConstraint(
                name="feed_model_wish_known",
                condition=Q(model_wish__in=["", "arrival", "opened", "never"]),
            ),
            models.CheckConstraint(
                name="feed_url_is_http",
                condition=Q(url__startswith="http://") | Q(url__startswith="https://"),
            ),
        ]
        indexes = [
            # FeedQuerySet.due(): asked every tick
            models.Index(
                name="feed_due", fields=["due_at"], condition=Q(is_paused=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def slug(self) -> str:
        return slug_of(self.title)

    def get_absolute_url(self) -> str:
        return feed_path(self.pk, self.title)

    @property
    def is_google(self) -> bool:
        return self.kind != Feed.Kind.GENERIC

    @property
    def health(self) -> str:
        """One of `HEALTHS`; `FeedQuerySet.that_fare` asks for it."""
        if self.is_paused:
            return "paused"
        if self.failures:
            return "failing"
        return "fine" if self.polled_at else "new"

    def moved(self, outcome: Outcome, *, now: dt.datetime) -> dict[str, Any]:
        """A poll writes its own next time. Without one, something unforeseen broke."""
        if outcome.found is not None:
            return {"last_error": outcome.why}
        after = outcome.after if isinstance(outcome, Retry) else dt.timedelta(days=1)
        return {
            "due_at": now + after,
            "tries": F("tries") + 1,
            "failures": F("failures") + 1,
            "error": "internal",
            "last_error": outcome.why,
        }


class Fetch(models.Model):
    """One poll of one feed, as it went."""

    feed = models.ForeignKey(
        Feed, on_delete=models.CASCADE, related_name="fetches", db_index=False
    )
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=20, blank=True, default="")
    message = models.CharField(max_length=500, blank=True, default="")
    new_items = models.PositiveIntegerField(default=0)
    changed_items = models.PositiveIntegerField(default=0)
    bytes_read = models.PositiveIntegerField(default=0)
    elapsed_ms = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "fetches"
        ordering = ["-at"]
        indexes = [
            # the log on a feed's admin page, newest first; retention by feed
            models.Index(name="fetch_log", fields=["feed", "-at"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.error or self.status or 'pushed'}"


class Beginning(models.Model):
    """The one row which says that this site has had its first feeds.

    Whoever deletes them all does not get them back.
    """

    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="beginning_one_row", condition=Q(id=1))
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
