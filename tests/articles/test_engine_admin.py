"""The owner sees what models cost and wrote, tries one, compares, and regenerates."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from articles.models import Analysis, Commission, Item, ModelCall
from tests.factories import make_analysis, make_article, make_item
from tests.people import alice, bob

pytestmark = pytest.mark.django_db
NOW = timezone.now()
ENGINES = "/admin/articles/modelcall/engines/"


@pytest.fixture(autouse=True)
def _a_model(settings: Settings) -> None:
    settings.ANALYSIS_ENGINE = "openai"
    settings.ANALYSIS_MODEL = "llama3.2"


@pytest.fixture
def item() -> Item:
    found = make_item("A bridge is built", article=make_article())
    make_analysis(found)
    return found


def by_model(item: Item, **columns: Any) -> Analysis:
    given: dict[str, Any] = {
        "engine": "openai",
        "model": "llama3.2",
        "version": "p1",
        "is_current": False,
        "dropped": 1,
        "removed": [{"move": "means", "text": "It cost nine.", "reasons": ["figure"]}],
        "made_at": NOW,
    }
    return make_analysis(
        item, [("happened", "A model says so.", "first")], **given | columns
    )


def call(number: int, **columns: Any) -> ModelCall:
    given: dict[str, Any] = {
        "fingerprint": str(number),
        "engine": "openai",
        "model": "llama3.2",
        "purpose": "analysis",
        "state": "answered",
        "day": NOW.date(),
        "reserved": 5000,
        "reserved_money": 5000,
        "tokens_in": 1000,
        "tokens_out": 100,
        "money": 1100,
        "asked": 1,
        "asked_at": NOW,
    }
    return ModelCall.objects.create(**given | columns)


def compare_url(item: Item) -> str:
    return reverse("admin:articles_compare", args=[item.pk])


def test_the_pages_are_there_for_the_owner_and_for_nobody_else(
    client: Client, item: Item
) -> None:
    by_model(item)
    call(1, item=item, answer="<script>alert(1)</script>")
    client.force_login(alice())

    engines = client.get(ENGINES)
    compare = client.get(compare_url(item))
    calls = client.get("/admin/articles/modelcall/")
    one = client.get(f"/admin/articles/modelcall/{ModelCall.objects.get().pk}/change/")

    assert "llama3.2" in engines.text
    assert "It cost nine." in compare.text
    assert "A bridge is built" in calls.text
    assert "<script>alert(1)" not in one.text
    client.force_login(bob())
    for url in (ENGINES, compare_url(item)):
        assert client.get(url).status_code == 302


def test_an_item_that_is_not_there_is_not_found(client: Client) -> None:
    client.force_login(alice())

    assert client.get(reverse("admin:articles_compare", args=[99])).status_code == 404


@pytest.mark.parametrize(
    ("do", "is_trial", "edition"),
    [("try", True, 0), ("again", False, 0), ("force", False, 1)],
)
def test_a_button_commissions_the_model(
    client: Client, item: Item, do: str, is_trial: bool, edition: int
) -> None:
    client.force_login(alice())

    answer = client.post(compare_url(item), {"do": do}, follow=True)

    row = Commission.objects.get()
    assert (row.item, row.is_trial, row.edition) == (item, is_trial, edition)
    assert "The model is being asked" in answer.text


def test_the_default_engine_is_run_again(client: Client, item: Item) -> None:
    client.force_login(alice())

    client.post(compare_url(item), {"do": "default"})

    item.refresh_from_db()
    assert item.stage == "analyse"


def test_another_version_can_be_shown_instead(client: Client, item: Item) -> None:
    other = by_model(item)
    client.force_login(alice())

    client.post(compare_url(item), {"do": "show", "analysis": other.pk})

    assert Analysis.objects.get(is_current=True) == other
    assert Analysis.objects.count() == 2


def test_an_analysis_of_another_item_cannot_be_shown(
    client: Client, item: Item
) -> None:
    other = by_model(make_item(article=make_article()))
    client.force_login(alice())

    answer = client.post(compare_url(item), {"do": "show", "analysis": other.pk})

    assert answer.status_code == 404


def test_without_a_model_nothing_is_commissioned(
    client: Client, item: Item, settings: Settings
) -> None:
    settings.ANALYSIS_ENGINE = "extractive"
    client.force_login(alice())

    answer = client.post(compare_url(item), {"do": "try"}, follow=True)

    assert "No model is set." in answer.text
    assert not Commission.objects.exists()
    assert "Nothing leaves this machine" in client.get(ENGINES).text


def test_the_first_page_tells_what_is_used_where_a_model_is_set(
    client: Client, settings: Settings
) -> None:
    client.force_login(alice())

    assert "Models today" in client.get("/admin/").text
    settings.ANALYSIS_ENGINE = "extractive"
    assert "Models today" not in client.get("/admin/").text
