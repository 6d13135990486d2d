"""The page of a story: what several outlets published about one event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.core.contrast import Headline, Piece, contrast
from articles.models import Item, Story
from articles.pages.frame import Tongue, Visitor, When, ago, story_url
from articles.pages.glance import Glance, glances
from articles.pages.rows import Row, rows, when_of
from articles.visibility import Hidden, Sight, sight_of

REASONS = {
    "coverage": gettext_lazy("Google lists them together"),
    "address": gettext_lazy("one address"),
    "title": gettext_lazy("one headline"),
    "likeness": gettext_lazy("headline and text are alike"),
    "alone": gettext_lazy("the first report"),
    "owner": gettext_lazy("put there by hand"),
}
MOST = 200
"""Items of one story that are shown."""

WORDINGS = 20
"""Headlines that are shown side by side."""

_DAYS = 30
"""So many days back a time is told as days ago."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A time, and how long ago that is; "" where the date says it better."""

    when: When
    ago: str


@dataclass(frozen=True, slots=True)
class Told:
    """How an outlet, or several, put it in a headline; `own` is what only they say."""

    outlets: tuple[str, ...]
    url: str
    tongue: Tongue
    pieces: tuple[Piece, ...]
    own: tuple[str, ...]
    is_apart: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """A story's items in the order they appeared."""

    title: str
    url: str
    slug: str
    outlets: tuple[str, ...]
    voices: str
    first: Moment
    latest: Moment
    growth: str
    headlines: tuple[Told, ...]
    rows: tuple[Row, ...]
    signed_in: bool


def story_page(pk: int, *, user: Visitor, now: dt.datetime) -> StoryPage | str:
    """The story, or the address of the one it was merged into.

    Raises Story.DoesNotExist, and Hidden where nothing of it is for this visitor; one
    who sees a part of it sees no title that another part may have given, and nothing
    is told of other reports.
    """
    sight = sight_of(user)
    story = Story.objects.select_related("merged_into").get(pk=pk)
    if story.merged_into:
        return story_url(story.merged_into, sight)
    items = sight.among(Item.objects.filter(story=story).order_by("sort_at", "pk"))
    found = glances(
        list(items.values_list("pk", flat=True)[:MOST]), reader=user.pk, sight=sight
    )
    if not sight.is_whole and not found:
        raise Hidden
    shown = _timeline(found, user=user, now=now, sight=sight)
    outlets = tuple(dict.fromkeys(row.outlet for row in shown if row.outlet))
    first, latest = _ends(story, found)
    return StoryPage(
        title=story.title if sight.is_whole else found[0].headline,
        url=story_url(story, sight),
        slug=story.slug if sight.is_whole else "",
        outlets=outlets,
        voices=_voices(found, shown) if outlets else "",
        first=Moment(first, _long_ago(first, now)),
        latest=Moment(latest, _long_ago(latest, now)),
        growth=growth(story) if sight.is_whole else "",
        headlines=_side_by_side(shown),
        rows=shown,
        signed_in=user.is_authenticated,
    )


def _timeline(
    found: Sequence[Glance], *, user: Visitor, now: dt.datetime, sight: Sight
) -> tuple[Row, ...]:
    """The reports as they came, each with how long after the first."""
    made = rows(found, now=now, sight=sight)
    names = {item.pk: row.outlet for item, row in zip(found, made, strict=True)}
    is_staff = bool(getattr(user, "is_staff", False))
    return tuple(
        replace(
            row,
            ago=row.ago or _long_ago(row.when, now),
            # Which outlets there are is told above: they are all here
            other_outlets=0,
            chip="",
            reports=(),
            notes=(
                *_after(row.when, made[0].when),
                *_notes(item, names, is_staff=is_staff),
                *row.notes,
            ),
        )
        for row, item in zip(made, found, strict=True)
    )


def _ends(story: Story, found: Sequence[Glance]) -> tuple[When, When]:
    """The first and the latest report, by what is shown of them."""
    if not found:
        return When(story.first_at), When(story.last_at)
    latest = When(story.last_at) if len(found) == MOST else when_of(found[-1])
    return when_of(found[0]), latest


def _side_by_side(shown: Sequence[Row]) -> tuple[Told, ...]:
    """How the outlets' headlines differ."""
    said = [Headline(row.headline, row.outlet, row.tongue.lang) for row in shown]
    return tuple(
        Told(
            outlets=one.outlets,
            url=shown[one.first].url,
            tongue=shown[one.first].tongue,
            pieces=one.pieces,
            own=one.own,
            is_apart=one.is_apart,
        )
        for one in contrast(said)[:WORDINGS]
    )


def _voices(found: Sequence[Glance], shown: Sequence[Row]) -> str:
    """How many outlets there are, and how many of them did not just copy another."""
    here = {row.pk for row in shown}
    outlets = {row.outlet for row in shown if row.outlet}
    voices = {
        row.outlet
        for row, item in zip(shown, found, strict=True)
        if row.outlet and item.copy_of not in here
    }
    told = ngettext("%(count)d outlet", "%(count)d outlets", len(outlets))
    told %= {"count": len(outlets)}
    if not 0 < len(voices) < len(outlets):
        return told
    own = ngettext(
        "%(count)d with a report of its own",
        "%(count)d with a report of their own",
        len(voices),
    )
    return f"{told}, {own % {'count': len(voices)}}"


def growth(story: Story) -> str:
    """How fast reports came in the story's last hours; "" where that is slowly."""
    if (count := round(story.growth)) < 1:
        return ""
    told = ngettext(
        "%(count)s report an hour at the last",
        "%(count)s reports an hour at the last",
        count,
    )
    return told % {"count": number_format(count)}


def _notes(
    item: Glance, names: Mapping[int, str], *, is_staff: bool
) -> tuple[str, ...]:
    """That it is a copy of one that is shown, too, and why it stands in the story."""
    notes = []
    if (twin := item.copy_of) and twin in names:
        name = names[twin]
        same = _("Same text as %(outlet)s") % {"outlet": name}
        notes.append(same if name else _("Same text as another report"))
    if is_staff and item.story_why:
        notes.append(_("Here because: %(why)s") % {"why": because(item)})
    return tuple(notes)


def _after(shown: When, first: When) -> tuple[str, ...]:
    """How long after the first report; nothing where a feed tells only the day."""
    minutes = int((shown.at - first.at).total_seconds() // 60)
    if shown.day_only or first.day_only or minutes < 1:
        return ()
    hours, days = minutes // 60, minutes // (24 * 60)
    if days >= 2:
        told = ngettext(
            "%(count)d day after the first", "%(count)d days after the first", days
        )
        return (told % {"count": days},)
    if hours:
        return (_("%(count)d h after the first") % {"count": hours},)
    return (_("%(count)d min after the first") % {"count": minutes},)


def _long_ago(shown: When, now: dt.datetime) -> str:
    """How long ago, in days where it is no longer hours; "" for what is old."""
    if said := ago(shown, now):
        return said
    days = (now - shown.at).days
    if shown.day_only or not 1 <= days <= _DAYS:
        return ""
    told = ngettext("%(count)d day ago", "%(count)d days ago", days)
    return told % {"count": days}


def because(item: Item | Glance) -> str:
    """Why the item is in its story, in words."""
    said = str(REASONS.get(item.story_why, item.story_why))
    score = (
        ""
        if item.story_score is None
        else f" ({number_format(round(item.story_score, 2), 2)})"
    )
    return f"{said}{score}"
