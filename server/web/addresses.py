"""How many connections there are from each address, and how fast sockets and requests come. Knows no sockets.

A whole school may sit behind one address, so the limits are far above what a class needs; they keep one
machine from taking all the connections that the system allows.
"""

import ipaddress
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from server.messages import CloseCode, Refused
from server.rooms.bucket import Buckets
from server.settings import Settings
from server.web.proxies import Networks

SECONDS_AT_ONCE = 20  # so many seconds' worth of new sockets may come in one moment
REQUEST_SECONDS_AT_ONCE = 100  # of requests: 300 browsers that open the page, with 60 files each
PACE = 2  # times as many requests a second are begun for one address; what comes faster waits for its turn
PACE_SECONDS_AT_ONCE = 0.5


class Addresses:
    """Connections by address. Proxies that we trust stand for many people and are not counted as one."""

    def __init__(
        self, settings: Settings, most_in_all: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = settings.max_connections_per_address
        self._most_in_all = most_in_all
        self._proxies = Networks(settings.trusted_proxies)
        self._here: Counter[str] = Counter()
        each = settings.connects_per_second
        self._sockets = Buckets(each, each * SECONDS_AT_ONCE, clock)
        each = settings.requests_per_second
        self._requests = Buckets(each, each * REQUEST_SECONDS_AT_ONCE, clock)
        self._turns = Buckets(PACE * each, PACE * each * PACE_SECONDS_AT_ONCE, clock)

    def enter(self, address: str, always: bool = False) -> bool:
        """Counts a connection; returns whether it may stay. Each that may is to be given to `leave` later."""
        key = network_of(address)
        is_one_person = address not in self._proxies
        if not always:
            if self._here.total() >= self._most_in_all:
                return False
            if is_one_person and self._here[key] >= self._most:
                return False
        self._here[key] += 1
        return True

    def leave(self, address: str) -> None:
        """A counted connection is gone."""
        key = network_of(address)
        self._here[key] -= 1
        if self._here[key] <= 0:
            del self._here[key]

    def check_pace(self, address: str) -> None:
        """Counts a socket that was opened. Raises Refused when they come too fast."""
        if not self._sockets.of(network_of(address)).take():
            raise Refused(CloseCode.TOO_MANY_CONNECTIONS)

    @contextmanager
    def joined(self, address: str, is_counted: bool) -> Iterator[None]:
        """A browser's socket exists for as long as the block lasts. Raises Refused when there are too many.

        `address` is the browser's own; `is_counted` says that its connection was counted under it, which is
        not so behind a proxy.
        """
        if not is_counted and not self.enter(address):
            raise Refused(CloseCode.TOO_MANY_CONNECTIONS)
        try:
            yield
        finally:
            if not is_counted:
                self.leave(address)

    def pause(self, address: str, n: float = 1.0) -> float:
        """Counts a request over HTTP, or one that costs as much as `n`; returns in how many seconds it is its
        turn, so that who asks as fast as he can leaves time for the others."""
        bucket = self._turns.of(network_of(address))
        return max(0.0, -bucket.spend(n)) / self._turns.per_second

    def may_ask(self, address: str) -> bool:
        """Counts a request over HTTP; returns whether they come slowly enough from there."""
        return self._requests.of(network_of(address)).take()


def network_of(address: str) -> str:
    """Returns what is counted as one: an IPv4 address, or the 64 bits that one IPv6 customer has."""
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv4Address):
        return str(known)
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return str(ipaddress.ip_network((known, 64), strict=False))
