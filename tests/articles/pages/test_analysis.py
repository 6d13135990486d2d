"""The analysis on an item's page."""

from __future__ import annotations

import pytest

from articles.models import Analysis, Citation, Item
from articles.pages.analysis import analysis_block, no_analysis, text_fragment
from tests.factories import make_analysis, make_article, make_item

TEXT = "First it was said. Then it was done. Last it was over."


@pytest.mark.django_db
def test_sentences_stand_under_the_moves_in_their_order() -> None:
    item = make_item(article=make_article(text=TEXT), outlet="Reuters")
    make_analysis(
        item,
        [
            ("outlook", "Two outlets agree.", "Last it was over."),
            ("happened", "It was said.", "First it was said."),
            ("happened", "It was done.", "Then it was done."),
            ("actor", "It fits.", "First it was said."),
            ("means", "It matters.", "Then it was done."),
        ],
        actor="Anthropic",
        counterparty="SpaceX",
        outlets=3,
        dropped=1,
    )

    block = analysis_block(item)

    assert block is not None
    assert [(part.heading, part.are_facts) for part in block.parts] == [
        ("What happened", False),
        ("Where it fits for Anthropic", False),
        ("What it means for SpaceX", False),
        ("Taken together", True),
    ]
    assert block.basis == "the full text + 3 other outlets"
    assert block.removed == "1 sentence removed"
    assert block.is_extracted


@pytest.mark.django_db
def test_every_sentence_has_a_number_and_every_number_a_passage() -> None:
    item = make_item(article=make_article(text=TEXT), outlet="Reuters")
    analysis = make_analysis(
        item,
        [
            ("happened", "One.", "First it was said."),
            ("happened", "Two.", "Then it was done."),
            ("context", "Three.", "First it was said."),
        ],
    )
    last = Citation.objects.get(sentence__text="Three.")
    Citation.objects.create(
        sentence=last.sentence, position=1, article=item.article, outlet="Reuters",
        url=last.url, start=37, end=54, passage=TEXT[37:54],
    )  # fmt: skip

    block = analysis_block(item)

    assert block is not None
    numbers = [s.numbers for part in block.parts for s in part.sentences]
    assert numbers == [(1,), (2,), (1, 3)]
    assert [p.number for p in block.passages] == [1, 2, 3]
    assert [p.text for p in block.passages] == [
        "First it was said.", "Then it was done.", "Last it was over.",
    ]  # fmt: skip
    assert block.passages[0].outlet == "Reuters"
    assert analysis.sentences.count() == 3


@pytest.mark.django_db
def test_only_the_current_analysis_is_shown() -> None:
    item = make_item()
    make_analysis(item, is_current=False)

    assert analysis_block(item) is None


@pytest.mark.django_db
def test_a_model_is_named_as_one() -> None:
    item = make_item()
    make_analysis(
        item, engine="openai", version="p3", model="some-model", basis="snippet"
    )

    block = analysis_block(item)

    assert block is not None
    assert not block.is_extracted
    assert "language model, some-model · prompt p3" in block.engine
    assert block.basis == str(Analysis.Basis.SNIPPET.label)


@pytest.mark.django_db
def test_why_there_is_no_analysis_is_told_honestly() -> None:
    waiting = make_item(stage=Item.Stage.EXTRACT)
    bare = make_item(snippet="")
    thin = make_item(snippet="Some words of its own.")

    assert no_analysis(waiting) == "The analysis is being prepared."
    assert "only the headline is known" in no_analysis(bare)
    assert "too little" in no_analysis(thin)


@pytest.mark.django_db
def test_the_page_promises_only_what_follows() -> None:
    bare = make_item(snippet="")

    assert no_analysis(bare).endswith("would be guesswork.")
    assert no_analysis(bare, has_others=True).endswith("who else reports on it.")
    assert no_analysis(bare, has_earlier=True).endswith("is: what came before.")
    both = no_analysis(bare, has_others=True, has_earlier=True)
    assert both.endswith("who else reports on it, and what came before.")


@pytest.mark.parametrize(
    ("url", "passage", "expected"),
    [
        (
            "https://a.example/x",
            "Short one.",
            "https://a.example/x#:~:text=Short%20one.",
        ),
        (
            "https://a.example/x#part",
            "A well-known, odd & long passage",
            "https://a.example/x#part:~:text=A%20well%2Dknown%2C%20odd%20%26%20long%20passage",
        ),
        (
            "https://a.example/x",
            "one two three four five six seven eight nine ten eleven twelve thirteen "
            "fourteen fifteen sixteen",
            "https://a.example/x#:~:text=one%20two%20three%20four%20five,"
            "twelve%20thirteen%20fourteen%20fifteen%20sixteen",
        ),
        ("https://a.example/x", "  ", "https://a.example/x"),
    ],
)
def test_a_passage_is_addressed_in_the_original(
    url: str, passage: str, expected: str
) -> None:
    assert text_fragment(url, passage) == expected
