"""Publishers tell the addresses of their own articles, asked seldom and all at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from articles import publisher
from articles.models import GoogleLink, Item, Publisher, PublisherPage
from articles.retention import forget
from newsreader.lib import http
from tests.articles.test_resolve import NOW, URL, handle, item, run
from tests.factories import make_feed, make_item
from tests.fakes import Web, response

pytestmark = pytest.mark.django_db
HEADLINE = "Bridge opens"
ROBOTS = "https://paper.example/robots.txt"
SITEMAP = "https://paper.example/news.xml"
FRONT = "https://paper.example/"
FEED = "https://paper.example/feed"


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Web:
    settings.GOOGLE_LINKS, settings.GOOGLE_LINK_BUDGET = True, 0
    return Web().install(monkeypatch)


def sitemap(*pages: tuple[str, str]) -> str:
    rows = "".join(
        f"<url><loc>{url}</loc><n:news><n:title>{title}</n:title></n:news></url>"
        for url, title in pages
    )
    return f'<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">{rows}</urlset>'


def feed(*pages: tuple[str, str]) -> str:
    rows = "".join(
        f"<item><title>{title}</title><link>{url}</link></item>" for url, title in pages
    )
    return f'<rss version="2.0"><channel><title>P</title>{rows}</channel></rss>'


def wanted(url: str = URL, **columns: Any) -> Item:
    return item(handle(url), outlet_url="https://paper.example", **columns)


def has_sitemap(web: Web, *pages: tuple[str, str]) -> None:
    web.page(ROBOTS, f"Sitemap: {SITEMAP}")
    web.page(SITEMAP, sitemap(*pages))


def has_feed(web: Web, *pages: tuple[str, str]) -> None:
    web.sites[ROBOTS] = response(ROBOTS, "", status=404)
    link = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    web.page(FRONT, f"<html><head>{link}</head></html>")
    web.feed(FEED, feed(*pages))


def asked(web: Web) -> list[str]:
    return [request.url for request in web.asked]


def test_a_news_sitemap_tells_the_address(web: Web) -> None:
    has_sitemap(web, (URL, HEADLINE), (URL + "/2", "Another headline"))
    wanted()

    found = run()

    assert (found.url, found.url_method, found.url_status) == (URL, "sitemap", "ok")
    assert found.stage == "extract"
    assert GoogleLink.objects.get().url == URL
    assert asked(web) == [ROBOTS, SITEMAP]


def test_the_feed_that_the_front_page_names_tells_it_too(web: Web) -> None:
    has_feed(web, (URL, HEADLINE))
    wanted()

    found = run()

    assert (found.url, found.url_method) == (URL, "site_feed")
    assert asked(web) == [ROBOTS, FRONT, FEED]


def test_an_address_of_another_length_is_not_taken(web: Web) -> None:
    has_sitemap(web, (URL + "-2", HEADLINE))
    wanted()

    assert run().url == ""


def test_two_addresses_that_fit_are_none(web: Web) -> None:
    has_sitemap(web, (URL, HEADLINE), (URL.replace("news", "blog"), HEADLINE))
    wanted()

    assert run().url == ""


def test_a_publisher_cannot_tell_the_addresses_of_others(web: Web) -> None:
    has_sitemap(web, (URL.replace("paper", "other"), HEADLINE))
    wanted()

    assert run().url == ""
    assert not PublisherPage.objects.exists()


def test_it_is_asked_once_an_hour_for_all_that_is_wanted(web: Web) -> None:
    has_sitemap(web, (URL, HEADLINE), (URL + "/2", HEADLINE))
    wanted()
    wanted(URL + "/2")
    run()
    wanted(URL + "/three")
    run(NOW + dt.timedelta(minutes=50))

    assert asked(web) == [ROBOTS, SITEMAP]
    assert Item.objects.exclude(url="").count() == 2


def test_what_was_not_told_yet_is_looked_for_when_the_publisher_is_asked_again(
    web: Web,
) -> None:
    noon = NOW.replace(hour=12)  # at midnight Google may be asked again
    has_sitemap(web, (URL + "/2", "Another headline"))
    wanted()
    Item.objects.update(first_seen_at=noon, sort_at=noon, due_at=noon)
    first = run(noon)
    has_sitemap(web, (URL, HEADLINE))
    later = first.resolve_at
    assert later == noon + publisher.EVERY

    Item.objects.update(stage="resolve", due_at=later)
    found = run(later)

    assert found.url == URL


def test_a_silent_publisher_is_left_alone_for_a_week(web: Web) -> None:
    web.page(ROBOTS, "User-agent: *")
    web.page(FRONT, "<html><p>no feed</html>")
    wanted()
    run()
    wanted(URL + "/2")
    run(NOW + dt.timedelta(days=6))

    assert asked(web) == [ROBOTS, FRONT]
    assert Publisher.objects.get().is_silent


def test_one_that_cannot_be_reached_is_asked_again_later_and_later(web: Web) -> None:
    wanted()
    run()
    first = Publisher.objects.get()
    wanted(URL + "/2")
    run(first.next_at)
    second = Publisher.objects.get()

    assert asked(web) == [ROBOTS, ROBOTS]
    assert (first.failures, second.failures) == (1, 2)
    assert second.next_at - first.next_at > first.next_at - NOW


def test_a_front_page_that_robots_closes_is_not_read(web: Web) -> None:
    web.page(ROBOTS, "User-agent: *\nDisallow: /")
    wanted()
    run()

    assert asked(web) == [ROBOTS]


def test_a_place_that_has_moved_is_looked_for_anew(web: Web) -> None:
    has_sitemap(web, (URL, HEADLINE))
    wanted()
    run()
    web.sites.pop(SITEMAP)
    web.page(ROBOTS, "Sitemap: https://paper.example/news2.xml")
    web.page("https://paper.example/news2.xml", sitemap((URL + "/2", HEADLINE)))
    wanted(URL + "/2")
    run(NOW + dt.timedelta(hours=2))

    assert Item.objects.filter(url="").count() == 0


def test_an_index_of_sitemaps_leads_to_the_news(web: Web) -> None:
    child = "https://paper.example/news-1.xml"
    web.page(ROBOTS, f"Sitemap: {SITEMAP}")
    web.page(
        SITEMAP, f"<sitemapindex><sitemap><loc>{child}</loc></sitemap></sitemapindex>"
    )
    web.page(child, sitemap((URL, HEADLINE)))
    wanted()

    assert run().url == URL
    assert Publisher.objects.get().sitemaps == [child]


def test_an_item_of_the_publishers_own_feed_tells_it_without_asking(web: Web) -> None:
    own = make_feed(site_url="https://www.paper.example/")
    make_item(HEADLINE, feeds=[own], url=URL, link=URL, published_at=NOW)
    mine = wanted()
    run()
    mine.refresh_from_db()

    assert (mine.url, mine.url_method) == (URL, "known")
    assert asked(web) == []


def test_an_address_that_a_link_held_tells_what_a_handle_to_it_means(web: Web) -> None:
    row = publisher.note([wanted()], now=NOW)["paper.example"]
    publisher.remember(row, URL, HEADLINE, NOW)

    assert run().url_method == "known"
    assert asked(web) == []


def test_while_another_worker_asks_an_item_waits_for_it(web: Web) -> None:
    until = NOW + dt.timedelta(seconds=60)
    Publisher.objects.create(
        host="paper.example", site_url=FRONT, next_at=NOW + publisher.EVERY,
        asking_until=until,
    )  # fmt: skip
    wanted()
    found = run()

    assert asked(web) == []
    assert found.resolve_at
    assert found.resolve_at < until


def test_a_worker_that_died_while_asking_is_replaced(web: Web) -> None:
    has_sitemap(web, (URL, HEADLINE))
    Publisher.objects.create(
        host="paper.example", site_url=FRONT, next_at=NOW + publisher.EVERY,
        asking_until=NOW - dt.timedelta(seconds=1),
    )  # fmt: skip
    wanted()

    assert run().url == URL


def test_a_busy_host_counts_for_nothing(web: Web) -> None:
    web.sites[ROBOTS] = http.FetchError("busy", ROBOTS, "Busy.")
    wanted()
    run()
    row = Publisher.objects.get()

    assert row.failures == 0
    assert row.next_at - NOW == publisher.SOON


def test_without_google_the_publishers_are_asked_all_the_same(
    web: Web, settings: Any
) -> None:
    settings.GOOGLE_LINKS = False
    has_sitemap(web, (URL, HEADLINE))
    wanted()

    assert run().url == URL


def test_publishers_are_counted_once_for_each_item(web: Web) -> None:
    has_sitemap(web)
    wanted()
    wanted(URL + "/2")
    run()
    Item.objects.update(stage="resolve", due_at=NOW)
    run()

    assert Publisher.objects.get().entry_count == 2


def test_old_addresses_and_surplus_ones_are_forgotten(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publisher, "MAX_PAGES", 3)
    has_sitemap(web, *((f"{URL}/{n}", f"Headline {n}") for n in range(9)))
    wanted()
    run()
    kept = PublisherPage.objects.count()
    forget(now=NOW + dt.timedelta(days=8))

    assert kept <= 3
    assert PublisherPage.objects.count() == 0
