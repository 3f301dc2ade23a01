"""Answers that stay as they are: made once, compressed once, and asked for by tag."""

import base64
import gzip
import hashlib
import re
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

SMALLEST_COMPRESSED = 400  # bytes; below that compressing gains nothing
ASK_AGAIN = "no-cache"
"""The browser asks each time whether it has the newest, so that no page mixes two versions."""
FOR_EVER = "public, max-age=31536000, immutable"
"""For what has another name when it changes."""

INLINE_SCRIPT = re.compile(r"<script(?: type=\"importmap\")?>(.*?)</script>", re.DOTALL)


class Ready:
    """The bytes of an answer, as they are and compressed, with its headers."""

    def __init__(
        self, body: str, media_type: str, cache: str = ASK_AGAIN, headers: Mapping[str, str] | None = None
    ) -> None:
        self.plain = body.encode()
        compressed = gzip.compress(self.plain, mtime=0) if len(self.plain) >= SMALLEST_COMPRESSED else None
        self.compressed = compressed
        tag = f'"{hashlib.sha256(self.plain).hexdigest()[:32]}"'
        self._headers = {"ETag": tag, "Cache-Control": cache, "Vary": "Accept-Encoding", **(headers or {})}
        self._media_type = media_type

    def answer(self, request: Request) -> Response:
        """Returns the answer, or that the browser has it already (304)."""
        asked = request.headers
        known = asked.get("if-none-match", "").split(",")
        if self._headers["ETag"] in (tag.strip().removeprefix("W/") for tag in known):
            return Response(status_code=304, headers=self._headers)
        if self.compressed is None or "gzip" not in asked.get("accept-encoding", ""):
            return Response(self.plain, headers=self._headers, media_type=self._media_type)
        headers = {**self._headers, "Content-Encoding": "gzip"}
        return Response(self.compressed, headers=headers, media_type=self._media_type)


def inline_scripts(page: str) -> str:
    """Returns what the policy says of the scripts inside a page: the hash of each (data is no script)."""
    digests = (hashlib.sha256(text.encode()).digest() for text in INLINE_SCRIPT.findall(page))
    return "".join(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
