"""Find the address behind Google's handles in what the publishers themselves tell.

What is known already comes first: the items of a publisher's own feed, and addresses
that were told before. Then the publisher is asked, at most once an hour: for the news
sitemaps that its robots.txt names, or for the feeds that its front page names. A site
with neither is left alone for a week.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import Literal

from django.db import transaction
from django.db.models import Q

from articles.core.headline_match import Page, fitting, same_site
from articles.models import Item, Publisher, PublisherPage
from feeds.core import news_sitemap
from feeds.core.discover import comments_last, feeds_in
from feeds.core.parse import NotAFeed, parse
from feeds.models import Feed
from newsreader.lib import http, urls
from newsreader.lib.steps import backoff

AGENT = "newsreader"
"""Our name in robots.txt."""

EVERY = dt.timedelta(hours=1)
LOOK_AGAIN = dt.timedelta(days=1)
"""How long the places where a publisher tells its articles are taken for right."""
SILENT = dt.timedelta(days=7)
SOON = dt.timedelta(minutes=10)
ASKING = dt.timedelta(seconds=90)
"""How long one worker may ask before another takes it for dead."""

KEEP_PAGES = dt.timedelta(days=7)
MAX_PAGES = 2_000
"""So many addresses of one publisher are kept, the newest."""
MAX_ALL_PAGES = 300_000

AT_ONCE = 64
PATIENCE_S = 30.0
"""So many publishers are asked in one batch, and so long."""
TIMEOUT_S = 8.0
_ROUNDS = 5
_SITEMAPS, _FEEDS = 3, 2
_OWN_ITEMS = 5_000

Place = Literal["robots", "front", "sitemap", "child", "feed"]


@dataclass(frozen=True, slots=True)
class Want:
    """What is told of an article whose address is wanted: enough to know it by."""

    headline: str
    outlet: str
    host: str
    url_length: int


@dataclass(frozen=True, slots=True)
class Match:
    """The article's address, and the way that led to it."""

    url: str
    way: str


def note(items: Iterable[Item], *, now: dt.datetime) -> dict[str, Publisher]:
    """The publishers that these items name, by host; new ones are written down.

    Items that are here for the first time are counted: who recurs is worth a feed of
    its own. A worker that dies over them counts them twice, which does no harm.
    """
    homes: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for item in items:
        if host := host_of(item):
            homes.setdefault(host, f"https://{urls.host(item.outlet_url)}/")
            counts[host] += item.resolve_at is None
    if not homes:
        return {}
    known = _by_host(homes)
    new = [
        Publisher(host=host, site_url=home, next_at=now)
        for host, home in homes.items()
        if host not in known
    ]
    if new:
        Publisher.objects.bulk_create(new, ignore_conflicts=True)
        known = _by_host(homes)
    counted = [known[host] for host, count in counts.items() if count]
    for row in counted:
        row.entry_count += counts[row.host]
    Publisher.objects.bulk_update(counted, ["entry_count"])
    return known


def host_of(item: Item) -> str:
    """The host that Google names as the item's source, without "www."; or ""."""
    host = urls.host(item.outlet_url).removeprefix("www.")
    return host if "." in host and not host[-1:].isdigit() else ""


def find(
    wants: Mapping[int, Want], publishers: Mapping[str, Publisher], *, now: dt.datetime
) -> Iterator[tuple[int, Match]]:
    """The address of each that can be told for sure, as soon as it is known.

    Asks those publishers that are due. Each is asked for all that is wanted of it.
    """
    left = dict(wants)
    for key, match in _known(left, publishers, now=now):
        del left[key]
        yield key, match
    due = [publishers[host] for host in dict.fromkeys(w.host for w in left.values())]
    for publisher in _ask(_claimed(due, now=now), now=now):
        mine = {key: w for key, w in left.items() if w.host == publisher.host}
        for key, match in _known(mine, publishers, now=now):
            del left[key]
            yield key, match


def remember(publisher: Publisher, url: str, headline: str, now: dt.datetime) -> None:
    """Keep an address that was found in another way, for other links to it."""
    if same_site(urls.host(url), publisher.host):
        _store(publisher, {url: (headline, "known")}, now=now)


def back_at(publisher: Publisher, *, now: dt.datetime) -> dt.datetime:
    """When it is worth looking for this publisher's addresses again."""
    if publisher.asking_until and publisher.asking_until > now:
        return now + dt.timedelta(seconds=20)
    return publisher.next_at


def recurring(*, least: int = 10, most: int = 5) -> list[Publisher]:
    """Publishers that come up again and again and whose own feed is not read here."""
    rows = list(Publisher.objects.filter(entry_count__gte=least)[: most * 4])
    if not rows:
        return []
    alike = Q()
    for row in rows:
        alike |= Q(url__contains=row.host) | Q(site_url__contains=row.host)
    followed = {
        urls.host(address).removeprefix("www.")
        for pair in Feed.objects.filter(alike).values_list("url", "site_url")
        for address in pair
    }
    return [row for row in rows if row.host not in followed][:most]


def forget(*, now: dt.datetime) -> int:
    """Remove addresses that nobody told lately, and those beyond the bound."""
    gone, _ = PublisherPage.objects.filter(seen_at__lt=now - KEEP_PAGES).delete()
    beyond = PublisherPage.objects.order_by("-seen_at", "-pk")[MAX_ALL_PAGES:][:1]
    for last in beyond:
        gone += PublisherPage.objects.filter(seen_at__lte=last.seen_at).delete()[0]
    return gone


def _by_host(hosts: Iterable[str]) -> dict[str, Publisher]:
    return {row.host: row for row in Publisher.objects.filter(host__in=hosts)}


# ---- what is known


def _known(
    wants: Mapping[int, Want], publishers: Mapping[str, Publisher], *, now: dt.datetime
) -> Iterator[tuple[int, Match]]:
    if not wants:
        return
    told = _told(wants.values(), publishers)
    for host, pages in _of_own_feeds({w.host for w in wants.values()}, now=now).items():
        told.setdefault(host, {}).update(pages)
    for key, want in list(wants.items()):
        pages = told.get(want.host, {})
        url = fitting(
            want.headline, want.outlet, want.url_length, want.host, pages.keys()
        )
        if url:
            yield key, Match(url, next(w for p, w in pages.items() if p.url == url))


def _told(
    wants: Iterable[Want], publishers: Mapping[str, Publisher]
) -> dict[str, dict[Page, str]]:
    """What publishers told before, of the lengths that are wanted, by host."""
    pairs = {(publishers[w.host].pk, w.url_length) for w in wants}
    rows = PublisherPage.objects.filter(
        publisher__in={pk for pk, _ in pairs},
        url_length__in={length for _, length in pairs},
    ).values_list("publisher__host", "url", "headline", "way")
    told: dict[str, dict[Page, str]] = {}
    for host, url, headline, way in rows:
        told.setdefault(host, {})[Page(url, headline)] = way
    return told


def _of_own_feeds(hosts: set[str], *, now: dt.datetime) -> dict[str, dict[Page, str]]:
    """The late items of the feeds of these hosts that are read here."""
    by_feed: dict[int, str] = {}
    feeds = Feed.objects.filter(kind=Feed.Kind.GENERIC)
    for pk, url, site_url in feeds.values_list("pk", "url", "site_url"):
        for address in (site_url, url):
            if (host := urls.host(address).removeprefix("www.")) in hosts:
                by_feed[pk] = host
    if not by_feed:
        return {}
    rows = Item.objects.filter(
        origins__feed__in=by_feed, origins__sort_at__gte=now - KEEP_PAGES
    ).order_by("-origins__sort_at")
    told: dict[str, dict[Page, str]] = {}
    for feed, headline, *addresses in rows.values_list(
        "origins__feed", "headline", "link", "url"
    )[:_OWN_ITEMS]:
        for url in filter(None, addresses):
            told.setdefault(by_feed[feed], {})[Page(url, headline)] = "known"
    return told


# ---- asking


def _claimed(rows: Sequence[Publisher], *, now: dt.datetime) -> list[Publisher]:
    """Those of them that may be asked now, and that nobody else is asking."""
    died = Q(asking_until__isnull=False, asking_until__lte=now)
    claimed: list[Publisher] = []
    for row in rows:
        if len(claimed) == AT_ONCE:
            break
        if row.next_at > now and not (row.asking_until and row.asking_until <= now):
            continue
        mine = Publisher.objects.filter(Q(next_at__lte=now) | died, pk=row.pk)
        row.next_at, row.asking_until = now + EVERY, now + ASKING
        if mine.update(next_at=row.next_at, asking_until=row.asking_until):
            claimed.append(row)
    return claimed


def _ask(publishers: Sequence[Publisher], *, now: dt.datetime) -> Iterator[Publisher]:
    """Each publisher as soon as what it tells is stored. Their answers overlap."""
    visits = [_Visit(row, now=now) for row in publishers]
    until = time.monotonic() + PATIENCE_S
    for _ in range(_ROUNDS):
        asks = [(visit, *ask) for visit in visits for ask in visit.take()]
        requests = [_request(url) for _, _, url in asks]
        with closing(http.fetch_all(requests)) as answers:
            for place, answer in answers:
                visit, kind, url = asks[place]
                visit.read(kind, url, answer)
                if time.monotonic() > until:
                    break
        late = time.monotonic() > until
        for visit in [each for each in visits if late or not each.waiting]:
            visits.remove(visit)
            visit.keep(now=now)
            yield visit.publisher
        if not visits:
            return
    for visit in visits:
        visit.keep(now=now)
        yield visit.publisher


def _request(url: str) -> http.Request:
    return http.Request(
        url=url,
        headers={"Accept": "application/xml, text/xml, text/html;q=0.9, */*;q=0.5"},
        timeout_s=TIMEOUT_S,
        max_bytes=news_sitemap.MAX_BYTES,
    )


@dataclass
class _Visit:
    """One publisher, asked step by step: each answer says what to ask for next."""

    publisher: Publisher
    now: dt.datetime
    waiting: list[tuple[Place, str]] = field(default_factory=list)
    told: dict[str, tuple[str, str]] = field(default_factory=dict)
    sitemaps: list[str] = field(default_factory=list)
    feeds: list[str] = field(default_factory=list)
    robots: bytes = b""
    is_cut_short: bool = False
    has_failed: bool = False
    has_looked: bool = False
    open: int = 0  # asked for and not answered

    def __post_init__(self) -> None:
        row = self.publisher
        places: list[tuple[Place, str]] = [("sitemap", url) for url in row.sitemaps]
        places += [("feed", url) for url in row.feeds]
        fresh = row.looked_at and row.looked_at > self.now - LOOK_AGAIN
        if fresh and places:
            self.waiting = places
        else:
            self._look()

    def take(self) -> list[tuple[Place, str]]:
        """What to ask for now."""
        taken, self.waiting = self.waiting, []
        self.open = len(taken)
        return taken

    def read(
        self, kind: Place, url: str, answer: http.Response | http.FetchError
    ) -> None:
        """Take in an answer, and see what to ask for next."""
        self.open -= 1
        if isinstance(answer, http.FetchError):
            self.is_cut_short |= answer.kind == "busy"
            self.has_failed |= kind in {"robots", "front"}
        elif answer.status >= 500 and kind in {"robots", "front"}:
            self.has_failed = True
        elif kind == "robots":
            self._read_robots(answer)
        elif answer.status == 200:
            self._read(kind, url, answer)
        if not self.open and not self.waiting and not self.told:
            self._look_elsewhere(kind)

    def keep(self, *, now: dt.datetime) -> None:
        """Store what was told, and when the publisher may be asked again."""
        row, found = self.publisher, bool(self.told)
        row.asking_until = None
        row.is_silent = False
        if found:
            row.failures = 0
            if self.has_looked:
                row.looked_at, row.sitemaps, row.feeds = now, self.sitemaps, self.feeds
        elif self.is_cut_short or self.open or self.waiting:
            row.next_at = now + SOON
        elif self.has_failed:
            row.next_at = now + backoff(row.failures, 3600, SILENT.total_seconds())
            row.failures = min(row.failures + 1, 100)
        else:
            row.looked_at, row.sitemaps, row.feeds = now, [], []
            row.is_silent, row.next_at = True, now + SILENT
        with transaction.atomic():
            _store(row, self.told, now=now)
            row.save()

    def _look(self) -> None:
        self.has_looked = True
        self.waiting = [("robots", urls.join(self.publisher.site_url, "/robots.txt"))]

    def _look_elsewhere(self, kind: Place) -> None:
        """Nothing came of the places that were asked."""
        if kind in {"sitemap", "child"} and self.has_looked:
            self._ask_front_page()
        elif not self.has_looked:
            self._look()

    def _read_robots(self, answer: http.Response) -> None:
        if answer.status == 200:
            self.robots = answer.body
        named = news_sitemap.sitemaps_in(self.robots, answer.url)
        self.waiting = [("sitemap", url) for url in named]
        if not named:
            self._ask_front_page()

    def _ask_front_page(self) -> None:
        if self._may_read(self.publisher.site_url):
            self.waiting = [("front", self.publisher.site_url)]

    def _may_read(self, url: str) -> bool:
        theirs = urls.host(url) != urls.host(self.publisher.site_url)
        return theirs or news_sitemap.may_read(self.robots, AGENT, url)

    def _read(self, kind: Place, url: str, answer: http.Response) -> None:
        if kind == "front":
            candidates = comments_last(feeds_in(answer.body, answer.url))
            feeds = [each.url for each in candidates if self._may_read(each.url)]
            self.waiting = [("feed", each) for each in feeds[:_FEEDS]]
        elif kind == "feed":
            self._read_feed(url, answer)
        else:
            self._read_sitemap(kind, url, answer)

    def _read_sitemap(self, kind: Place, url: str, answer: http.Response) -> None:
        sitemap = news_sitemap.read(answer.body, answer.url)
        for page in sitemap.pages:
            self.told.setdefault(page.url, (page.headline, "sitemap"))
        if sitemap.pages and len(self.sitemaps) < _SITEMAPS:
            self.sitemaps.append(url)
        if kind == "sitemap":
            self.waiting += [("child", each) for each in sitemap.children]

    def _read_feed(self, url: str, answer: http.Response) -> None:
        kind = answer.headers.get("Content-Type", "")
        with suppress(NotAFeed):
            feed = parse(answer.body, content_type=kind, url=answer.url)
            for entry in feed.entries[:MAX_PAGES]:
                # An id that is an address is often the plainer of the two
                for address in (entry.link, entry.id):
                    if urls.host(address) and entry.headline:
                        told = (entry.headline, "site_feed")
                        self.told.setdefault(address, told)
            if feed.entries:
                self.feeds.append(url)


def _store(
    publisher: Publisher, told: Mapping[str, tuple[str, str]], *, now: dt.datetime
) -> None:
    """Write addresses down, and let the oldest of too many go."""
    rows = [
        PublisherPage(
            publisher=publisher,
            digest=hashlib.sha256(url.encode("utf-8", "replace")).hexdigest(),
            url=url,
            url_length=len(url.encode("utf-8", "replace")),
            headline=headline[:500],
            way=way,
            seen_at=now,
        )
        for url, (headline, way) in told.items()
        if len(url) <= urls.MAX_LENGTH and same_site(urls.host(url), publisher.host)
    ]
    PublisherPage.objects.bulk_create(
        rows[:MAX_PAGES],
        batch_size=200,
        update_conflicts=True,
        unique_fields=["publisher", "digest"],
        update_fields=["headline", "seen_at"],
    )
    if len(rows) > 1:
        kept = publisher.pages.order_by("-seen_at", "-pk")[MAX_PAGES:]
        surplus = list(kept.values_list("pk", flat=True)[:MAX_PAGES])
        for start in range(0, len(surplus), 500):
            publisher.pages.filter(pk__in=surplus[start : start + 500]).delete()
