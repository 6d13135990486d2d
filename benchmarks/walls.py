"""How many pages that hold their article are called a wall, and which walls.

    .venv/bin/python benchmarks/walls.py PAGES

PAGES is a folder of saved pages with answers. A page whose answer is nowhere in it, as
with a shell that shows its text by scripts, counts as well: look at what is named.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from articles.core.extraction import extract  # noqa: E402

PROBE = 40
"""Characters of the answer's middle that are looked for in the page."""


def main() -> int:
    pages = Path(sys.argv[1])
    walls: Counter[str] = Counter()
    count = 0
    with gzip.open(pages / "truth.jsonl.gz", "rt", encoding="utf-8") as lines:
        truth = [json.loads(line) for line in lines]
    for page in truth:
        if not page.get("text"):
            continue
        count += 1
        html = gzip.decompress((pages / page["html"]).read_bytes())
        url = page.get("url") or ""
        found = extract(html, url=url, content_type="text/html; charset=utf-8")
        if not found.wall:
            continue
        walls[found.wall] += 1
        middle = page["text"][len(page["text"]) // 2 :].partition("\n")[0][:PROBE]
        is_there = middle.encode() in html
        print(f"{found.wall:12} {'in' if is_there else 'not in'} the page  {url}")
    print(f"{sum(walls.values())} of {count} pages with an answer: {dict(walls)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
