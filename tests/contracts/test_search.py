"""What every search back end promises; run on the back end of the database in use."""

from __future__ import annotations

import pytest

from articles.core.query import parse
from articles.models import Item
from articles.search import PAGE, get_search
from tests.factories import make_analysis, make_article, make_item

pytestmark = pytest.mark.django_db


def _found(typed: str, **options: bool) -> list[int]:
    return [hit.item_id for hit in get_search().find(parse(typed), **options)]


def _indexed(headline: str = "", **fields: object) -> Item:
    item = make_item(headline, **fields)  # type: ignore[arg-type]
    get_search().index([item.pk])
    return item


def test_an_item_is_found_by_its_headline_at_once() -> None:
    item = _indexed("Chipmakers warn of power")
    _indexed("Something else")

    assert _found("chipmakers") == [item.pk]


@pytest.mark.parametrize("word", ["snippetword", "bodyword", "saidword", "outletword"])
def test_every_text_of_an_item_is_searched(word: str) -> None:
    article = make_article(text="A bodyword stands here.")
    item = make_item(snippet="A snippetword.", article=article, outlet="Outletword")
    make_analysis(item, [("happened", "A saidword.", "bodyword")])
    get_search().index([item.pk])

    assert _found(word) == [item.pk]


def test_all_words_must_occur_anywhere() -> None:
    both = _indexed("Water treaty", snippet="signed by ministers")
    _indexed("Water shortage")

    assert _found("water ministers") == [both.pk]


def test_a_phrase_stands_in_a_row_and_in_one_text() -> None:
    phrase = _indexed("The data center opens")
    _indexed("Center for data")
    _indexed("They have data", snippet="center of town")

    assert _found('"data center"') == [phrase.pk]


def test_a_word_with_a_minus_is_left_out() -> None:
    wanted = _indexed("Storm in the north")
    _indexed("Storm in the south")

    assert _found("storm -south") == [wanted.pk]


@pytest.mark.parametrize(
    ("headline", "typed"),
    [
        ("Élections à Zürich", "elections zurich"),
        ("Elections a Zurich", "Élections Zürich"),
        ("東京で新しい駅が開業", "新しい"),
        ("Большой ПРОЕКТ", "большой проект"),
        ("AT&T buys C++ maker", "AT&T"),
        ("Straße frei", "STRASSE"),
        ("اتفاق جديد بشأن المياه", "جديد"),
    ],
)
def test_words_are_found_whatever_their_case_accents_and_script(
    headline: str, typed: str
) -> None:
    item = _indexed(headline)

    assert _found(typed) == [item.pk]


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", '"', '""', "-", "-only", "*", "'", "a:b", "NEAR(a b, 3)", "(", ")",
        "a AND", "OR", "NOT", "{headline}: x", "^a", "a*", "\x00", "a\x00b", "%", "\\",
        "' OR 1=1 --", "<->", "!", "&", "a & | b", "🦊", "\ud800", "x" * 5000,
        '"' * 400, "- - -", "\u0301",
    ],
)  # fmt: skip
def test_a_wrong_query_is_no_error(typed: str) -> None:
    _indexed("Some headline")

    get_search().find(parse(typed))


def test_indexing_again_replaces_what_was_known() -> None:
    item = _indexed("The old headline")
    Item.objects.filter(pk=item.pk).update(headline="The new wording")

    get_search().index([item.pk, item.pk])

    assert _found("old") == []
    assert _found("wording") == [item.pk]


def test_a_removed_item_is_not_found() -> None:
    item = _indexed("Gone tomorrow")

    get_search().remove([item.pk, 10**9])

    assert _found("tomorrow") == []


def test_an_item_that_no_longer_exists_is_not_found() -> None:
    _indexed("Deleted without a word").delete()

    assert _found("deleted") == []


def test_an_unknown_item_is_not_indexed() -> None:
    get_search().index([10**9])
    get_search().remove([])


def test_pages_go_on_where_the_last_one_ended() -> None:
    all_of_them = [_indexed(f"Common word {n}").pk for n in range(PAGE + 3)]

    pages = [get_search().find(parse("common"), page=n) for n in (1, 2, 3)]

    assert [[hit.item_id for hit in page] for page in pages] == [
        all_of_them[:2:-1],
        all_of_them[2::-1],
        [],
    ]


def test_an_excerpt_is_plain_text_around_the_words() -> None:
    _indexed("A headline", snippet="Before <b>bold</b> comes the needle and more.")

    (hit,) = get_search().find(parse("needle"))

    assert hit.excerpt == "Before <b>bold</b> comes the needle and more."


def test_full_texts_are_quoted_only_where_they_may_be() -> None:
    _indexed("A headline", article=make_article(text="Deep inside is a needle."))

    (closed,) = get_search().find(parse("needle"))
    (open_,) = get_search().find(parse("needle"), quote_articles=True)

    assert closed.excerpt == ""
    assert open_.excerpt == "Deep inside is a needle."


def test_a_huge_text_is_indexed() -> None:
    text = " ".join(f"word{n}" for n in range(60_000))
    item = _indexed("Huge", article=make_article(text=text))

    assert _found("word100") == [item.pk]


def test_a_headline_hit_ranks_above_a_body_hit() -> None:
    body = _indexed("Other", snippet="needle among many other words of a text")
    head = _indexed("Needle")

    ranks = {hit.item_id: hit.rank for hit in get_search().find(parse("needle"))}

    assert ranks[head.pk] > ranks[body.pk]
