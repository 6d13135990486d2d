"""Google's handles without Google: the publishers' own lists tell the addresses."""

from __future__ import annotations

import gc
import importlib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from articles.models import GoogleQuota, Item
from feeds import lookup, subscribe
from feeds.core import google_link
from feeds.core.google_news import edition
from feeds.models import Feed
from newsreader import pipeline
from newsreader.lib import urls
from tests.proofs.stage import internet, wait_for
from tests.shared import shared

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]
SECTIONS = ("WORLD", "TECHNOLOGY", "BUSINESS")


def truth(patch: pytest.MonkeyPatch) -> dict[str, str]:
    """Every link id that the recorded internet makes, with its address."""
    path = shared("internet/internet.py")
    patch.syspath_prepend(str(path.parent))
    recorded = importlib.import_module(path.stem).Internet(path.parent / "data", False)
    return {recorded._token(page["url"]): page["url"] for page in recorded.pages}


def polled() -> bool:
    """Poll what was not polled yet: Google is asked at its own slow pace."""
    missing = Feed.objects.filter(polled_at=None)
    missing.update(due_at=timezone.now())
    pipeline.run_due("feeds.poll", budget_s=1)
    return not missing.exists()


@pytest.mark.timeout(300)
# A connection through a proxy is closed by its loop, after the loop's last turn
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_three_sections_without_asking_google_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.GOOGLE_LINKS, settings.GOOGLE_LINK_BUDGET = True, 0
    settings.FETCH_SPACING, settings.DATA_DIR = 0, tmp_path
    english = edition("US:en")
    assert english
    with internet(tmp_path) as net:
        for name, value in net.environment.items():
            monkeypatch.setenv(name, value)
        for section in SECTIONS:
            found = lookup.describe("google_section", section, edition=english)
            subscribe.add(found, now=timezone.now())
        wait_for(polled, seconds=60, what="three sections")
        for step in pipeline.STEPS:
            pipeline.run_due(step.name, budget_s=120)
            if step.name == "articles.resolve":
                break
        asked = [entry["url"] for entry in net.control("log")]

    gc.collect()
    addresses = truth(monkeypatch)
    items = [
        item
        for item in Item.objects.exclude(google_id="")
        if google_link.decode(item.google_id).kind == "handle"
    ]
    resolved = [item for item in items if item.url]
    wrong = [i.url for i in resolved if urls.clean(addresses[i.google_id]) != i.url]
    ways = Counter(item.url_method or item.url_status for item in items)
    share = len(resolved) / len(items)
    print(f"\n{len(resolved)} of {len(items)} handles ({share:.0%}): {dict(ways)}")
    assert wrong == []
    assert share >= 0.60
    assert not [url for url in asked if "/articles/" in url and "news.google" in url]
    assert not GoogleQuota.objects.filter(used__gt=0).exists()
    hosts = Counter(u for u in asked if u.endswith(("/robots.txt", "sitemap.xml")))
    assert set(hosts.values()) <= {1}
