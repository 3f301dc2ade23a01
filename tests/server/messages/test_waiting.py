"""Flags and mailboxes do what asyncio's own do, for less."""

import asyncio
import sys

import pytest

from server.messages.waiting import Flag, Mailbox
from tests.server.servers.live import run


def test_everybody_who_waits_goes_on_when_a_flag_goes_up_even_for_a_moment() -> None:
    async def work() -> None:
        flag = Flag()
        waiting = [asyncio.create_task(flag.wait()) for _ in range(3)]
        await asyncio.sleep(0)
        assert not any(each.done() for each in waiting)
        waiting[0].cancel()
        flag.set()
        flag.clear()
        await asyncio.gather(*waiting[1:])
        with pytest.raises(asyncio.CancelledError):
            await waiting[0]
        assert not flag.is_set()
        again = asyncio.create_task(flag.wait())
        await asyncio.sleep(0)
        assert not again.done()
        flag.set()
        await again
        await flag.wait()

    run(work())


def test_a_mailbox_hands_out_in_order_and_loses_nothing_when_somebody_stops_waiting() -> None:
    async def work() -> None:
        box: Mailbox[int] = Mailbox()
        waiting = asyncio.create_task(box.get())
        await asyncio.sleep(0)
        box.put_nowait(1)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        box.put_nowait(2)
        assert [await box.get(), await box.get()] == [1, 2]
        assert box.empty()

    run(work())


def test_they_take_little() -> None:
    box: Mailbox[int] = Mailbox()
    assert sys.getsizeof(box) + sys.getsizeof(box._items) + 2 * sys.getsizeof(Flag()) < 400
