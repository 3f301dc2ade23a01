"""Leases in a hub that takes connections and says nothing."""

import asyncio
import contextlib
import time
from pathlib import Path

from server.leases import SECONDS, LeasesLost
from server.leases.choosing import chosen
from tests.server.people.sharing import begun

ROOM, OTHER = "room/abcdefgh", "room/ijklmnop"


def test_names_stay_ours_while_a_hub_says_nothing_and_others_ask(tmp_path: Path) -> None:
    async def work() -> None:
        over = asyncio.Event()

        async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await over.wait()
            writer.close()

        silent = await asyncio.start_unix_server(say_nothing, tmp_path / "hub")
        leases = chosen("p1", hub=str(tmp_path / "hub"))[1]
        async with begun(leases):
            leases.claim(ROOM)

            async def ask_for_ever() -> None:
                while True:
                    with contextlib.suppress(LeasesLost):
                        await leases.take(OTHER)
                    await asyncio.sleep(0.01)

            asking = asyncio.create_task(ask_for_ever())
            began = time.monotonic()
            while time.monotonic() < began + 2 * SECONDS:
                assert leases.holds(ROOM)
                await asyncio.sleep(0.01)
            assert not leases.answering
            asking.cancel()
        over.set()
        silent.close()

    asyncio.run(work())
