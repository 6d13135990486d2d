"""What the admin says of hubs: of a feed's in a sentence or two, of all in one."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feeds.core import websub
from feeds.models import Feed, PushSubscription
from newsreader.lib.said import said
from newsreader.lib.urls import host

State = PushSubscription.State


def told(feed: Feed, *, now: dt.datetime) -> str:
    """Which hub brings what is new in this feed, and how that goes."""
    if feed.is_google:
        return _("Google News has no hub; it is polled.")
    row = feed.push_subscriptions.filter(is_wanted=True).first()
    if row is None:
        return _("It names no hub; it is polled.")
    return " ".join(filter(None, (_state(row, feed, now), _pushes(row, now))))


def at_a_glance(now: dt.datetime) -> str:
    """How many hubs deliver, of those that feeds name; "" where none is named."""
    rows = PushSubscription.objects.filter(is_wanted=True, feed__is_paused=False)
    is_active = Q(state=State.ACTIVE, lease_until__gt=now)
    found = rows.aggregate(named=Count("pk"), active=Count("pk", filter=is_active))
    if not found["named"]:
        return ""
    if not found["active"] and not websub.is_public(settings.BASE_URL):
        return ngettext(
            "%(named)s feed names a hub, which cannot reach this site without a "
            "public address with https (BASE_URL)",
            "%(named)s feeds name hubs, which cannot reach this site without a "
            "public address with https (BASE_URL)",
            found["named"],
        ) % {"named": found["named"]}
    return ngettext(
        "%(active)s of %(named)s feed with a hub is delivered",
        "%(active)s of %(named)s feeds with hubs are delivered",
        found["named"],
    ) % {"active": found["active"], "named": found["named"]}


def _state(row: PushSubscription, feed: Feed, now: dt.datetime) -> str:
    hub = host(row.hub)
    why = said(row.last_error)
    if feed.is_paused:
        return _("Its hub is %(hub)s. While it is paused, nothing is asked for.") % {
            "hub": hub
        }
    if not websub.is_reachable(
        settings.BASE_URL, row.hub, allowed=settings.FETCH_ALLOW
    ):
        return _(
            "Its hub is %(hub)s, which cannot reach this site: that needs a public "
            "address with https in the setting BASE_URL."
        ) % {"hub": hub}
    if row.state == State.ACTIVE and row.lease_until and row.lease_until > now:
        until = f"{timezone.localtime(row.lease_until):%Y-%m-%d %H:%M}"
        return _("%(hub)s delivers what is new, until %(until)s; renewed before.") % {
            "hub": hub,
            "until": until,
        }
    if row.state == State.REFUSED:
        return _("%(hub)s does not deliver. %(why)s") % {"hub": hub, "why": why}
    if row.asked_at is None:
        return _("%(hub)s is about to be asked to deliver.") % {"hub": hub}
    asked = timesince(row.asked_at, now, depth=1)
    return _("%(hub)s was asked %(ago)s ago and has not agreed yet. %(why)s") % {
        "hub": hub,
        "ago": asked,
        "why": why,
    }


def _pushes(row: PushSubscription, now: dt.datetime) -> str:
    parts = []
    if row.pushed_at is not None:
        ago = timesince(row.pushed_at, now, depth=1)
        parts.append(_("Last delivery %(ago)s ago.") % {"ago": ago})
    if row.relied_until(now) is not None:
        parts.append(_("So it is polled rarely."))
    if row.mistrusted_at is not None:
        ago = timesince(row.mistrusted_at, now, depth=1)
        parts.append(
            _("A delivery with a wrong signature was ignored %(ago)s ago.")
            % {"ago": ago}
        )
    return " ".join(parts)
