"""Words are parted where a reader sees them parted, and nowhere else."""

from __future__ import annotations

import lxml.html
import pytest
from lxml import etree

from articles.core.inline import code_of, is_of_data, rows, text_of


def element(html: str) -> etree._Element:
    found: etree._Element = lxml.html.fragment_fromstring(html)
    return found


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one<b>two</b> three</p>", "onetwo three"),
        ("<p>one<br>two</p>", "one two"),
        ("<p>one <span>two<script>three</script> four</span></p>", "one two four"),
        ("<p><em> </em></p>", ""),
    ],
)
def test_a_line_break_parts_words_and_a_tag_does_not(html: str, text: str) -> None:
    node = element(html)

    assert text_of([node]) == text


def test_a_table_is_its_rows_without_empty_cells() -> None:
    table = element(
        "<table><tr><th>Boat</th><td></td><td><p>Tern</p></td></tr><tr><td> </td></tr>"
        "<tr><td>40 <b>people</b></td></tr></table>"
    )

    assert list(rows(table)) == ["Boat | Tern", "40 people"]
    assert is_of_data(table)


def test_a_table_that_lays_out_the_page_is_none_to_be_read() -> None:
    inner = "<table><tr><td>x</td></tr></table>"
    assert not is_of_data(element(f"<table><tr><td>{inner}{inner}</td></tr></table>"))
    assert not is_of_data(element("<table><tr><td>alone</td></tr></table>"))
    assert not is_of_data(
        element(f"<table><tr><td>{'<p>a</p>' * 9}</td><td>b</td></tr></table>")
    )


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("<pre>one\n  two</pre>", "one\n  two"),
        ("<pre><code><div>one<br></div><div>  two</div>three</code></pre>",
         "one\n  two\nthree"),
        ("<pre>one<br>two<br><br>three</pre>", "one\ntwo\n\nthree"),
        ("<pre><span>o</span>ne <b>two</b></pre>", "one two"),
    ],
)  # fmt: skip
def test_lines_of_code_stay_lines(html: str, code: str) -> None:
    assert code_of(element(html)).strip("\n") == code
