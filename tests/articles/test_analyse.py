"""An analysis rests on a text, is made once, and is replaced when the text changes."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from articles import analyse
from articles.models import Analysis, Article, Citation, Item
from newsreader.lib.steps import Step, run_batch
from tests.articles.test_extract import SENTENCES

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TEXT = "\n\n".join(" ".join(SENTENCES[n : n + 2]) for n in range(0, 8, 2))

STEP = Step(
    "articles.analyse",
    "",
    lambda now: Item.objects.due_for(Item.Stage.ANALYSE, now),
    analyse.run,
    20,
)


def article(text: str = TEXT, wall: str = "") -> Article:
    return Article.objects.create(
        url="https://paper.example/1",
        url_hash="h",
        text=text,
        wall=wall,
        fetched_at=NOW,
    )


def item(**columns: Any) -> Item:
    return Item.objects.create(
        key="k",
        headline="New bridge opens on Monday",
        content_hash="",
        first_seen_at=NOW,
        sort_at=NOW,
        due_at=NOW,
        stage=Item.Stage.ANALYSE,
        language="en",
        **columns,
    )


def run() -> Item:
    run_batch(STEP, now=NOW)
    return Item.objects.get()


def again() -> Item:
    Item.objects.update(stage=Item.Stage.ANALYSE, due_at=NOW)
    return run()


def test_every_sentence_cites_a_passage_that_stands_in_the_article() -> None:
    one = article()
    item(article=one)

    found = run()

    analysis = Analysis.objects.get()
    assert found.stage == "ready"
    assert (analysis.basis, analysis.is_current) == ("full_text", True)
    assert analysis.sentences.count() >= 3
    for sentence in analysis.sentences.all():
        assert sentence.citations.exists()
    for citation in Citation.objects.all():
        assert one.text[citation.start : citation.end] == citation.passage


def test_the_same_text_is_analysed_once() -> None:
    item(article=article())
    run()
    before = list(Analysis.objects.values())

    again()

    assert list(Analysis.objects.values()) == before


def test_a_changed_text_makes_a_new_analysis_and_keeps_the_old() -> None:
    item(article=article())
    run()
    Article.objects.update(text=TEXT.replace("Monday", "Tuesday"))

    again()

    assert Analysis.objects.count() == 2
    assert "Tuesday" in str(
        list(
            Analysis.objects.get(is_current=True).sentences.values_list(
                "text", flat=True
            )
        )
    )


def test_a_text_that_changes_back_makes_its_analysis_current_again() -> None:
    item(article=article())
    run()
    Article.objects.update(text=TEXT.replace("Monday", "Tuesday"))
    again()
    Article.objects.update(text=TEXT)

    again()

    assert Analysis.objects.count() == 2
    assert Analysis.objects.filter(is_current=True).count() == 1


def test_a_headline_alone_gets_no_analysis() -> None:
    item()

    found = run()

    assert found.stage == "ready"
    assert not Analysis.objects.exists()


def test_a_wall_is_not_analysed() -> None:
    item(article=article(text="", wall="paywall"))

    run()

    assert not Analysis.objects.exists()


def test_a_feeds_own_long_text_is_a_basis_and_said_to_be_a_snippet() -> None:
    item(snippet=" ".join(SENTENCES), link="https://paper.example/1")

    run()

    assert Analysis.objects.get().basis == "snippet"
    assert Citation.objects.filter(article=None).exists()
