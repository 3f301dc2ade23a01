"""Whose turn it is to try a code that was typed: limited, and shared so that nobody keeps the others out.

A whole school sits behind one address, so from outside a pupil who guesses codes looks like a class that
types one. Tries of an address wait for a turn, and each turn goes to one of those that wait, by lot: whoever
guesses with a hundred sockets has a hundred lots, and a class of thirty still has thirty. A right code gives
its turn back, so that thirty who type well are in at once. Who comes by the square or by a link brings an
invitation of 96 bits, and who has been in brings a token of 128: neither waits here, nor counts.

That codes cannot be guessed in practice: there are 31 ** 6 = 887,503,681. From one address come 10 wrong ones
a second at most, from everywhere 20. So a certain class that is open for two hours is found with a chance of
10 * 7200 / 31 ** 6 = 1 in 12,000 from one address, and 1 in 6,000 from everywhere; with a hundred classes
open all the time, somebody finds one of them after 887,503,681 / (20 * 100) seconds on average, which is five
days without a pause. What they have found then is a place in the list that the teacher sees and clears.

Where several servers have the classes together, who guesses can ask all of them: each allows its share.
"""

import asyncio
import secrets
import time
from collections.abc import Callable

from server.messages import CloseCode, Refused
from server.rooms.bucket import Bucket, Buckets

WRONG_A_SECOND = 10.0  # from one address
WRONG_AT_ONCE = 60  # a whole class that mistypes once or twice
WRONG_IN_ALL = 20.0  # a second, from everywhere
WRONG_IN_ALL_AT_ONCE = 200
MOST_WAITING = 1000  # from one address; past it one of them goes, by lot
LONGEST_WAIT = 30.0  # seconds
STEP = 0.05  # seconds between two looks at whose turn it is


class Tries:
    """Those who wait to try a code, by address; `clock` is monotonic seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._of_address = Buckets(WRONG_A_SECOND, WRONG_AT_ONCE, clock)
        self._in_all = Bucket(WRONG_IN_ALL, WRONG_IN_ALL_AT_ONCE, clock)
        self._waiting: dict[str, list[asyncio.Future[bool]]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._n_servers = 1

    def share(self, n_servers: int) -> None:
        """So many servers allow together from now on what one allows alone."""
        if n_servers != self._n_servers:
            self._n_servers = n_servers
            self._of_address.resize(WRONG_A_SECOND / n_servers, max(1.0, WRONG_AT_ONCE / n_servers))
            self._in_all.resize(WRONG_IN_ALL / n_servers, max(1.0, WRONG_IN_ALL_AT_ONCE / n_servers))

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def take(self, address: str) -> bool:
        """Takes a turn if there is one and nobody else waits for it; returns whether there was."""
        of_address = self._of_address.of(address)
        if address in self._waiting or min(of_address.level(), self._in_all.level()) < 1:
            return False
        return of_address.take() and self._in_all.take()

    async def turn(self, address: str) -> None:
        """Waits for a turn. Raises Refused where that takes too long, or too many wait."""
        lot = asyncio.get_running_loop().create_future()
        waiting = self._waiting.setdefault(address, [])
        if len(waiting) >= MOST_WAITING:
            out = _drawn(waiting)
            if not out.done():
                out.set_result(False)
        waiting.append(lot)
        self._give()
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                is_turn = await lot
        except TimeoutError:
            is_turn = False
        finally:
            self._forget(address, lot)
        if not is_turn:
            raise Refused(CloseCode.TOO_MANY_CODES)

    def was_right(self, address: str) -> None:
        """The code of the turn before was one: it does not count."""
        self._of_address.of(address).give_back()
        self._in_all.give_back()

    def _give(self) -> None:
        """Gives all turns that there are, among the addresses by lot as well."""
        while self._in_all.level() >= 1:
            ready = [each for each in self._waiting if self._of_address.of(each).level() >= 1]
            if not ready:
                break
            address = secrets.choice(ready)
            self._of_address.of(address).spend()
            self._in_all.spend()
            lot = _drawn(self._waiting[address])
            if not lot.done():  # or they have hung up just now
                lot.set_result(True)
            self._forget(address, lot)
        if self._waiting and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(STEP, self._look)

    def _look(self) -> None:
        self._timer = None
        self._give()

    def _forget(self, address: str, lot: asyncio.Future[bool]) -> None:
        waiting = self._waiting.get(address, [])
        if lot in waiting:
            waiting.remove(lot)
        if not waiting:
            self._waiting.pop(address, None)


def _drawn(waiting: list[asyncio.Future[bool]]) -> asyncio.Future[bool]:
    """Takes one of them out, by lot, and returns it."""
    return waiting.pop(secrets.randbelow(len(waiting)))
