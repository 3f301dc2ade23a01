"""Browsers that read slowly or not at all, vanish, or all come back at once."""

import asyncio
import json
import time
from contextlib import AsyncExitStack

from tests.server.attack import Raw, Server, connected, in_a_room, server, unharmed
from tests.server.live import Client, Frame, run

HELD_BYTES = 200_000  # for one browser that does not read
N_LOST = 500


def watch(host: Client) -> dict[str, str]:
    return {"room": host.welcome["room"], "token": host.welcome["watch"]}


def test_a_browser_that_never_reads_is_given_up_and_costs_little() -> None:
    async def work(hasty: Server) -> None:
        async with unharmed(hasty) as host:
            n, before, sockets = 20, hasty.memory(), hasty.sockets()
            raws = [Raw(hasty).shake_hands() for _ in range(n)]
            for raw in raws:
                raw.say(json.dumps({"type": "hello", **watch(host)}))
            await host.settled(lambda: host.state["watchers"] == n)
            most = 0

            def are_gone() -> bool:
                nonlocal most
                most = max(most, hasty.unsent_bytes() + hasty.memory() - before)
                return hasty.sockets() <= sockets

            reading = asyncio.create_task(host.closed())
            await hasty.until(are_gone, seconds=2 + 4)
            reading.cancel()
            assert most / n < HELD_BYTES
            for raw in raws:
                raw.socket.close()

    with server("--stalled-seconds=2") as made:
        run(work(made))


def test_a_request_whose_answer_is_never_read_frees_its_socket() -> None:
    async def work(hasty: Server) -> None:
        async with unharmed(hasty):
            sockets = hasty.sockets()
            with Raw(hasty) as raw:
                raw.send(b"GET /static/vendor/uplot.js HTTP/1.1\r\nHost: here\r\n\r\n" * 1000)
                await hasty.until(lambda: hasty.sockets() > sockets)
                await hasty.until(lambda: hasty.sockets() <= sockets, seconds=10)

    with server("--stalled-seconds=1", "--request-seconds=1") as made:
        run(work(made))


def test_a_browser_that_has_vanished_is_noticed_by_its_silence() -> None:
    async def work(hasty: Server) -> None:
        async with unharmed(hasty) as host:
            sockets = hasty.sockets()
            with Raw(hasty) as raw:  # it answers no pings: as if somebody had pulled the cable
                raw.shake_hands().say(json.dumps({"type": "hello", **watch(host)}))
                await host.settled(lambda: host.state["watchers"] == 1)
                await host.settled(lambda: host.state["watchers"] == 0)
                await hasty.until(lambda: hasty.sockets() <= sockets)

    with server("--ping-seconds=0.5", "--stalled-seconds=100") as made:
        run(work(made))


async def lags(slow: Client, seen_at: dict[int, float], pause: float, n: int) -> list[float]:
    """Reads a frame every so often; returns how old each one was, in seconds."""
    found = []
    for _ in range(n):
        frame = await slow.next_frame()
        if frame.sequence in seen_at:
            found.append(time.monotonic() - seen_at[frame.sequence])
        await asyncio.sleep(pause)
    return found


def test_a_browser_that_reads_five_frames_a_second_is_half_a_second_behind_at_most() -> None:
    async def work(school: Server) -> None:
        async with unharmed(school) as host, in_a_room(school, **watch(host)) as slow:
            seen_at: dict[int, float] = {}

            async def note() -> None:
                async def seen(item: object) -> bool:
                    return isinstance(item, Frame)

                while True:
                    frame = await host.next_frame()
                    seen_at.setdefault(frame.sequence, time.monotonic())

            noting = asyncio.create_task(note())
            found = await lags(slow, seen_at, pause=0.2, n=15)
            noting.cancel()
            await asyncio.gather(noting, return_exceptions=True)
            assert len(found) >= 10
            assert max(found) < 0.5

    with server() as made:
        run(work(made))


def test_a_tab_that_was_hidden_has_the_present_state_within_300_milliseconds() -> None:
    async def work(school: Server) -> None:
        async with unharmed(school) as host, in_a_room(school, **watch(host)) as hidden:
            await hidden.ask("visible", visible=False)
            reached = await host.next_frame(wanted=lambda frame: frame.epoch > 30)
            begun = time.monotonic()
            await hidden.send("visible", visible=True)
            frame = await hidden.next_frame(wanted=lambda frame: frame.epoch > 3)
            assert time.monotonic() - begun < 0.3
            assert frame.epoch >= reached.epoch

    with server() as made:
        run(work(made))


def test_a_school_behind_one_address_gets_in_and_comes_back_at_once() -> None:
    """600 from one address; 500 of them are lost and come back in one moment, and have the state within 15 s."""

    async def come(school: Server, host: Client, stack: AsyncExitStack) -> Client:
        client = await stack.enter_async_context(connected(school))
        await client.hello(**watch(host))
        await client.next_frame()
        return client

    async def work(school: Server) -> None:
        async with AsyncExitStack() as all_of_them:
            hosts = [await all_of_them.enter_async_context(in_a_room(school)) for _ in range(3)]
            await hosts[0].ask("play")
            async with AsyncExitStack() as lost:
                for start in range(0, 600, 50):
                    stack = lost if start < N_LOST else all_of_them
                    host = hosts[start // 200]
                    await asyncio.gather(*(come(school, host, stack) for _ in range(50)))
                for host in hosts:
                    await host.send("get_history")
            begun = time.monotonic()
            await asyncio.gather(
                *(come(school, hosts[n % 3], all_of_them) for n in range(N_LOST))
            )
            assert time.monotonic() - begun < 15

    with server() as made:
        asyncio.run(asyncio.wait_for(work(made), 60))
