"""Of the pictures that a feed gives, the smallest that is large enough."""

from __future__ import annotations

import pytest

from feeds.core import entry_image
from feeds.core.parse import parse

URL = "https://paper.example/feed.xml"


def picture(inside: str) -> str:
    body = (
        '<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel>'
        "<title>Paper</title><item><title>One</title>"
        f"<link>https://paper.example/1</link>{inside}</item></channel></rss>"
    )
    (entry,) = parse(body.encode(), content_type="text/xml", url=URL).entries
    return entry.image_url


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("", ""),
        ('<media:thumbnail url="/t.jpg"/>', "/t.jpg"),
        ('<enclosure url="/e.jpg" type="image/jpeg" length="1"/>', "/e.jpg"),
        ('<enclosure url="/e.mp3" type="audio/mpeg" length="1"/>', ""),
        ('<media:content url="/v.mp4" type="video/mp4"/>', ""),
        ('<media:content url="/p.jpg" medium="image"/>', "/p.jpg"),
        ('<media:content url="/p.svg" type="image/svg+xml"/>', ""),
        ('<media:thumbnail url="javascript:alert(1)"/>', ""),
        (f'<media:thumbnail url="/{"x" * entry_image.MAX_LENGTH}.jpg"/>', ""),
        (
            '<media:thumbnail url="/small.jpg" width="140"/>'
            '<media:content url="/right.jpg" medium="image" width="460"/>'
            '<media:content url="/large.jpg" medium="image" width="1400"/>',
            "/right.jpg",
        ),
        (
            '<media:thumbnail url="/a.jpg" width="75"/>'
            '<media:thumbnail url="/b.jpg" width="150"/>',
            "/b.jpg",
        ),
        ('<media:thumbnail url="/t.jpg" width="²"/>', "/t.jpg"),
    ],
)
def test_the_picture_of_an_entry(inside: str, expected: str) -> None:
    assert picture(inside) == (f"https://paper.example{expected}" if expected else "")
