"""Words that do not count, by language."""

from __future__ import annotations

from articles.core.stopwords import STOPWORDS, stopwords


def test_a_language_is_found_by_its_tag_and_a_cousin_by_its_neighbour() -> None:
    assert "und" in stopwords("de-AT")
    assert stopwords("nb_NO") == STOPWORDS["da"]
    assert stopwords("xx") == stopwords("") == STOPWORDS["en"]


def test_the_lists_are_folded() -> None:
    assert all(w == w.casefold() and w for words in STOPWORDS.values() for w in words)
