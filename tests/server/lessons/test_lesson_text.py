"""Texts of lessons become HTML that is harmless, and formulas MathML."""

from pathlib import Path

import pytest

from server.lessons.mathematics import mathml
from tests.server.lessons.written import PNG, faults, read, step, write


def html(folder: Path, text: str, **files: bytes) -> str:
    lesson = read(write(folder, step(text), **files))
    assert lesson.faults == ()
    (part,) = lesson.as_shown("en")["steps"][0]["parts"]
    return str(part["html"])


def test_markdown_is_html(tmp_path: Path) -> None:
    assert html(tmp_path, "One *two* **three** `four`\n\n- five") == (
        "<p>One <em>two</em> <strong>three</strong> <code>four</code></p>\n<ul>\n<li>five</li>\n</ul>\n"
    )


def test_a_formula_is_mathml(tmp_path: Path) -> None:
    shown = html(tmp_path, "With $x_1 < 2$ it costs 5 $ and 6 $, or \\$3\\$.")
    assert "<msub><mi>x</mi><mn>1</mn></msub><mo>&lt;</mo><mn>2</mn>" in shown
    assert "it costs 5 $ and 6 $, or $3$." in shown
    assert '<math display="block">' in html(tmp_path, "$$\n\\sum_{i} w_i\n$$")


def test_a_decimal_comma_is_part_of_its_number() -> None:
    assert "<mn>0,52</mn><mo>+</mo><mn>1,5</mn>" in mathml("0{,}52 + 1{,}5", False)
    assert "<mn>1</mn><mo>,</mo><mn>2</mn>" in mathml("f(1, 2)", False)


@pytest.mark.parametrize(
    "latex",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\text{<script>alert(1)</script>}",
        r"\text{<img src=x onerror=alert(1)>}",
        r"\style{background:url(//x)}{x}",
        r"\class{x}{y}",
        r"\foo",
        r"\frac{1}",
        r"\frac{1}{2",
        "a^b^c",
        r"\left(",
        "{" * 200 + "}" * 200,
        "x" * 500,
    ],
)
def test_a_formula_that_cannot_be_read_or_would_do_harm_is_refused(tmp_path: Path, latex: str) -> None:
    (fault,) = faults(tmp_path, step(f"${latex}$"))
    assert fault.startswith("01-small/en.md:10: the formula $")


def test_what_stands_as_text_in_a_formula_stays_text() -> None:
    assert "<img" not in mathml(r"\text{<![CDATA[<img src=x onerror=a>]]>}", False)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html;base64,PHNjcmlwdD4=",
        "//elsewhere.example/",
        "http://elsewhere.example/",
        "/admin",
        "admin",
        "../secret",
        "https://a b",
    ],
)
def test_a_link_to_anywhere_else_is_refused(tmp_path: Path, address: str) -> None:
    for text in (f"[here](<{address}>)", f"[here][there]\n\n[there]: <{address}>"):
        (fault,) = faults(tmp_path, step(text))
        assert fault.startswith("01-small/en.md:10: a link must lead to https://")


def test_links_lead_to_terms_pages_and_the_web_in_a_tab_of_their_own(tmp_path: Path) -> None:
    shown = html(tmp_path, '[a](glossary#neuron) [b](saved) [c](https://example.org/x?y=1#z "title")')
    assert shown.count('target="_blank" rel="noopener noreferrer"') == 3
    assert "title" not in shown
    assert faults(tmp_path, step("[a](glossary#neurone)")) == [
        "01-small/en.md:10: the glossary has no term 'neurone'"
    ]


@pytest.mark.parametrize("html", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<!-- -->"])
def test_html_is_told_of(tmp_path: Path, html: str) -> None:
    for text in (html, f"Before {html} after."):
        found = faults(tmp_path, step(text))
        assert found[0].startswith("01-small/en.md:10: there is no HTML in a lesson")


def test_a_picture_is_a_file_of_the_folder_and_says_what_it_shows(tmp_path: Path) -> None:
    assert html(tmp_path, "![a curve](a.png)", a_png=PNG) == (
        '<p><img src="lessons/01-small/a.png" alt="a curve" /></p>\n'
    )
    found = faults(tmp_path, step("![](a.png)\n![x](b.png)\n![y](https://x.example/c.png)"), a_png=PNG)
    assert [each.split(": ")[0] for each in found] == [f"01-small/en.md:{line}" for line in (10, 11, 12)]


def test_text_nested_without_end_is_refused(tmp_path: Path) -> None:
    assert "more than 6 deep" in faults(tmp_path, step("> " * 15 + "a"))[0]


def test_texts_within_blocks_are_ready_too(tmp_path: Path) -> None:
    question = 'ask = "Is *this* $x$?"\nnumber = 1\ntolerance = 0'
    lesson = read(write(tmp_path, step(f"```question\n{question}\n```")))
    (part,) = lesson.as_shown("en")["steps"][0]["parts"]
    assert part["ask"].startswith("Is <em>this</em> <span")
    bad = question.replace("*this*", "[this](javascript:x)")
    assert faults(tmp_path, step(f"```question\n{bad}\n```"))[0].startswith("01-small/en.md:11: a link must")


def test_a_sign_behind_a_formula_stays_on_its_line(tmp_path: Path) -> None:
    (part,) = read(write(tmp_path, step("Press $x_2$, so that $x_1$ is on.\n\n$$x$$."))).as_shown("en")[
        "steps"
    ][0]["parts"]
    assert part["html"].count("<span") == 1
    assert '<span class="whole"><math' in part["html"]
    assert "</math>,</span> so that <math" in part["html"]
