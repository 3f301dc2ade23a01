"""A network read from its LaTeX document: what its formulas come to with the numbers that stand in them."""

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

ROOM = {
    **{name: getattr(np, name) for name in ("tanh", "sin", "cos", "tan", "floor", "sqrt", "abs")},
    "ln": np.log, "sign": np.sign, "max": np.maximum, "min": np.minimum, "where": np.where,
    "mean": lambda z: z.mean(axis=0), "var": lambda z: z.var(axis=0), "np": np,
}  # fmt: skip


def formulas_of(document: str) -> list[str]:
    """The display formulas of a document."""
    return re.findall(r"^\\fit\{(.*)\}$", document, flags=re.MULTILINE)


def said(document: str, x: Array) -> Array:
    """What the formulas say to raw inputs x (n, number of raw inputs): (n, n_outputs)."""
    formulas = formulas_of(document)
    values: dict[str, Any] = {f"x_{i}": column for i, column in enumerate(x.T, 1)}
    functions = {}
    for each in formulas:
        if found := re.match(r"\\phi_\{\\text\{([\w ]+)\}\}\(z\) = (.*)", each):
            functions[f"phi_{found[1].replace(' ', '_')}"] = python(found[2])
    for name, text in functions.items():
        values[name] = lambda z, text=text: eval(text, {**ROOM, "z": z})
    n = len(x)
    for each in formulas:
        if each.startswith("\\phi_"):
            continue
        if each.startswith("y_i"):
            (layer,) = re.findall(r"\((\d+)\)", each)[:1]
            e = np.exp(values[f"z{layer}"])
            values["y"] = e / e.sum(axis=0)
            continue
        left, right = re.split(r" = | \\leftarrow ", each, maxsplit=1)
        result = eval(python(right), {**ROOM, **values, "column": lambda *rows: column(rows, n)})
        values[re.sub(r"\^\{\((\d+)\)\}", r"\1", left)] = result
    return values["y"].T


def column(rows: Any, n: int) -> Array:
    """A column of numbers or of values of the points, (n_rows, n_points)."""
    return np.array([np.broadcast_to(row, n) for row in rows]).reshape(len(rows), n)


def python(text: str) -> str:
    """A formula in Python."""
    pattern = r"\\begin\{pmatrix\}(.*?)\\end\{pmatrix\}( (?=a\^))?"
    text = re.sub(pattern, lambda found: array(found[1], is_factor=bool(found[2])), text)
    text = re.sub(r"([az])\^\{\((\d+)\)\}", r"\1\2", text)
    text = re.sub(r"\\phi_\{\\text\{([\w ]+)\}\}", lambda found: "phi_" + found[1].replace(" ", "_"), text)
    text = re.sub(r"x_\{(\d+)\}", r"x_\1", text)
    text = re.sub(r"\\operatorname\{(\w+)\}( [az]\d+)", r"\1(\2)", text)
    text = re.sub(r"\\operatorname\{(\w+)\}", r"\1", text)
    while "\\begin{cases}" in text:
        cases = r"\\begin\{cases\} ((?:(?!\\begin).)*?) & ((?:(?!\\begin).)*?) \\\\ "
        cases += r"((?:(?!\\begin).)*?) & \\text\{else\} \\end\{cases\}"
        text = re.sub(cases, r"where(\2, \1, \3)", text)
    text = text.replace(r"\left|", "abs(").replace(r"\right|", ")")
    text = text.replace(r"\left\lfloor", "floor(").replace(r"\right\rfloor", ")")
    text = text.replace(r"\left", "").replace(r"\right", "")
    text = braces(text, r"\frac", 2, "(({0}) / ({1}))")
    text = braces(text, r"\sqrt", 1, "sqrt({0})")
    text = braces(text, "e^", 1, "np.exp({0})")
    text = braces(text, "^", 1, "**({0})")
    for sign, word in ((r"\odot", "*"), (r"\oslash", "/"), (r"\cdot", "*"), (r"\le", "<="), (r"\ge", ">=")):
        text = text.replace(sign, word)
    return text.replace("\\", "")


def array(text: str, is_factor: bool) -> str:
    """A matrix in Python, followed by what it is multiplied with; a column as one of points."""
    rows = [row.split("&") for row in text.split(r"\\")]
    if not is_factor:
        return f"column({', '.join(python(row[0].strip()) for row in rows)})"
    return f"np.array([{', '.join('[' + ', '.join(map(python, row)) + ']' for row in rows)}]) @ "


def braces(text: str, command: str, n: int, form: str) -> str:
    """The text with a command and its n groups written in another form, the innermost first."""
    while (at := text.rfind(command + "{")) >= 0:
        parts, end = [], at + len(command)
        for _ in range(n):
            start, depth = end, 0
            while True:
                depth += {"{": 1, "}": -1}.get(text[end], 0)
                end += 1
                if depth == 0:
                    break
            parts.append(text[start + 1 : end - 1])
        text = text[:at] + form.format(*parts) + text[end:]
    return text
