"""The beginning of a request: whose it is, and what is asked of a front that has no child yet."""

import re

MOST_BYTES = 512  # of a request are looked at


class RequestLine:
    """Reads the beginning of requests, for a server that has this sub-path, which may be left out."""

    def __init__(self, root_path: str) -> None:
        root = re.escape(root_path.encode())
        self._named = re.compile(rb"[A-Za-z]{1,16} (?:%b)?/p(\d{1,2})[/? ]" % root)
        self._asked = re.compile(rb"[A-Za-z]{1,16} (?:%b)?(/\w*)[? ]" % root)

    def child(self, begun: bytes) -> int:
        """Returns the number of the child that is named, or 0 where none is, or not yet."""
        found = self._named.match(begun)
        return int(found[1]) if found is not None else 0

    def path(self, begun: bytes) -> bytes:
        """Returns what is asked for, if it is a short path like `/socket`, or nothing."""
        found = self._asked.match(begun)
        return found[1] if found is not None else b""
