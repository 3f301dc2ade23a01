"""Leases of several servers in Valkey against a model of them: whatever happens in whatever order."""

import asyncio
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.leases.choosing import chosen
from tests.server.servers.valkey import Valkey, valkey

pytest.importorskip("valkey")
ROOM = "room/abcdefgh"
LONG = 1000.0


@pytest.fixture(scope="module")
def store() -> Iterator[Valkey]:
    with valkey() as made:
        yield made


class Model:
    """What leases of three servers must come to, for one name and without renewals."""

    def __init__(self) -> None:
        self.n = 0
        self.owner: tuple[int, int] | None = None  # who, and the number of the lease
        self.held: dict[int, int] = {}
        self.state: tuple[int, bytes] | None = None  # of which lease, and what

    def do(self, who: int, what: str, data: bytes) -> object:
        """Returns what a server must answer, or None."""
        match what:
            case "take":
                return self._take(who)
            case "write":
                return self._write(who, data)
            case "release" | "remove" if who in self.held:
                if self.owner == (who, self.held.pop(who)):
                    self.owner = None
                    if what == "remove":
                        self.state = None
            case "end":
                self.owner = None
        return None

    def _take(self, who: int) -> str:
        if who not in self.held:
            if self.owner is not None and self.owner[0] != who:
                return f"r{self.owner[0]}"
            self.n += 1
            self.owner, self.held[who] = (who, self.n), self.n
            if self.state is not None:
                self.state = self.n, self.state[1]
        return f"r{who}"

    def _write(self, who: int, data: bytes) -> bool:
        lease = self.held.get(who)
        if lease is None:
            return False
        if self.owner is None and (self.state is None or self.state[0] == lease):
            self.owner = who, lease
        if self.owner != (who, lease):
            del self.held[who]
            return False
        self.state = lease, data
        return True


WHAT = ["take", "take", "write", "write", "release", "remove", "end"]


@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from(WHAT), st.binary(max_size=1)), min_size=25, max_size=40
    )
)
@settings(max_examples=100, deadline=None)
def check_one_writes(store: Valkey, steps: list[tuple[int, str, bytes]]) -> None:
    """Whoever takes, writes, lets go or loses a lease without knowing it: one has the name, and who has taken
    it last is the only one whose state is kept."""

    async def work() -> None:
        store.ask("FLUSHALL")
        servers, model = [chosen(f"r{each}", valkey=store.address)[1] for each in range(3)], Model()
        for who, what, data in steps:
            wanted = model.do(who, what, data)
            match what:
                case "take":
                    assert await servers[who].take(ROOM) == wanted
                case "write":
                    assert await servers[who].write(ROOM, data, LONG) is wanted
                case "release":
                    await servers[who].release(ROOM)
                case "remove":
                    await servers[who].remove(ROOM)
                case "end":
                    store.ask("DEL", f"nnp:lease:{ROOM}")
            assert await servers[who].read(ROOM) == (model.state and model.state[1])
        for each in servers:
            await each.close()

    asyncio.run(work())


def test_of_several_servers_one_writes(store: Valkey) -> None:
    check_one_writes(store)
