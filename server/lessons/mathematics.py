"""Formulas: LaTeX → MathML, of which only what is known to be harmless is let through."""

import functools
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping

from engine.reasons import ReasonError, one_line
from server.lessons.reasons import refused

LONGEST_FORMULA = 400  # signs
DEEPEST_FORMULA = 12  # braces in each other
_CHILDREN: Mapping[str, int] = {
    **dict.fromkeys(("mfrac", "mroot", "msub", "msup", "munder", "mover"), 2),
    **dict.fromkeys(("msubsup", "munderover"), 3),
}
"""Elements that are nothing without so many parts."""

_ELEMENTS = frozenset(
    (
        *("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "msqrt", "mtable", "mtr", "mtd"),
        *("mstyle", "mpadded", "mphantom"),
        *_CHILDREN,
    )
)
_ATTRIBUTES = frozenset(
    (
        *("display", "displaystyle", "scriptlevel", "stretchy", "fence", "form", "accent", "separator"),
        *("largeop", "movablelimits", "mathvariant", "columnalign", "linethickness", "minsize", "maxsize"),
        *("lspace", "rspace", "width", "columnspacing", "rowspacing"),
    )
)
_VALUE = re.compile(r"[a-z -]{1,40}|-?[0-9]{0,2}(\.[0-9]{1,3})?(em|pt|%)?")
_NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"


@functools.lru_cache(1000)
def mathml(latex: str, is_block: bool) -> str:
    """Returns a formula as MathML; raises `ReasonError` for one that cannot be read.

    The library writes what stands in a text, an address or a style as it stands there. So its answer is read
    as XML, looked through, and written anew.
    """
    shown = f"${latex[:60]}$"
    if not 0 < len(latex) <= LONGEST_FORMULA:
        raise _unreadable(shown, f"it must have 1 to {LONGEST_FORMULA} signs")
    depth = 0
    for sign in re.sub(r"\\.", "", latex):
        depth += (sign == "{") - (sign == "}")
        if not 0 <= depth <= DEEPEST_FORMULA:
            raise _unreadable(shown, "its braces do not match, or are too deep in each other")
    if depth:
        raise _unreadable(shown, "its braces do not match")
    from latex2mathml import converter  # as large as all else that reads lessons

    try:
        made = ET.fromstring(converter.convert(latex, display="block" if is_block else "inline"))
    except Exception as error:  # the library raises whatever comes
        raise _unreadable(shown, type(error).__name__ + ": " + one_line(error)) from None
    for element in [*made.iter()]:
        _make_plain(element, shown)
    for element in [*made.iter()]:
        _join_decimals(element)
    return ET.tostring(made, encoding="unicode", short_empty_elements=False)


def _make_plain(element: ET.Element, shown: str) -> None:
    """Takes the namespace off, which pages do without; raises `ReasonError` for what must not be there."""
    element.tag = element.tag.removeprefix(_NAMESPACE)
    strange = [
        name
        for name, value in element.attrib.items()
        if name not in _ATTRIBUTES or not _VALUE.fullmatch(value)
    ]
    if element.tag not in _ELEMENTS or strange:
        raise _unreadable(shown, f"{', '.join(strange) or element.tag} is not for lessons")
    if (element.text or "").startswith("\\"):
        raise _unreadable(shown, f"there is no {element.text}")
    if len(element) != _CHILDREN.get(element.tag, len(element)):
        raise _unreadable(shown, "something is missing in it")


def _join_decimals(element: ET.Element) -> None:
    """Makes one number of `0{,}5`, which would have a gap after its comma else."""
    parts = [*element]
    for number, comma, after in zip(parts, parts[1:], parts[2:], strict=False):
        is_decimal = (number.tag, comma.tag, after.tag) == ("mn", "mrow", "mn")
        if is_decimal and [each.text for each in comma] == [","]:
            number.text = f"{number.text},{after.text}"
            element.remove(comma)
            element.remove(after)


def _unreadable(shown: str, why: str) -> ReasonError:
    return refused("bad_formula", got=shown, why=why[:200])
