"""Icons through us: their signed addresses, and what is shown there.

A page names an icon by its site's host, which every row knows, so that no row costs a
query. Whoever asks for it gets what `fetch_icons` has kept, and a letter until then:
no web request ever waits for a site.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import re
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from articles.core import icons
from articles.core.icons import Drawing
from articles.models import Icon
from newsreader.lib import wake

MOST = 20_000
"""Sites. Beyond them new ones are shown by their letter."""

LOOKED_AT = dt.timedelta(days=7)
"""That an icon is shown is written down no more often than this."""

_HOST = re.compile(r"(?=.{4,253}$)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+")
_SIGNATURE_BYTES = 9


def site(url: str) -> str:
    """The host by which the icon of this address's site is known, or ""."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    host = host.removeprefix("www.")
    return host if _HOST.fullmatch(host) else ""


def address(host: str) -> str:
    """Our own address for the icon of that site; "" where icons are off."""
    if not host or settings.IMAGES == "off":
        return ""
    return _address(host, settings.SECRET_KEY)


@lru_cache(4096)
def _address(host: str, secret: str) -> str:
    return reverse("icon", args=[_signature(host, secret), host])


def is_ours(signature: str, host: str) -> bool:
    """Did `address` make the address with this signature?"""
    expected = _signature(host, settings.SECRET_KEY)
    return hmac.compare_digest(signature.encode(), expected.encode())


def _signature(host: str, secret: str) -> str:
    key = hashlib.sha256(f"newsreader.icons\0{secret}".encode()).digest()
    digest = hmac.digest(key, host.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:_SIGNATURE_BYTES]).decode()


def show(host: str, *, now: dt.datetime) -> tuple[Drawing, bool]:
    """The icon of that site, or its letter; and whether that will stay so for long.

    A site that nobody has asked yet will be, soon.
    """
    icon = Icon.objects.filter(host=host).first()
    if icon is None:
        _want(host, now=now)
        return icons.tile(host), False
    if icon.shown_on < (now - LOOKED_AT).date():
        Icon.objects.filter(pk=icon.pk).update(shown_on=now.date())
    if icon.body:
        return Drawing(icon.kind, bytes(icon.body)), True
    return icons.tile(host), icon.tries > 0


def told(url: str, icon_url: str, *, now: dt.datetime) -> None:
    """A page of that address has named its site's icon.

    Asked for now if none was named before; pages that name one after the other must
    not make us ask again and again.
    """
    host = site(url)
    if not host or not icon_url or len(icon_url) > 2000:
        return
    known = Icon.objects.filter(host=host).values_list("url", flat=True).first()
    if known is None:
        _want(host, now=now, url=icon_url)
    elif known != icon_url:
        Icon.objects.filter(host=host).update(url=icon_url)
        if not known:
            waiting = Icon.objects.filter(host=host, body=b"", due_at__gt=now)
            waiting.update(due_at=now)


def _want(host: str, *, now: dt.datetime, url: str = "") -> None:
    if Icon.objects.count() >= MOST:
        return
    Icon.objects.bulk_create(
        [Icon(host=host, url=url, shown_on=now.date(), due_at=now)],
        ignore_conflicts=True,  # another page may have shown it just now
    )
    wake.ring("articles.fetch_icons")
