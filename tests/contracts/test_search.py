"""What every search back end promises; run on the back end of the database in use."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.core.query import parse
from articles.models import Item, ReadMark, Star
from articles.search import PAGE, get_search, postgres
from tests.factories import NOON, make_analysis, make_article, make_feed, make_item
from tests.people import alice, bob

pytestmark = pytest.mark.django_db


def _found(typed: str, **options: bool) -> list[int]:
    hits = get_search().find(parse(typed), **options)  # type: ignore[arg-type]
    return [hit.item_id for hit in hits]


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

    first = get_search().find(parse("common"))
    second = get_search().find(parse("common"), after=first[-1].place)
    third = get_search().find(parse("common"), after=second[-1].place)

    assert [hit.item_id for hit in first] == all_of_them[:2:-1]
    assert [hit.item_id for hit in second] == all_of_them[2::-1]
    assert third == []


def test_newest_is_first_in_whatever_order_items_were_indexed() -> None:
    days = [dt.timedelta(days=n) for n in (3, 1, 2)]
    items = [_indexed("Common", published_at=NOON - back) for back in days]

    assert _found("common") == [items[1].pk, items[2].pk, items[0].pk]


def test_an_excerpt_is_plain_text_around_the_words() -> None:
    _indexed("A headline", snippet="Before <b>bold</b> comes the needle and more.")

    (hit,) = get_search().find(parse("needle"))

    assert hit.excerpt == (
        ("Before <b>bold</b> comes the ", False),
        ("needle", True),
        (" and more.", False),
    )


def test_full_texts_are_quoted_only_where_they_may_be() -> None:
    _indexed("A headline", article=make_article(text="Deep inside is a needle."))

    (closed,) = get_search().find(parse("needle"))
    (open_,) = get_search().find(parse("needle"), quote_articles=True)

    assert closed.excerpt == ()
    assert "".join(text for text, _ in open_.excerpt) == "Deep inside is a needle."


def test_a_feeds_own_content_is_a_full_text_too() -> None:
    item = _indexed("A headline", content_html="<p>Deep <b>inside</b> is a needle.</p>")

    (closed,) = get_search().find(parse('"inside is"'))
    (open_,) = get_search().find(parse('"inside is"'), quote_articles=True)

    assert closed.item_id == item.pk
    assert closed.excerpt == ()
    assert ("inside is", True) in open_.excerpt


def test_a_huge_text_is_indexed() -> None:
    text = " ".join(f"word{n}" for n in range(60_000))
    item = _indexed("Huge", article=make_article(text=text))

    assert _found("word100") == [item.pk]


@pytest.mark.parametrize(
    ("language", "said", "typed"),
    [
        ("en", "The ministers were running", "minister runs"),
        ("de", "Die Häuser brannten", "haus brannte"),
        ("fr", "Les élections régionales", "élection régional"),
        ("es", "Las naciones unidas", "nación unida"),
        ("it", "I governi decidono", "governo"),
        ("pt", "As cidades grandes", "cidade grande"),
        ("nl", "De regeringen vallen", "regering"),
        ("sv", "Regeringarna avgår", "regering"),
        ("da", "Regeringerne går", "regering"),
        ("nb", "Regjeringene går", "regjering"),
        ("fi", "Talossa asutaan", "talo"),
        ("ru", "Новые министры", "новый министр"),
        ("tr", "Hükümetler düştü", "hükümet"),
        ("hu", "A kormányok", "kormány"),
        ("ro", "Guvernele au căzut", "guvernul"),
        ("pl", "Nowe rządy", "rząd"),
        ("cs", "Nové vlády", "vláda"),
        ("el", "Οι κυβερνήσεις", "κυβέρνηση"),
        ("ar", "الحكومات الجديدة", "الجديدة"),
        ("ja", "政府は新しい法案を提出", "法案"),
        ("zh-CN", "北京市政府宣布新规定", "新规"),
        ("ko", "서울에서 새로운 정부가", "서울"),
        ("th", "รัฐบาลใหม่ประกาศ", "ประกาศ"),
        ("hi", "नई सरकारों का गठन", "सरकार"),
        ("uk", "Новий уряд", "уряд"),
        ("", "Some language nobody named", "language"),
    ],
)
def test_other_forms_of_a_word_are_found(language: str, said: str, typed: str) -> None:
    item = _indexed(said, language=language)

    assert _found(typed) == [item.pk]
    assert _found(f'"{typed.split()[0]}"') == [item.pk]


def test_what_one_language_makes_of_a_word_is_not_looked_for_in_another() -> None:
    _indexed("A new bank", language="en")

    assert _found("news") == []


def test_one_character_of_chinese_is_enough() -> None:
    item = _indexed("北京市政府宣布新规定", language="zh")

    assert _found("京") == _found("定") == _found("北京 规定") == [item.pk]
    assert _found("京北") == _found('"北京规定"') == []


def test_a_star_stands_for_any_ending() -> None:
    item = _indexed("International semiconductors", language="en")

    assert _found("semicon*") == _found("internat* semi*") == [item.pk]
    assert _found("semiconductors*") == [item.pk]
    assert _found("conductors*") == []


def test_fields_are_searched_by_themselves() -> None:
    item = _indexed("Alpha", snippet="Beta", outlet="Gamma Post", author="Delta Doe")

    for typed in ("title:alpha", 'source:"gamma post"', "author:doe", "alpha -title:x"):
        assert _found(typed) == [item.pk]
    for typed in ("title:beta", "source:alpha", "author:gamma", "beta -author:doe"):
        assert _found(typed) == []


def test_a_feeds_title_stands_in_for_an_outlet_that_nobody_names() -> None:
    feed, other = make_feed("Al Jazeera – World"), make_feed("Elsewhere")
    shown = _indexed(feeds=[feed])
    named = _indexed(feeds=[feed], outlet="Gamma Post")
    page = _indexed(feeds=[feed], article=make_article(outlet="Delta Times"))
    shared = _indexed(feeds=[feed, other])

    assert _found("source:jazeera") == [shown.pk]
    assert _found("source:gamma") == [named.pk]
    assert _found("source:delta") == [page.pk]
    assert _found("source:elsewhere") == []
    assert shared.pk in _found("feed:jazeera")


def test_feeds_are_named_by_words_of_their_titles_and_addresses() -> None:
    feed = make_feed("The Daily Planet", url="https://planet.example/rss")
    mine = _indexed("Storm", feeds=[feed])
    other = _indexed("Storm")

    assert _found("storm feed:planet") == _found('feed:"daily planet"') == [mine.pk]
    assert _found("storm -feed:planet") == [other.pk]
    assert _found("feed:nobody") == []
    assert _found("storm feed:planet feed:nobody") == [mine.pk]


def test_days_part_the_items() -> None:
    early = _indexed(
        "Storm", published_at=dt.datetime(2026, 4, 30, 23, 59, tzinfo=dt.UTC)
    )
    late = _indexed("Storm", published_at=dt.datetime(2026, 5, 1, tzinfo=dt.UTC))

    assert _found("storm before:2026-05") == _found("before:2026-05-01") == [early.pk]
    assert _found("storm after:2026-05") == _found("-before:2026-05-01") == [late.pk]
    assert _found("after:2026 before:2027") == [late.pk, early.pk]
    assert _found("after:0001 before:9999-12-31") == [late.pk, early.pk]
    assert _found("after:9999 before:0001-01-01") == []


def test_marks_are_those_of_the_reader() -> None:
    reader, other = bob(), alice()
    read, starred = _indexed("Storm one"), _indexed("Storm two")
    ReadMark.objects.create(user=reader, item=read, at=NOON)
    Star.objects.create(user=reader, item=starred, at=NOON)

    def found(typed: str, user: User) -> list[int]:
        return [hit.item_id for hit in get_search().find(parse(typed), reader=user.pk)]

    assert (
        found("storm is:unread", reader) == found("is:starred", reader) == [starred.pk]
    )
    assert found("is:read", reader) == found("-is:starred", reader) == [read.pk]
    assert found("is:starred", other) == _found("is:starred") == []
    assert len(found("is:unread", other)) == 2


def test_what_most_items_have_is_found_behind_newer_ones_without_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(postgres, "_NEWEST", 3)
    storms = [_indexed(f"Storm {n}").pk for n in range(8)]
    for n in range(4):
        _indexed(f"Calm {n}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # PostgreSQL knows how common words are from this

    assert _found("storm") == storms[::-1]


def test_few_wanted_ones_are_found_behind_many_with_the_same_words() -> None:
    reader = bob()
    storms = [make_item(f"Storm {n}").pk for n in range(3 * PAGE)]
    get_search().index(storms)
    wanted = [storms[0], storms[1], storms[-1]]
    for pk in wanted:
        Star.objects.create(user=reader, item_id=pk, at=NOON)

    hits = get_search().find(parse("storm is:starred"), reader=reader.pk)

    assert [hit.item_id for hit in hits] == wanted[::-1]
    assert _found("is:unread") == _found("-is:starred") == []  # nobody's marks


def test_what_there_is_of_an_item_can_be_asked_for() -> None:
    bare = _indexed("Storm")
    walled = _indexed("Storm", article=make_article(wall="paywall", text=""))
    full = make_item("Storm", article=make_article(), language="de")
    make_analysis(full)
    get_search().index([full.pk])

    assert _found("storm has:article") == _found("has:analysis") == [full.pk]
    assert _found("-has:article") == [walled.pk, bare.pk]
    assert _found("lang:de") == _found("-lang:en") == [full.pk]
    assert len(_found("lang:de lang:en")) == 3
    assert _found("lang:xx") == []


def test_what_is_left_out_alone_leaves_the_others() -> None:
    kept = _indexed("Storm")
    _indexed("Calm")

    assert _found("-calm") == [kept.pk]


def test_a_word_that_stands_everywhere_is_indexed() -> None:
    text = "same " * 5_000 + "and then the end"
    item = _indexed("Huge", article=make_article(text=text), language="en")

    assert _found('"then the end"') == _found("same") == [item.pk]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=60) | st.from_regex(r'(-?(title|feed|is|lang|after):"?\w*"? ?)+')
)
def test_nothing_that_can_be_typed_is_an_error(typed: str) -> None:
    get_search().find(parse(typed), reader=1)
