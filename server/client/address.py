"""Where a playground is, and which room of it: what stands in a browser's address bar, taken apart."""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

_WATCH = re.compile(r"watch=([\w-]+)\.([\w-]+)")
_SOCKETS = {"http": "ws", "https": "wss"}


class Whereabouts(NamedTuple):
    """The `page` of a playground, ending with "/", and a room of it with a token, if there is one; and which
    of its replicas has that, if there are several."""

    page: str
    room: str | None = None
    token: str | None = None
    replica: str = ""

    @property
    def home(self) -> str:
        """What the addresses of all that belongs to the room begin with."""
        return f"{self.page}{self.replica}/" if self.replica else self.page

    @property
    def socket(self) -> str:
        """The address of its WebSocket."""
        scheme, rest = self.home.split("://", 1)
        return f"{_SOCKETS[scheme]}://{rest}socket"

    @property
    def link(self) -> str:
        """The address that opens the room in a browser."""
        return self.page if self.room is None else f"{self.page}#watch={self.room}.{self.token}"


def whereabouts(address: str) -> Whereabouts:
    """Takes an address apart; ValueError for what is none of a page."""
    parts = urlsplit(address.strip())
    if parts.scheme not in _SOCKETS or not parts.netloc:
        raise ValueError(f"address must begin with http:// or https:// and a host, got {address!r:.100}")
    page = f"{parts.scheme}://{parts.netloc}{parts.path.rpartition('/')[0]}/"
    watched = _WATCH.fullmatch(parts.fragment)
    return Whereabouts(page) if watched is None else Whereabouts(page, watched[1], watched[2])
