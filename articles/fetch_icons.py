"""Ask sites for their icons, each for a bounded number of bytes, and keep what comes.

Asked is for what the site's own pages name as their icon, then for what lies where
icons have always lain. A site that has none is not asked again for a day, then ever
more seldom; one whose icon nobody has seen for a month is forgotten.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import partial

from articles.core import icons, images
from articles.core.icons import Drawing
from articles.models import Icon
from newsreader.lib import http
from newsreader.lib.steps import Done, Outcome, Retry, Skip, backoff

MAX_BYTES = 512 << 10
TIMEOUT_S = 8.0
ACCEPT = "image/png, image/webp, image/x-icon, image/jpeg, image/gif;q=0.9, */*;q=0.1"

DAY_S = 86_400.0
MONTH_S = 30 * DAY_S
UNSEEN = dt.timedelta(days=30)


def run(rows: Sequence[Icon], *, now: dt.datetime) -> Iterator[tuple[Icon, Outcome]]:
    """Ask for all in rounds: one address a site in each, until one gives an icon."""
    waiting, why = [], dict.fromkeys((icon.pk for icon in rows), "")
    for icon in rows:
        if icon.body and icon.shown_on < (now - UNSEEN).date():
            yield icon, Skip(why="Unseen.", write=partial(_forget, icon))
        else:
            waiting.append((icon, places(icon)))
    while waiting:
        asked = [(icon, left[0], left[1:]) for icon, left in waiting]
        waiting = []
        requests = [_request(url) for _, url, _ in asked]
        for place, answer in http.fetch_all(requests):
            icon, _, left = asked[place]
            found, said = _read(answer)
            why[icon.pk] = why[icon.pk] or said
            if found:
                yield icon, Done(write=partial(_keep, icon, found))
            elif left:
                waiting.append((icon, left))
            else:
                after = backoff(icon.tries, DAY_S, MONTH_S)
                yield icon, Retry(after=after, why=why[icon.pk])


def places(icon: Icon) -> list[str]:
    """Where this site's icon may be, in the order in which to ask."""
    usual = f"https://{icon.host}/favicon.ico"
    found = [icon.url, usual, f"https://www.{icon.host}/favicon.ico"]
    return list(dict.fromkeys(filter(None, found)))


def _request(url: str) -> http.Request:
    return http.Request(
        url=url,
        headers={"Accept": ACCEPT},
        max_bytes=MAX_BYTES,
        timeout_s=TIMEOUT_S,
        patience_s=TIMEOUT_S,
        spacing_s=0.0,  # a browser asks for it together with the page
        until=lambda body: len(body) >= images.ENOUGH and not icons.may_be_icon(body),
    )


def _read(answer: http.Response | http.FetchError) -> tuple[Drawing | None, str]:
    if isinstance(answer, http.FetchError):
        return None, answer.message
    if answer.status != 200:
        return None, f"The host answered {answer.status}."
    found = icons.drawing(answer.body)
    return found, "" if found else "This is no icon of a kind that is shown."


def _keep(icon: Icon, found: Drawing) -> None:
    Icon.objects.filter(pk=icon.pk).update(kind=found.kind, body=found.body)


def _forget(icon: Icon) -> None:
    Icon.objects.filter(pk=icon.pk).delete()
