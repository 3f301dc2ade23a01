"""A replica that stands still for longer than its leases last, and goes on."""

import asyncio
import time
from typing import Any

import websockets

from server.leases.leases import RENEW_SECONDS, SECONDS
from server.messages import CloseCode
from tests.server.people.decode import Frame
from tests.server.people.staying import InRoom, staying, together
from tests.server.servers.live import Client, browser_at, run
from tests.server.servers.replicas import replicas

N_ROOMS = 3
BACK_WITHIN = 15.0  # four seconds of silence, four for an answer to a ping, and the lease


class Clinging:
    """A page that stays with the replica where it is and does nothing of its own. `told` has all that came,
    with the time of it."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.told: list[tuple[float, Any]] = []

    async def listen(self) -> int:
        """Listens until it is sent away; returns the code."""
        try:
            while True:
                told = await self.client.receive()
                self.told.append((time.monotonic(), told))
        except websockets.ConnectionClosed:
            assert self.client.socket.close_code is not None
            return self.client.socket.close_code


def test_a_replica_that_slept_shows_and_writes_nothing_of_rooms_that_another_has() -> None:
    async def work() -> None:
        hosts = [InRoom(made, "r1/") for _ in range(N_ROOMS)]
        async with staying(*hosts):
            await together(hosts, lambda page: page.epoch > 20, BACK_WITHIN)
            async with browser_at(made["r1"].socket, ping_interval=None) as client:
                await client.hello(**hosts[0].watch)
                clinging = Clinging(client)
                listening = asyncio.create_task(clinging.listen())
                asleep_at = time.monotonic()
                made["r1"].stand_still()
                await together(hosts, lambda page: page.seen[-1].replica == "r2", BACK_WITHIN)
                assert time.monotonic() - asleep_at > SECONDS - RENEW_SECONDS, (
                    "its leases were good till then"
                )
                awake_at = time.monotonic()
                made["r1"].go_on()
                async with asyncio.timeout(BACK_WITHIN):
                    assert await listening == CloseCode.MOVED
            said = [told for at, told in clinging.told if at > awake_at]
            assert not [told for told in said if isinstance(told, Frame)], "two show the room"
            assert [told["replica"] for told in said if told["type"] == "goodbye"] == ["r2"]
            for page in hosts:
                await page.trains(BACK_WITHIN)
                assert page.came[-1][0] < awake_at, "who has the room keeps it"
            assert made["r1"].number("playground_rooms") == 0

            await hosts[0].until(lambda: hosts[0].seen[-1].at > awake_at + 2 * SECONDS, BACK_WITHIN)
            killed_at = time.monotonic()
            await asyncio.to_thread(made["r2"].kill)
            await together(hosts, lambda page: page.seen[-1].replica == "r1", BACK_WITHIN)
            for page in hosts:  # what is kept is the successor's
                assert page.epoch_back(killed_at) >= page.epoch_at(killed_at - SECONDS)

    with replicas("--frame-rate=5", names=("r1", "r2")) as made:
        run(work(), 120)
