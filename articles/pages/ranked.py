"""Which stories most outlets report now, and why each stands where it does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.core import stories
from articles.models import Item, Story
from articles.pages.glance import Glance, glances, reports_of
from articles.pages.listing import PAGE
from articles.visibility import Sight
from feeds.models import Category

FRESH = dt.timedelta(hours=36)
"""Stories without a report for so long are not ranked."""

RANKED = 400


@dataclass(frozen=True, slots=True)
class _Hot:
    """A story as somebody sees it: the report that leads it, and what makes it hot."""

    story: int
    lead: int
    voices: int
    growth: float
    last_at: dt.datetime

    def heat(self, now: dt.datetime) -> tuple[float, int]:
        return stories.heat(self.voices, self.growth, now - self.last_at), self.story


def most_reported(
    category: Category | None, *, sight: Sight, reader: int | None, now: dt.datetime
) -> dict[Glance, str]:
    """The items that lead the hottest stories, each with why it stands there."""
    since = now - FRESH
    recent = Story.objects.filter(merged_into=None, last_at__range=(since, now))
    leads = Item.objects.all()
    if category:
        leads = leads.in_category(category).filter(sort_at__gte=since - FRESH)
        recent = recent.filter(lead__in=leads)
    found = recent.exclude(lead=None).order_by("-voices", "-last_at")[:RANKED]
    hot = _whole(found) if sight.is_whole else _seen(found, sight)
    hottest = sorted(hot, key=lambda one: one.heat(now), reverse=True)[:PAGE]
    by_lead = {one.lead: one for one in hottest}
    return {
        item: _reason(by_lead[item.pk], now)
        for item in glances(list(by_lead), reader=reader, sight=sight)
    }


def _whole(found: Iterable[Story]) -> Iterable[_Hot]:
    for story in found:
        lead = story.lead_id or 0
        yield _Hot(story.pk, lead, story.voices, story.growth, story.last_at)


def _seen(found: Iterable[Story], sight: Sight) -> Iterable[_Hot]:
    """By what a visitor sees alone: another report may lead, others do not count."""
    leads = {story.pk: story.lead_id for story in found}
    for pk, reports in reports_of(leads, reader=None, sight=sight).items():
        pks = [report.pk for report in reports]
        lead = leads[pk] if leads[pk] in pks else pks[-1]
        voices = {report.outlet.casefold() for report in reports if not report.is_copy}
        yield _Hot(pk, lead or 0, max(len(voices), 1), 0.0, reports[-1].at)


def _reason(hot: _Hot, now: dt.datetime) -> str:
    """Why the story ranks where it does, in words."""
    voices = {"count": hot.voices}
    told = [ngettext("%(count)d outlet", "%(count)d outlets", hot.voices) % voices]
    if count := round(hot.growth):
        pace = ngettext("%(count)s report an hour", "%(count)s reports an hour", count)
        told.append(pace % {"count": number_format(count)})
    if hours := int((now - hot.last_at) / dt.timedelta(hours=1)):
        told.append(_("the latest %(count)d h ago") % {"count": hours})
    else:
        told.append(_("the latest within the hour"))
    return ", ".join(told)
