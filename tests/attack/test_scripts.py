"""No payload of any collection runs in a real browser: with the policy header off and
the sanitiser on, and the other way round."""

from __future__ import annotations

import gzip
import html
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from articles import ingest, originals
from articles.core import extraction
from articles.models import Article, Item
from feeds.core.parse import parse
from feeds.models import Feed
from newsreader.lib.html import safe_html
from newsreader.middleware import SecurityHeaders
from tests.factories import make_analysis, make_coverage, make_feed
from tests.shared import chromium, shared

pytestmark = [
    pytest.mark.proof,
    pytest.mark.timeout(3000),
    pytest.mark.django_db(transaction=True),
]
TOGETHER = 20
"""Payloads on one page, each cleaned by itself."""

RAW_TOGETHER = 4
"""Uncleaned, one may swallow those behind it."""

AT_A_TIME = 60
"""Pages that one browser looks at; they take it half a minute."""

HANGS_S = 300

COLLECTIONS = ("xss_bleach", "xss_dompurify", "xss_h5sc", "xss_mxss", "xss_owasp",
               "xss_patt", "blns")  # fmt: skip
PROSE = "<p>The council has decided on the new bridge, as its members say.</p>" * 20


def payloads() -> list[str]:
    found: dict[str, None] = {}
    for name in COLLECTIONS:
        with gzip.open(shared(f"attack/data/{name}.dev.jsonl.gz"), "rt") as lines:
            for line in lines:
                case = json.loads(line)
                if text := case.get("text", "").replace("\0", ""):
                    found[text] = None
    return list(found)


def groups(texts: Sequence[str], size: int) -> list[Sequence[str]]:
    return [texts[start : start + size] for start in range(0, len(texts), size)]


def feed_of(texts: Sequence[str]) -> Feed:
    """A feed whose every word is a payload, taken in as any other."""
    feed, url = make_feed(texts[0][:200]), "https://paper.example/feed"
    for place, part in enumerate(groups(texts, 200)):
        entries = "".join(
            f"<item><guid>{place}-{number}</guid><title>{_xml(text)}</title>"
            f"<link>https://paper.example/{place}-{number}</link>"
            f"<description>{_xml(text)}</description>"
            f"<author>{_xml(text)}</author><source url='https://paper.example'>"
            f"{_xml(text[:100])}</source></item>"
            for number, text in enumerate(part)
        )
        body = f"<rss version='2.0'><channel><title>x</title>{entries}</channel></rss>"
        parsed = parse(body.encode(), content_type="text/xml", url=url)
        ingest.store(feed, parsed, now=timezone.now())
    return feed


def _xml(text: str) -> str:
    kept = (c if c in "\t\n" or c >= " " else " " for c in text)
    return html.escape("".join(kept).encode("utf-8", "ignore").decode())


def with_texts(texts: Sequence[str], *, together: int, cleaned: bool) -> list[Item]:
    """Some of the items get all: an article of several payloads, an analysis, others'
    coverage."""
    items = list(Item.objects.order_by("pk"))
    chosen = []
    for number, group in enumerate(groups(texts, together)):
        item = items[number]
        said = [_article(text, cleaned=cleaned) for text in group]
        item.article = Article.objects.create(
            url=f"https://paper.example/article/{number}",
            url_hash=f"{number:064}",
            title=group[0][:1000],
            authors=group[0][:500],
            outlet=group[0][:200],
            text="\n\n".join(group),
            html="".join(f"<div>{one}</div>" for one in said),
            word_count=700,
            image_url=f"https://paper.example/{quote(group[0][:500])}.png",
            earlier_titles=[
                {"title": group[-1][:1000], "until": timezone.now().isoformat()}
            ],
            fetched_at=timezone.now(),
        )
        item.stage = Item.Stage.READY
        item.save()
        make_analysis(
            item, [(move, text, text) for move, text in zip(MOVES, group, strict=False)]
        )
        make_coverage(item, group[0][:200], headline=group[-1][:1000])
        chosen.append(item)
    return chosen


MOVES = ("happened", "actor", "context", "means", "outlook")


def _article(text: str, *, cleaned: bool) -> str:
    if not cleaned:
        return text
    page = f"<html><body><article>{PROSE}{text}{PROSE}</article></body></html>"
    url = "https://paper.example/1"
    told = extraction.extract(page.encode("utf-8", "replace"), url=url)
    columns = originals.columns(told, url, now=timezone.now())
    return safe_html(text, base_url=url) + str(columns["html"])


def admin() -> Client:
    client = Client()
    user = get_user_model().objects.create_superuser("boss", "", "a long password")
    client.force_login(user)
    return client


def pages(client: Client, chosen: Sequence[Item], texts: Sequence[str]) -> list[str]:
    """Every kind of page on which a stranger's words stand."""
    found = [item.get_absolute_url() for item in chosen]
    found += [*_on_from(client, "/"), "/today/", "/starred/", "/follow/"]
    found += _on_from(client, Feed.objects.get().get_absolute_url())
    found += [f"/search/?q={quote(text[:280])}" for text in texts[::25]]
    found += [f"/search/?q={word}" for word in ("script", "alert", "img", "onerror")]
    for model in ("item", "article", "analysis", "story"):
        found.append(reverse(f"admin:articles_{model}_changelist"))
    items = reverse("admin:articles_item_changelist")
    found += [f"{items}?p={number}" for number in range(2, len(texts) // 50 + 2)]
    found += [reverse("admin:feeds_feed_changelist"), reverse("admin:index")]
    for item in chosen[:: max(1, len(chosen) // 40)]:
        found.append(reverse("admin:articles_item_change", args=[item.pk]))
        found.append(reverse("admin:articles_article_change", args=[item.article_id]))
        analysis = item.analyses.get().pk
        found.append(reverse("admin:articles_analysis_change", args=[analysis]))
    found.append(reverse("admin:feeds_feed_change", args=[Feed.objects.get().pk]))
    answers = {url: client.get(url).status_code for url in found[-20:]}
    assert set(answers.values()) <= {200}, answers
    return found


def _on_from(client: Client, url: str) -> list[str]:
    """A list's address, and those of its older pages."""
    found = [url]
    while (page := client.get(found[-1]).context["page"]).older_url:
        found.append(page.older_url)
    return found


def looked_at(
    server: LiveServer, client: Client, urls: Sequence[str], folder: Path, wait: int
) -> list[dict[str, Any]]:
    """What the checker saw on these pages, having poked at them."""
    base = server.url.replace("localhost", "127.0.0.1")  # the one name it may ask
    (cookie,) = (c for c in client.cookies.values() if "session" in c.key)
    options = ["--wait", str(wait), "--cookie", f"{cookie.key}={cookie.value}"]
    rows = []
    for part in groups([f"{base}{url}" for url in urls], AT_A_TIME):
        rows += _checked(part, folder, options)
    print(f"{len(rows)} pages looked at")
    assert [row["url"] for row in rows] == [f"{base}{url}" for url in urls]
    assert [row["url"] for row in rows if row["status"] != 200] == []
    assert sum(row["boxes"] for row in rows) > len(rows)
    for row in rows:  # it clicks on our own links, too
        row["navigated"] = [to for to in row["navigated"] if not _is_own(to, base)]
    return rows


def _checked(
    urls: Sequence[str], folder: Path, options: Sequence[str]
) -> list[dict[str, Any]]:
    """A browser of its own looks at these pages. It may hang (its tab has crashed, and
    the checker waits for it): then another one looks at all of them again, once."""
    listed, told = folder / "urls.txt", folder / "told.json"
    listed.write_text("\n".join(urls))
    told.unlink(missing_ok=True)
    command = [
        sys.executable, str(shared("attack/xss_browser_check.py")), "--interact",
        "--strict", "--list", str(listed), "--json", str(told), "--timeout", "60",
        "--chromium", str(chromium()), *options,
    ]  # fmt: skip
    for last_try in (False, True):
        with subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        ) as checker:
            try:
                _, said = checker.communicate(timeout=HANGS_S)
            except subprocess.TimeoutExpired:
                os.killpg(checker.pid, signal.SIGKILL)  # and its browser
                if last_try:
                    raise
                print(f"the browser hung on one of {urls[0]} ... {urls[-1]}")
                continue
        assert told.exists(), said.decode()
        break
    rows: list[dict[str, Any]] = json.loads(told.read_text())
    return rows


def _is_own(url: str, base: str) -> bool:
    return url.startswith((f"{base}/items/", f"{base}/stories/"))


def _kinds(rows: Sequence[dict[str, Any]], *kinds: str) -> Iterator[tuple[str, Any]]:
    for row in rows:
        for kind in kinds:
            if row[kind]:
                yield f"{kind} {row['url']}", row[kind][:5]


def test_the_sanitiser_alone_lets_nothing_run(
    live_server: LiveServer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    settings: Settings,
) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(
        SecurityHeaders, "__call__", lambda self, request: self.get_response(request)
    )
    texts, client = payloads(), admin()
    feed_of(texts)
    chosen = with_texts(texts, together=TOGETHER, cleaned=True)
    urls = pages(client, chosen, texts)

    rows = looked_at(live_server, client, urls, tmp_path, wait=100)

    assert not any("content-security-policy" in row["headers"] for row in rows)
    bad = ("executed", "dialogs", "navigated", "leftovers", "overlay", "external")
    assert dict(_kinds(rows, *bad)) == {}


def test_the_policy_alone_lets_nothing_run(
    live_server: LiveServer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    settings: Settings,
) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(ingest, "safe_html", lambda text, base_url="": text)
    texts, client = payloads(), admin()
    feed_of(texts)
    chosen = with_texts(texts, together=RAW_TOGETHER, cleaned=False)
    urls = pages(client, chosen, texts)

    rows = looked_at(live_server, client, urls, tmp_path, wait=100)

    assert all("content-security-policy" in row["headers"] for row in rows)
    assert sum(bool(row["csp"]) for row in rows) > 50  # it was put to the test
    assert dict(_kinds(rows, "executed", "dialogs")) == {}
