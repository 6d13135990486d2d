"""Every word of the interface can be said in another language."""

from __future__ import annotations

import ast
import io
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from django.conf import settings as all_settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from articles.models import (
    Analysis,
    GoogleQuota,
    Item,
    MistakeReport,
    SavedSearch,
    Tombstone,
)
from articles.search import get_search
from feeds.models import Feed, Fetch
from newsreader.management.commands import catalogue
from tests.factories import (
    NOON,
    make_analysis,
    make_article,
    make_category,
    make_coverage,
    make_feed,
    make_item,
    make_story,
)
from tests.newsreader import pseudo


@pytest.fixture
def foreign(tmp_path: Path, settings: Settings) -> None:
    """A site that speaks only the bracketed language."""
    pseudo.write(tmp_path)
    settings.LOCALE_PATHS = [str(tmp_path)]
    settings.LANGUAGES = [(pseudo.CODE, "English")]
    settings.LANGUAGE_CODE = pseudo.CODE


@pytest.fixture
def owner(client: Client, db: None) -> Client:
    client.force_login(User.objects.create_superuser("αλίκη", "", "π" * 12))
    return client


@pytest.fixture
def items(db: None) -> list[Item]:
    """Two outlets' reports of one story, with all that can be told of them."""
    feed = make_feed("Νέα", category=make_category("Κόσμος", slug="world"))
    failing = make_feed("Άλλα", failures=2, error="dns")
    Feed.objects.filter(pk=failing.pk).update(
        last_error="The name x.example could not be found. See whether it is right."
    )
    Fetch.objects.create(
        feed=failing, at=timezone.now(), error="connect",
        message="hosts.example hung up. Try again later.",
    )  # fmt: skip
    article = make_article(
        title="Τίτλος", text="Πρώτη. Δεύτερη.", html="<h2>Α</h2><p>Πρώτη.</p>",
        outlet="Αυγή", changed_at=NOON, authors="Ωμηρος",
        earlier_titles=[{"title": "Παλιά", "until": NOON.isoformat()}],
    )  # fmt: skip
    one = make_item(
        "Συμφωνία", feeds=[feed], outlet="Αυγή", article=article, language="el",
        snippet="Όλα καλά.", story_why="likeness", story_score=0.5,
    )  # fmt: skip
    two = make_item(
        "Και άλλη", feeds=[failing], outlet="Έθνος", language="el",
        no_article_why="The publisher shows this article to subscribers only.",
        published_at=timezone.now(),
    )  # fmt: skip
    two.copy_of = one
    two.save(update_fields=["copy_of"])
    analysis = make_analysis(
        one, [("happened", "Έγινε.", "Πρώτη."), ("outlook", "Ναι.", "Δεύτερη.")],
        outlets=2, dropped=1,
    )  # fmt: skip
    MistakeReport.objects.create(analysis=analysis, what="Λάθος", by="β", at=NOON)
    make_coverage(one, "Βήμα", headline="Κάλυψη")
    make_story(one, two, title="Ιστορία", voices=2, outlets=2, growth=2.5)
    Tombstone.objects.create(
        item_id=10**6, headline="Πάει", url="https://a.example/", removed_at=NOON
    )
    GoogleQuota.objects.create(pk=1, day=NOON.date(), used=3, open_until=timezone.now())
    get_search().index([one.pk, two.pk])
    return [one, two]


def _open(items: list[Item]) -> dict[str, int]:
    """Pages for everybody, and how they answer."""
    one, two = items
    story = one.story.get_absolute_url() if one.story else ""
    return {
        "/": 200,
        "/?order=top": 200,
        "/?show=unread": 200,
        "/?after=1": 200,
        "/today/": 200,
        "/categories/world/": 200,
        "/outlets/Αυγή/": 200,
        one.get_absolute_url(): 200,
        two.get_absolute_url(): 200,
        f"/items/{10**6}/": 410,
        story: 200,
        "/search/": 200,
        "/search/?q=Συμφωνία": 200,
        "/search/?q=Τίποτα": 200,
        '/search/?q="α is:x before:y after: is:read': 200,
        reverse("preferences"): 200,
        reverse("keys"): 200,
        reverse("offline"): 200,
        reverse("password_reset"): 200,
        reverse("password_reset_done"): 200,
        reverse("password_reset_confirm", args=["a", "b"]): 200,
        "/nowhere": 404,
    }


def _check(client: Client, pages: dict[str, int]) -> None:
    """Nothing stands on these pages in Latin letters that is no data."""
    found = []
    for url, status in pages.items():
        answer = client.get(url, follow=True)
        assert answer.status_code == status, url
        assert 'dir="rtl"' in answer.text, url
        found += [f"{text} on {url}" for text in pseudo.unsaid(answer.text)]
    if found:
        pytest.fail("\n".join(dict.fromkeys(found)))


def test_strangers_read_every_word_in_their_language(
    foreign: None, client: Client, items: list[Item]
) -> None:
    _check(client, {**_open(items), reverse("login"): 200})


def test_readers_read_every_word_in_their_language(
    foreign: None, owner: Client, items: list[Item]
) -> None:
    SavedSearch.objects.create(
        user=User.objects.get(), typed="λέξη", made_at=timezone.now()
    )
    own = {
        "/unread/": 200,
        "/starred/": 200,
        "/follow/": 200,
        reverse("password_change"): 200,
    }

    _check(owner, own)
    owner.post("/follow/renew")
    owner.post("/marks/list", {"next": "/"})
    _check(owner, {**_open(items), **own})


def test_the_owner_reads_every_word_in_their_language(
    foreign: None, owner: Client, items: list[Item]
) -> None:
    pages = {reverse("admin:index"): 200}
    for model in ("feeds_feed", "feeds_category", *(
        f"articles_{name}"
        for name in (
            "item", "article", "analysis", "story", "mistakereport", "modelcall",
            "googlequota",
        )
    )):  # fmt: skip
        pages[reverse(f"admin:{model}_changelist")] = 200
    for name, pk in (
        ("feeds_feed", Feed.objects.get(title="Άλλα").pk),
        ("articles_item", items[1].pk),
        ("articles_article", items[0].article_id),
        ("articles_analysis", Analysis.objects.get().pk),
        ("articles_story", items[0].story_id),
        ("articles_mistakereport", MistakeReport.objects.get().pk),
    ):
        pages[reverse(f"admin:{name}_change", args=[pk])] = 200
    feed = Feed.objects.get(title="Άλλα")
    pages[reverse("admin:feeds_feed_delete", args=[feed.pk])] = 200
    pages[reverse("admin:articles_item_delete", args=[items[1].pk])] = 200
    pages[reverse("admin:feeds_feed_add")] = 200
    pages[reverse("admin:feeds_feed_import")] = 200
    pages[reverse("admin:articles_engines")] = 200
    pages[reverse("admin:articles_compare", args=[items[0].pk])] = 200

    _check(owner, pages)


def test_what_forms_complain_of_is_said_in_the_readers_language(
    foreign: None, owner: Client, items: list[Item]
) -> None:
    add = reverse("admin:feeds_feed_add")
    answers = [
        owner.post(add, {"paste": "1", "address": ""}),
        owner.post(add, {"paste": "1", "address": "http://"}),
        owner.post(add, {"describe": "1", "edition": "US:en"}),
        owner.post(add, {"describe": "1", "kind": "google_place", "edition": "US:en"}),
        owner.post(reverse("admin:feeds_feed_import"), {"edition": "US:en"}),
        owner.post(reverse("password_change"), {"old_password": "x"}),
    ]

    for answer in answers:
        assert pseudo.unsaid(answer.text) == []


def test_no_word_hides_in_a_formatted_string() -> None:
    """What collects the words does not look into those."""
    hidden = [
        f"{path}:{one.lineno}"
        for place in ("articles", "feeds", "newsreader")
        for path in Path(place).rglob("*.py")
        for one in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(one, ast.JoinedStr)
        for call in ast.walk(one)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in {"_", "gettext", "ngettext", "pgettext", "gettext_lazy"}
    ]

    assert hidden == []


def test_the_catalogues_are_whole_and_up_to_date() -> None:
    call_command("catalogue", check=True)


@pytest.mark.parametrize("code", [code for code, _ in all_settings.LANGUAGES[1:]])
def test_what_programs_read_is_what_people_wrote(code: str) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue.read(code))
    place = Path(all_settings.LOCALE_PATHS[0]) / code / "LC_MESSAGES" / "django.mo"

    assert place.read_bytes() == compiled.getvalue()
