"""Addresses of pages on well-known sites lead to their feeds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.core.site_feeds import at_known_site, likely

YOUTUBE = "https://www.youtube.com/feeds/videos.xml"
CHANNEL = "UC" + "a1b2-c3_d4" * 2 + "xy"
PLAYLIST = "PLabcdefghij0123456789"


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        (
            f"https://www.youtube.com/channel/{CHANNEL}",
            f"{YOUTUBE}?channel_id={CHANNEL}",
        ),
        (
            f"https://m.youtube.com/channel/{CHANNEL}/videos?x=1",
            f"{YOUTUBE}?channel_id={CHANNEL}",
        ),
        ("https://www.youtube.com/user/someone", f"{YOUTUBE}?user=someone"),
        (
            f"https://www.youtube.com/playlist?list={PLAYLIST}",
            f"{YOUTUBE}?playlist_id={PLAYLIST}",
        ),
        (
            f"https://youtube.com/watch?v=abc&list={PLAYLIST}",
            f"{YOUTUBE}?playlist_id={PLAYLIST}",
        ),
        (
            "https://www.reddit.com/r/selfhosted",
            "https://www.reddit.com/r/selfhosted/.rss",
        ),
        (
            "https://old.reddit.com/r/selfhosted/top/?t=week",
            "https://www.reddit.com/r/selfhosted/top/.rss",
        ),
        ("https://www.reddit.com/r/a+b/", "https://www.reddit.com/r/a+b/.rss"),
        ("https://reddit.com/u/some-one", "https://www.reddit.com/user/some-one/.rss"),
        (
            "https://www.reddit.com/r/x/comments/1abc/title/",
            "https://www.reddit.com/r/x/comments/1abc/.rss",
        ),
        ("https://github.com/django", "https://github.com/django.atom"),
        (
            "https://github.com/django/django",
            "https://github.com/django/django/releases.atom",
        ),
        (
            "https://github.com/django/django.git",
            "https://github.com/django/django/releases.atom",
        ),
        (
            "https://github.com/django/django/tags",
            "https://github.com/django/django/tags.atom",
        ),
        (
            "https://github.com/a/b/commits/main",
            "https://github.com/a/b/commits/main.atom",
        ),
        (
            "https://github.com/a/b/tree/release/1.0",
            "https://github.com/a/b/commits/release/1.0.atom",
        ),
        (
            "https://bsky.app/profile/a.bsky.social",
            "https://bsky.app/profile/a.bsky.social/rss",
        ),
        (
            "https://bsky.app/profile/did:plc:abc/post/3k",
            "https://bsky.app/profile/did:plc:abc/rss",
        ),
        (
            "https://stackoverflow.com/questions/tagged/django",
            "https://stackoverflow.com/feeds/tag/django",
        ),
        (
            "https://stackoverflow.com/questions/1234/why-is",
            "https://stackoverflow.com/feeds/question/1234",
        ),
        (
            "https://cooking.stackexchange.com/",
            "https://cooking.stackexchange.com/feeds",
        ),
        ("https://superuser.com/users/12/name", "https://superuser.com/feeds/user/12"),
        ("https://medium.com/@someone/a-story", "https://medium.com/feed/@someone"),
    ],
)
def test_a_page_leads_to_its_feed(page: str, feed: str) -> None:
    assert at_known_site(page)[0].url == feed


def test_a_repository_has_several_to_choose_from() -> None:
    titles = [each.title for each in at_known_site("https://github.com/a/b")]

    assert titles == ["Releases of b", "Tags of b", "Commits to b"]


@pytest.mark.parametrize(
    "page",
    [
        "https://example.org/r/x",
        "https://www.youtube.com/watch?v=abc",
        "https://www.youtube.com/@handle",
        "https://github.com/features",
        "https://github.com/search/x",
        "https://github.com/a/b/releases.atom",
        "https://www.reddit.com/r/x/.rss",
        "https://bsky.app/profile/a.bsky.social/rss",
        "https://stackoverflow.com/feeds/tag/django",
        "https://notreddit.com/r/x",
    ],
)
def test_what_is_a_feed_or_another_site_is_left_alone(page: str) -> None:
    assert at_known_site(page) == ()


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        ("https://social.example/@alice", "https://social.example/@alice.rss"),
        ("https://social.example/users/alice", "https://social.example/@alice.rss"),
        ("https://a.example:8443/tags/b", "https://a.example:8443/tags/b.rss"),
    ],
)
def test_any_host_may_run_mastodon(page: str, feed: str) -> None:
    assert likely(page)[0].url == feed


@given(st.text(max_size=200))
def test_no_path_makes_it_fail(path: str) -> None:
    for host in ("github.com", "www.reddit.com", "www.youtube.com", "x.example"):
        at_known_site(f"https://{host}/{path}")
        likely(f"https://{host}/{path}")
