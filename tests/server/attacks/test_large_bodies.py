"""Large bodies have their turns: few at once, one of an address, none for long."""

import asyncio

import pytest

from server.web.of_rooms import large_bodies as module
from server.web.of_rooms.large_bodies import AT_ONCE, MOST_WAITING, MOST_WAITING_OF_ADDRESS, Busy, LargeBodies
from tests.server.servers.live import run


class Sender:
    """Somebody who waits for a turn, and keeps it until told otherwise."""

    def __init__(self, bodies: LargeBodies, address: str) -> None:
        self.is_sending = False
        self.may_end = asyncio.Event()
        self.task = asyncio.create_task(self._send(bodies, address))

    async def _send(self, bodies: LargeBodies, address: str) -> None:
        async with bodies.turn(address):
            self.is_sending = True
            await self.may_end.wait()
        self.is_sending = False

    async def ends(self) -> None:
        self.may_end.set()
        await self.task


async def settled() -> None:
    """Everybody has done what they can do now."""
    for _ in range(20):
        await asyncio.sleep(0)


def test_few_send_at_once_and_the_next_follows() -> None:
    async def scene() -> None:
        bodies = LargeBodies()
        senders = [Sender(bodies, f"10.0.0.{n}") for n in range(AT_ONCE + 1)]
        await settled()
        assert [each.is_sending for each in senders] == [True] * AT_ONCE + [False]
        await senders[1].ends()
        await settled()
        assert senders[-1].is_sending
        for each in senders:
            await each.ends()

    run(scene())


def test_of_one_address_one_sends_and_others_have_room_beside_it() -> None:
    async def scene() -> None:
        bodies = LargeBodies()
        school = [Sender(bodies, "10.0.0.1") for _ in range(3)]
        other = Sender(bodies, "10.0.0.2")
        await settled()
        assert [each.is_sending for each in (*school, other)] == [True, False, False, True]
        for each in school:
            await settled()
            assert each.is_sending
            await each.ends()
        await other.ends()

    run(scene())


def test_only_so_many_wait_and_who_is_refused_takes_nothing() -> None:
    async def scene() -> None:
        bodies = LargeBodies()
        senders = [Sender(bodies, f"10.0.0.{n // MOST_WAITING_OF_ADDRESS}") for n in range(MOST_WAITING)]
        await settled()
        for address in ("10.0.0.0", "10.0.1.1"):
            with pytest.raises(Busy):
                await Sender(bodies, address).task
        await asyncio.gather(*(each.ends() for each in senders))
        for address in ("10.0.0.0", "10.0.1.1"):
            await Sender(bodies, address).ends()
        assert (len(bodies._locks), bodies._asked.total()) == (0, 0)

    run(scene())


@pytest.mark.parametrize("name", ["TURN_SECONDS", "BODY_SECONDS"])
def test_nobody_waits_or_sends_for_ever(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        bodies = LargeBodies()
        senders = [Sender(bodies, "10.0.0.1")]
        await settled()
        monkeypatch.setattr(module, name, 0.05)
        senders.append(Sender(bodies, "10.0.0.1" if name == "TURN_SECONDS" else "10.0.0.2"))
        with pytest.raises(Busy):
            await senders[1].task
        await senders[0].ends()
        monkeypatch.undo()
        for address in ("10.0.0.1", "10.0.0.2"):
            await Sender(bodies, address).ends()

    run(scene())


def test_who_goes_while_waiting_leaves_the_turn_to_the_next() -> None:
    async def scene() -> None:
        bodies = LargeBodies()
        first, second, third = (Sender(bodies, "10.0.0.1") for _ in range(3))
        await settled()
        second.task.cancel()
        await first.ends()
        await settled()
        assert (second.is_sending, third.is_sending) == (False, True)
        third.task.cancel()
        await settled()
        assert (len(bodies._locks), bodies._asked.total()) == (0, 0)

    run(scene())
