"""The LaTeX document: whole, and its formulas say what the network says, as far as its digits go."""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from engine.export.description import DenseStep, Description
from engine.export.table import exported
from engine.export.targets.latex import DIGITS
from tests.engine.export import by_latex
from tests.engine.export.cases import Case, all_cases


def document(description: Description) -> str:
    return exported(description, "latex").content.decode("ascii")


def rounded(description: Description) -> Description:
    """The network with the numbers that stand in the document."""
    return description._replace(steps=tuple(map(_rounded, description.steps)))


def _rounded(step: Any) -> Any:
    values = [np.vectorize(_digits, otypes=[float])(v) if isinstance(v, np.ndarray) else v for v in step]
    return type(step)(*values)


def _digits(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return all_cases()


def test_all_that_is_opened_is_closed(cases: list[Case]) -> None:
    for case in cases:
        text = document(case.description)
        body = [line for line in text.splitlines() if not line.startswith("%")]
        assert body[0].startswith("\\documentclass")
        assert list(unclosed("\n".join(body))) == [], case.name


def unclosed(text: str) -> Iterator[str]:
    """What is closed that is not open, and what is left open."""
    opened: list[str] = []
    pairs = {"}": "{", "\\right": "\\left"}
    for found in re.finditer(r"\\(?:begin|end)\{\w+\}|\\left(?![a-z])|\\right(?![a-z])|(?<!\\)[{}]", text):
        token = found[0]
        begun = token.replace("\\end", "\\begin") if token.startswith("\\end") else None
        wanted = pairs.get(token, begun)
        if wanted is None:
            opened.append(token)
        elif not opened or opened.pop() != wanted:
            yield token
    yield from opened


def test_the_formulas_say_what_the_network_says_with_numbers_so_rounded(cases: list[Case]) -> None:
    for case in cases:
        script: dict[str, Any] = {}
        exec(exported(rounded(case.description), "numpy").content, script)
        answers = by_latex.said(document(case.description), case.x)
        # numbers inside formulas, as GELU has them, and ε are rounded too
        tolerance = 1e-2 if "own data" in case.name else 2e-3  # the units of a table have four digits, too
        np.testing.assert_allclose(answers, script["predict"](case.x), atol=tolerance, err_msg=case.name)


def test_the_numbers_are_those_of_the_network(cases: list[Case]) -> None:
    for case in cases:
        text = document(case.description)
        assert f"rounded to {DIGITS} significant digits" in text
        matrices = [
            by_latex.array(each, is_factor=True).removesuffix(" @ ")
            for formula in by_latex.formulas_of(text)
            if formula.startswith("z^") and "=" in formula
            for each in re.findall(r"\\begin\{pmatrix\}(.*?)\\end\{pmatrix\}", formula)
        ]
        wanted = [
            array
            for step in case.description.steps
            if isinstance(step, DenseStep)
            for array in (step.weights, step.biases)
            if array.size
        ]
        for got, want in zip(matrices, wanted, strict=True):
            value = eval(got, {"np": np})
            np.testing.assert_allclose(np.ravel(value), np.ravel(want), rtol=0.6 * 10 ** (1 - DIGITS))
