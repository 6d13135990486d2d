"""What the owner sees of engines, in a real browser: fits any screen, and for all."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.fixtures import Settings

from articles.models import Analysis, Commission, Item, ModelCall, ModelDay
from newsreader.lib.steps import run_batch
from tests.articles.test_compose import STEP, arrive
from tests.e2e.test_admin import RULES, opened
from tests.fakes_model import Model, honest, sentence

pytestmark = pytest.mark.django_db(transaction=True)
LIE = sentence(
    "Mayor Ada Quill was arrested in Paris for fraud.",
    "S1.2",
    evidence="Mayor Ada Quill said the bridge",
)


def mostly_honest(told: str, asked: Any) -> str:
    given = json.loads(honest(told, asked))
    given["moves"][0]["sentences"].append(LIE)
    return json.dumps(given)


@pytest.fixture
def item(settings: Settings, tmp_path: Path) -> Iterator[Item]:
    with Model(mostly_honest) as model:
        settings.DATA_DIR = tmp_path
        settings.ANALYSIS_ENGINE = "openai"
        settings.ANALYSIS_BASE_URL = model.base
        settings.ANALYSIS_MODEL = "llama3.2"
        settings.ANALYSIS_WHEN = "arrival"
        settings.ANALYSIS_PRICE_IN = settings.ANALYSIS_PRICE_OUT = 1.0
        found = arrive()
        run_batch(STEP, now=timezone.now())
        yield found


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_engines_and_comparing_fit_and_are_for_all(
    browser: Browser, live_server: Any, item: Item, width: int, dark: bool
) -> None:
    page = opened(browser, live_server.url, width=width, dark=dark)
    for name, path in (
        ("engines", "/admin/articles/modelcall/engines/"),
        ("compare", f"/admin/articles/modelcall/compare/{item.pk}/"),
    ):
        page.goto(path)

        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page, options={"runOnly": RULES})
        assert found.violations_count == 0, found.generate_report()
        if folder := os.environ.get("PICTURES"):
            look = f"{name}-{width}-{'dark' if dark else 'light'}.png"
            page.screenshot(path=Path(folder) / look, full_page=True)


def test_a_readers_page_names_the_model_and_what_was_removed(
    browser: Browser, live_server: Any, item: Item
) -> None:
    page = opened(browser, live_server.url)

    page.goto(item.get_absolute_url())

    section = page.locator("#analysis")
    assert section.get_attribute("data-ai") == "generated"
    assert "Written by a language model, llama3.2" in section.inner_text()
    assert "1 sentence removed" in section.inner_text()
    assert "Paris" not in section.inner_text()
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / "item-model.png", full_page=True)


def test_a_failure_is_said_under_the_default_analysis(
    browser: Browser, live_server: Any, item: Item
) -> None:
    Analysis.objects.update(is_current=False)
    Analysis.objects.filter(model="").update(is_current=True)
    Commission.objects.update(state="failed", why="budget", due_at=None)
    page = opened(browser, live_server.url, width=360)

    page.goto(item.get_absolute_url())

    section = page.locator("#analysis")
    assert section.get_attribute("data-ai") == "extracted"
    assert "budget for models is used up" in section.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert ModelCall.objects.count() == ModelDay.objects.count() == 1
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / "item-failed.png", full_page=True)
