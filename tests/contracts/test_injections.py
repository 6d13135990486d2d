"""Words that a stranger plants for machines or readers never get into an analysis.

An engine that quotes can be made to say only what stands in a source. So "reaches the
page" means here: a sentence that was planted is chosen, shown, or cited. What no rule
can tell from news, a false statement in plain words, is shown as what it is: that
outlet's own sentence, with its passage.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from articles.core.types import AnalysedSentence, AnalysisRequest, Passage, Source
from articles.core.verify import Gate
from articles.engines import ENGINES, get_engine
from newsreader.lib.html import plain_text
from tests.contracts.test_engines import ARTICLE, HEADLINE, OTHER

CORPUS = Path(__file__).resolve().parent.parent / "corpus" / "injections"
FILES = sorted(CORPUS.glob("*.txt"))
PLACES = [0, 1, 3, 6]


def planted(path: Path) -> str:
    """As it comes out of a page or a feed: without its markup, where it has some."""
    raw = path.read_text(encoding="utf-8").strip()
    return plain_text(raw) if path.stem.startswith(("alt", "comment")) else raw


def test_there_are_at_least_sixty() -> None:
    assert len(FILES) >= 60


@pytest.mark.parametrize("name", sorted(ENGINES))
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_planted_words_are_neither_shown_nor_cited(path: Path, name: str) -> None:
    injection = planted(path)
    for place in PLACES:
        parts = ARTICLE.split("\n\n")
        parts.insert(place, injection)
        text = "\n\n".join(parts)
        start = text.index(injection)
        sources = [
            Source(1, "Gazette", text),
            Source(2, "Herald", f"{injection}\n\n{OTHER}", "coverage"),
        ]

        result = get_engine(name).analyse(AnalysisRequest(HEADLINE, "en", sources))

        assert result.sentences
        for sentence in result.sentences:
            assert not injection or injection not in sentence.text
            for passage in sentence.citations:
                first = start if passage.source == 1 else 0
                last = first + len(injection)
                assert passage.end <= first or passage.start >= last, sentence


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_check_stops_them_even_if_an_engine_quotes_them(path: Path) -> None:
    injection = planted(path)
    if not injection:
        return  # nothing of it is left to quote
    request = AnalysisRequest(HEADLINE, "en", [Source(1, "Gazette", injection)])
    quoted = AnalysedSentence(
        "happened", injection, (Passage(1, 0, len(injection), injection),)
    )

    verdict = Gate(request).judge(quoted)

    assert verdict.outcome == "hard"
