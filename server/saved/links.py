"""A saved state as the fragment of an address: where it is kept, or all of it where it is small."""

import base64
import binascii
import re
from typing import NamedTuple

from engine.reasons import ReasonError
from server.messages.reasons import RoomReason

KEPT = "saved="
WHOLE = "state="
MOST_CHARACTERS = 16_000
"""Of a fragment that is a whole state; the page makes them no longer (views/saved/places.js)."""
ID = re.compile(r"[A-Za-z0-9_-]{22}")


class SavedLink(NamedTuple):
    """What the fragment of an address says of a saved state: its `id`, or the state itself."""

    id: str | None
    content: bytes


def saved_link(link: str | None) -> SavedLink | None:
    """What a link says of a saved state; None where it is the link of an experiment. Raises ReasonError."""
    fragment = (link or "").partition("#")[2] or (link or "")
    if fragment.startswith(KEPT):
        id = fragment.removeprefix(KEPT)
        if not ID.fullmatch(id):
            raise ReasonError(RoomReason("saved_unknown"))
        return SavedLink(id, b"")
    if fragment.startswith(WHOLE):
        return SavedLink(None, _decoded(fragment.removeprefix(WHOLE)))
    return None


def _decoded(text: str) -> bytes:
    if len(text) > MOST_CHARACTERS:
        raise ReasonError(
            RoomReason("saved_too_large", most=MOST_CHARACTERS * 3 // 4000, got=-(-len(text) * 3 // 4000))
        )
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise ReasonError(RoomReason("saved_damaged")) from None
