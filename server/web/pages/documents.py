"""The documents in docs/ that the page shows, cut into sections."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

DOCS = Path(__file__).parents[3] / "docs"

_HEADING = re.compile(r"## (\w+) — (.+)")


class DocumentSection(NamedTuple):
    """What stands under a heading `## key — Label`: its lines that are not empty, of which those indented by
    four spaces are `indented` (without the spaces)."""

    key: str
    label: str
    lines: list[str]
    indented: list[str]


def sections(names: Iterable[str]) -> Iterator[DocumentSection]:
    """The sections of documents in docs/, one after another; what stands before the first heading is left
    to the document."""
    for name in names:
        present: DocumentSection | None = None
        for line in (DOCS / name).read_text(encoding="utf-8").splitlines():
            if heading := _HEADING.fullmatch(line):
                if present is not None:
                    yield present
                present = DocumentSection(heading[1], heading[2], [], [])
            elif present is not None and line.startswith("    "):
                present.indented.append(line.strip())
            elif present is not None and line:
                present.lines.append(line)
        if present is not None:
            yield present
