"""Files that follow from the code. `make generate` writes them; a test compares them.

They are no part of the server, which never needs them, and their readers are those who change the code.
"""

from collections.abc import Callable
from pathlib import Path

from tests.generated import codes, declarations, golden_catalogue, protocol_tables, scale_tables

ROOT = Path(__file__).parent.parent.parent

FILES: dict[Path, Callable[[], str]] = {
    ROOT / "docs/protocol.md": protocol_tables.document,
    ROOT / "docs/scale.md": scale_tables.document,
    ROOT / "static/js/messages.d.ts": declarations.declarations,
    ROOT / "static/js/protocol/codes.js": codes.codes,
    ROOT / "tests/golden/catalogue.json": golden_catalogue.golden_catalogue,
    ROOT / "static/js/text/reasons_en.js": codes.english_reasons,
    ROOT / "static/js/classes/reasons_en.js": codes.english_class_reasons,
}
"""Each file, and what makes its text."""
