"""How good the default engine and the check are, and what they cost.

Needs the measuring data (../shared/corpora/analysis). `doubted`, `summary` and
`several` are there for the scorer that comes with the data, which also gives ROUGE:
`score.py verifier benchmarks/analysis.py:doubted`, and so on.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from articles.core import ranking, verify  # noqa: E402
from articles.core.types import AnalysisRequest, Source  # noqa: E402
from articles.engines.extractive import ExtractiveEngine  # noqa: E402

DATA = ROOT.parent / "shared/corpora/analysis"


def doubted(claim: str, cited: list[str]) -> bool:
    return verify.doubted(claim, cited)


def summary(article: str, count: int) -> list[str]:
    return ranking.summarise([article], "en", count=count)


def several(documents: list[str], length: int) -> list[str]:
    return ranking.summarise(documents, "en", length=length)


def rows(name: str) -> list[dict[str, Any]]:
    with (DATA / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def measure_check() -> None:
    found: dict[str, list[bool]] = defaultdict(list)
    started = time.process_time()
    cases = rows("verifier_cases_dev")
    for case in cases:
        found[case["kind"]].append(doubted(case["claim"], case["cited"]))
    spent = time.process_time() - started
    print("| sentences | n | doubted |\n| --- | --- | --- |")
    for kind, flags in sorted(found.items()):
        print(f"| {kind} | {len(flags)} | {100 * statistics.mean(flags):.1f} % |")
    bad = [f for kind, flags in found.items() if kind[:3] == "BAD" for f in flags]
    print(f"\nrecall over all corruptions {statistics.mean(bad):.3f}")
    print(f"{1000 * spent / len(cases):.2f} ms CPU a claim\n")


def measure_engine() -> None:
    engine, before = ExtractiveEngine(), _memory()
    spent, checked, told, lengths = [], [], [], []
    moves: Counter[str] = Counter()
    dropped = 0
    stories = rows("multinews_dev")
    for story in stories:
        sources = [
            Source(n, f"Outlet {chr(64 + n)}", text, "item" if n == 1 else "coverage")
            for n, text in enumerate(story["documents"], 1)
        ]
        request = AnalysisRequest("", "en", sources)
        started = time.process_time()
        result = engine.analyse(request)
        spent.append(time.process_time() - started)
        started = time.process_time()
        kept = verify.verified(result, request)
        checked.append(time.process_time() - started)
        dropped += kept.dropped
        told.append(len(kept.sentences))
        moves.update({one.move for one in kept.sentences})
        lengths.append(sum(len(one.text.split()) for one in kept.sentences))
    print("| the default engine on stories of several outlets | |\n| --- | --- |")
    for move, times in moves.most_common():
        print(f"| {move} | {100 * times / len(stories):.0f} % |")
    print(f"| moves filled, mean | {sum(moves.values()) / len(stories):.2f} |")
    print(
        f"| words, median (least, most) | {statistics.median(lengths):.0f} "
        f"({min(lengths)}, {max(lengths)}) |"
    )
    print(f"| flagged by the check | {dropped} of {sum(told) + dropped} |")
    print(f"| ms CPU a story, mean | {1000 * statistics.mean(spent):.1f} |")
    print(f"| ms CPU of the check a story | {1000 * statistics.mean(checked):.1f} |")
    print(f"| MiB added at most | {_memory() - before:.0f} |")


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    measure_check()
    measure_engine()
