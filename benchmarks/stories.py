"""Stories: how well headlines and texts of one event are brought together, how fast."""

from __future__ import annotations

import argparse
import collections
import datetime as dt
import functools
import gc
import gzip
import itertools
import json
import random
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from django.conf import settings

from articles import meanings
from articles.core.neighbours import Neighbours
from articles.core.open_story import MEMBERS
from articles.core.settling import Move
from articles.core.similarity import Fingerprint, fingerprint
from articles.core.terms import bare

SHARED = Path(__file__).resolve().parent.parent.parent / "shared/corpora/analysis"
CORPUS = Path(__file__).resolve().parent.parent / "tests/corpus"
START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def fold(rows: list[dict[str, Any]]) -> list[int]:
    """One pass in order of arrival, by likeness alone; a label for every row."""
    index = Neighbours()
    moved: set[int] = set()
    held: dict[int, list[tuple[int, Fingerprint, dt.datetime]]] = {}
    carry_out = functools.partial(_move, index, held, rows, moved)
    for number, row in enumerate(rows, start=1):
        seconds = int(row["ts"]) / 1000 if "ts" in row else 0.0
        at = START + dt.timedelta(seconds=seconds % 10**9)
        print_ = fingerprint(
            row["title"],
            row.get("text", ""),
            outlet=row["publisher"],
            language=row.get("language", ""),
            modelled=meanings.of(bare(row["title"], row["publisher"])),
        )
        item = index.weigh(print_, row["publisher"], item=number, is_new=True)
        match = index.best(item, at)
        story = match.story if match else number
        twin = index.like_story(story, item, at) if match else None
        moves = [] if twin else index.look_again(story, item, at)
        index.count(print_)
        index.add(story, item, at)
        held.setdefault(story, []).append((number, print_, at))
        if twin:
            story, gone = min(story, twin.story), max(story, twin.story)
            index.merge(gone, story)
            held[story] += held.pop(gone)
        any(carry_out(move) for move in moves)  # the first that nothing forbids
    labels = {item[0]: story for story, items in held.items() for item in items}
    return [labels[number] for number in range(1, len(rows) + 1)]


def _move(
    index: Neighbours,
    held: dict[int, list[tuple[int, Fingerprint, dt.datetime]]],
    rows: list[dict[str, Any]],
    moved: set[int],
    move: Move,
) -> bool:
    """As when the history tells of it: both stories are filled in anew. False where a
    report has left a story of several before."""
    was, into = move.out_of, -move.item if move.into is None else move.into
    items = {move.item, *(one.item for one in move.company)}
    if move.reports > 1:
        if items & moved:
            return False
        moved |= items
    held.setdefault(into, []).extend(one for one in held[was] if one[0] in items)
    held[was] = [one for one in held[was] if one[0] not in items]
    for story in (was, into):
        index.drop(story)
        for number, print_, at in held[story][-MEMBERS:]:
            outlet = rows[number - 1]["publisher"]
            index.add(story, index.weigh(print_, outlet, item=number), at)
    if not held[was]:
        del held[was]
    return True


def cubed(labels: list[Any], truth: list[Any]) -> tuple[float, float, float]:
    """B-cubed precision, recall and F1."""
    both = collections.Counter(zip(labels, truth, strict=True))
    ours, theirs = collections.Counter(labels), collections.Counter(truth)
    precision = sum(n * n / ours[a] for (a, _), n in both.items()) / len(truth)
    recall = sum(n * n / theirs[b] for (_, b), n in both.items()) / len(truth)
    return precision, recall, 2 * precision * recall / (precision + recall)


def sets() -> dict[str, tuple[list[dict[str, Any]], list[Any]]]:
    """Rows in order of arrival, and the story that each belongs to."""
    found = {}
    for file in sorted(SHARED.glob("*_dev.jsonl")):
        rows = [json.loads(line) for line in file.open(encoding="utf-8")]
        if "gnews_lists" in file.name:
            for capture in dict.fromkeys(row["capture"] for row in rows):
                part = [row for row in rows if row["capture"] == capture]
                found[capture] = part, [row["list"] for row in part]
            parts = [row for part, _ in found.values() for row in part]
            lists = [(row["capture"], row["list"]) for row in parts]
            found["gn_ of both captures, one pass"] = parts, lists
        elif "uci_headlines" in file.name:
            found["uci_headlines"] = rows, [row["story"] for row in rows]
        elif "multinews" in file.name:
            texts = [(row["id"], text) for row in rows for text in row["documents"]]
            random.Random(1).shuffle(texts)
            found["multinews"] = (
                [
                    {"title": "", "text": text, "publisher": f"p{number}"}
                    for number, (_, text) in enumerate(texts)
                ],
                [story for story, _ in texts],
            )
    for kind, name in (("stories", "own cases"), ("fronts", "own front page")):
        for file in sorted((CORPUS / kind).glob("*.json")):
            given = json.loads(file.read_text(encoding="utf-8"))
            groups = [*given["stories"], *([one] for one in given["alone"])]
            told = [(n, one) for n, group in enumerate(groups) for one in group]
            random.Random(1).shuffle(told)
            found[f"{name}, {file.stem}"] = (
                [_own(one, number, file.stem) for number, (_, one) in enumerate(told)],
                [story for story, _ in told],
            )
    return found


def _own(given: str | list[str], number: int, language: str) -> dict[str, Any]:
    """A headline of our own cases, some of which name its outlet."""
    title, outlet = given if isinstance(given, list) else (given, f"p{number}")
    return {"title": title, "publisher": outlet, "language": language}


def unrelated(sizes: list[int]) -> None:
    """How many of so many pages that have nothing in common end in one story all the
    same, in an index that has seen nothing before. A few do belong together."""
    file = SHARED.parent / "pages/truth.jsonl.gz"
    if not file.exists():
        return
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        pages = [page for page in map(json.loads, lines) if page.get("title")]
    for size in sizes:
        for with_text in (False, True):
            joined = []
            for seed in (1, 2, 3):
                some = random.Random(seed).sample(pages, min(size, len(pages)))
                labels = collections.Counter(
                    fold([_as_row(p, with_text) for p in some])
                )
                joined.append(sum(n for n in labels.values() if n > 1))
            what = "headlines with texts" if with_text else "headlines"
            print(f"{size:>4} unrelated {what:20} in one story with others: {joined}")


def _as_row(page: dict[str, Any], with_text: bool) -> dict[str, Any]:
    return {
        "title": page["title"],
        "text": (page.get("text") or "")[:4000] if with_text else "",
        "publisher": urlsplit(page["url"]).hostname or "",
    }


def orders(rows: list[dict[str, Any]], truth: list[Any]) -> None:
    """The same items otherwise, eight times each: a single pair of stories that is
    merged or not makes a hundredth or two, so one order of one page tells little."""
    places = range(len(rows))
    ways: dict[str, list[Sequence[int]]] = {
        "  begun elsewhere": [
            [*places[start:], *places[:start]]
            for start in (len(rows) * part // 9 for part in range(1, 9))
        ],
        "  a little out of order": [_jittered(places, seed) for seed in range(8)],
        "  shuffled": [
            random.Random(seed).sample(places, len(places)) for seed in range(8)
        ],
        "  half of the stories": [_half(truth, seed) for seed in range(8)],
    }
    for way, tries in ways.items():
        scores = [
            cubed(fold([rows[n] for n in order]), [truth[n] for n in order])
            for order in tries
        ]
        precision, recall, f1 = (
            statistics.fmean(one) for one in zip(*scores, strict=True)
        )
        worst, best = min(one[2] for one in scores), max(one[2] for one in scores)
        numbers = f"{precision:6.3f} {recall:6.3f} {f1:6.3f}"
        print(f"{way:42} {numbers}  F1 {worst:.3f} to {best:.3f}")


def _jittered(places: Sequence[int], seed: int) -> list[int]:
    dice = random.Random(seed)
    return sorted(places, key=lambda place: place + dice.gauss(0, len(places) / 12))


def _half(truth: list[Any], seed: int) -> list[int]:
    stories = [*dict.fromkeys(truth)]
    kept = set(random.Random(seed).sample(stories, len(stories) // 2))
    return [place for place, story in enumerate(truth) if story in kept]


def grow(sizes: list[int], *, with_texts: bool = False) -> None:
    """What an item costs while so many stories are open; what they take up.

    Texts are of 400 words, as are half of those that feeds lead to, or longer.
    """
    words = _vocabulary(40_000)
    weights = list(itertools.accumulate(1 / (rank + 20) for rank in range(len(words))))
    dice, index, number = random.Random(1), Neighbours(), 0

    def title(length: int = 10) -> str:
        return " ".join(dice.choices(words, cum_weights=weights, k=length))

    def text() -> str:
        return title(400) if with_texts else ""

    gc.collect()
    before = _resident()
    for size in sorted(sizes):
        while len(index) < size:
            number += 1
            _one(index, number, title(), text(), str(number), may_join=False)
        took = _resident() - before
        titles = [(title(), text()) for _ in range(300)]
        started = time.process_time()
        for place, told in enumerate(titles):
            _one(index, number + place + 1, *told, f"x{place}", may_join=True)
        number += len(titles)
        ms = 1000 * (time.process_time() - started) / len(titles)
        what = "stories with texts" if with_texts else "stories"
        print(f"{size:>7} open {what}: {ms:.2f} ms CPU an item, {took:.0f} MiB more")


def _one(
    index: Neighbours,
    number: int,
    title: str,
    text: str,
    outlet: str,
    *,
    may_join: bool,
) -> None:
    print_ = fingerprint(title, text, outlet=outlet, language="en")
    item = index.weigh(print_, outlet, item=number, is_new=True)
    match = index.best(item, START) if may_join else None
    if match:
        index.like_story(match.story, item, START)
    if may_join:
        index.look_again(match.story if match else number, item, START)
    index.count(print_)
    index.add(match.story if match else number, item, START)


def _vocabulary(count: int) -> list[str]:
    dice = random.Random(2)
    parts = [a + b for a in "bcdfghklmnprstvw" for b in ("a", "e", "i", "o", "u", "or")]
    return ["".join(dice.choices(parts, k=dice.randint(2, 4))) for _ in range(count)]


def _resident() -> float:
    """MiB of this process's own memory that are in use."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--texts", type=int, nargs="*", default=[10_000])
    parser.add_argument("--unrelated", type=int, nargs="*", default=[60, 90, 200])
    parser.add_argument("--orders", action="store_true", help="in other orders, too")
    parser.add_argument("--model", default="", help="as in STORY_MODEL")
    parser.add_argument("--only", default="", help="sets with this in their names")
    wish = parser.parse_args()
    settings.configure(STORY_MODEL=wish.model)
    found = {name: given for name, given in sets().items() if wish.only in name}
    print(f"{'':42} {'P':>6} {'R':>6} {'F1':>6}  rows  seconds CPU")
    for name, (rows, truth) in found.items():
        started = time.process_time()
        precision, recall, f1 = cubed(fold(rows), truth)
        seconds = time.process_time() - started
        numbers = f"{precision:6.3f} {recall:6.3f} {f1:6.3f} {len(rows):5}"
        print(f"{name:42} {numbers}  {seconds:.2f}")
        if wish.orders:
            orders(rows, truth)
    unrelated(wish.unrelated)
    grow(wish.open)
    grow(wish.texts, with_texts=True)


if __name__ == "__main__":
    main()
