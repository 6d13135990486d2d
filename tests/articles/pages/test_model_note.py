"""The label says what a model has to do with an analysis, in every state."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from articles.models import Commission, Item
from articles.pages.model_note import REASONS, model_note, wants_model
from tests.factories import make_analysis, make_article, make_item
from tests.people import alice

pytestmark = pytest.mark.django_db
NOW = timezone.now()
ROOT = Path(__file__).resolve().parent.parent.parent.parent


@pytest.fixture(autouse=True)
def _a_model(settings: Settings) -> None:
    settings.ANALYSIS_ENGINE = "openai"
    settings.ANALYSIS_MODEL = "llama3.2"
    settings.ANALYSIS_WHEN = "opened"


def item() -> Item:
    found = make_item(article=make_article())
    make_analysis(found)
    return found


def commission(found: Item, **columns: Any) -> Commission:
    given: dict[str, Any] = {"urgency": 1, "wanted_at": NOW, "due_at": NOW}
    return Commission.objects.create(item=found, **given | columns)


def test_a_waiting_one_is_said_to_be_written_and_looks_again() -> None:
    found = item()
    commission(found)

    note = model_note(found, is_wanted=False)

    assert note is not None
    assert note.text == "llama3.2 is writing a fuller analysis."
    assert note.is_waiting
    assert note.looks_again


def test_how_many_are_before_it_is_told() -> None:
    commission(item(), due_at=NOW - dt.timedelta(minutes=1))
    found = item()
    commission(found)

    note = model_note(found, is_wanted=False)

    assert note is not None
    assert note.text.endswith("1 other item is before it.")


@pytest.mark.parametrize("why", [*REASONS, "fault"])
def test_why_it_was_not_written_is_told_plainly(why: str) -> None:
    found = item()
    commission(found, state="failed", why=why, due_at=None)

    note = model_note(found, is_wanted=False)

    assert note is not None
    assert str(REASONS.get(why, "something went wrong")) in note.text
    assert not note.is_waiting


def test_one_that_is_asked_for_again_says_so() -> None:
    found = item()
    commission(found, why="timeout")

    note = model_note(found, is_wanted=False)

    assert note is not None
    assert "it took too long. It will be asked again" in note.text


@pytest.mark.parametrize("columns", [{"state": "done"}, {"is_trial": True}])
def test_nothing_is_said_where_there_is_nothing_to_say(columns: dict[str, Any]) -> None:
    found = item()
    commission(found, **columns)

    assert model_note(found, is_wanted=False) is None


def test_only_the_first_opening_by_somebody_with_an_account_asks() -> None:
    found = item()
    assert wants_model(found, is_reader=True)
    assert not wants_model(found, is_reader=False)
    commission(found, state="failed", due_at=None)

    assert not wants_model(found, is_reader=True)


@pytest.mark.parametrize("word", ["never"])
def test_what_its_feeds_do_not_wish_is_not_asked_for(
    settings: Settings, word: str
) -> None:
    settings.ANALYSIS_WHEN = word

    assert not wants_model(item(), is_reader=True)


def test_opening_the_page_queues_it_once_and_shows_the_default_meanwhile(
    client: Client,
) -> None:
    found = item()
    client.force_login(alice())

    pages = [client.get(found.get_absolute_url()).text for _ in range(3)]

    assert Commission.objects.get().item == found
    for page in pages:
        assert "It happened." in page
        assert "llama3.2 is writing a fuller analysis." in page
        assert "Look again" in page


def test_visitors_ask_for_nothing(client: Client) -> None:
    found = item()

    page = client.get(found.get_absolute_url()).text

    assert not Commission.objects.exists()
    assert "llama3.2" not in page


def test_each_word_for_a_failure_has_its_sentence() -> None:
    sources = ["articles/asking.py", "articles/compose.py", "articles/engines/chat.py"]
    code = "".join((ROOT / path).read_text() for path in sources)

    for why in REASONS:
        assert f'"{why}"' in code or why in ("budget", "breaker"), why
