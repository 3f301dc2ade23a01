"""Browsers that read slowly or not at all, vanish, or all come back at once."""

import asyncio
import json
import sys

import pytest

from engine.experiment.options import FEATURE_NAMES
from tests.server.people import lean
from tests.server.people.attack import Raw, Server, kept_reading, server, unharmed, unsent_bytes
from tests.server.people.own_time import OwnTime
from tests.server.servers.live import SECONDS, Client, Live, joined, run, serving

HELD_BYTES = 200_000  # for one browser that does not read
CONNECTION_BYTES = 35_000  # for any
LONG_FRAME_BYTES = 60_000  # less than any of the longest network's, which have 80,000 to 100,000
N_LOST = 500
READINGS_PER_SECOND = 5
READINGS_BEHIND = 2


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

            async with kept_reading(host):
                taken = await hasty.until(are_gone, seconds=6)
            assert taken > 1, "they were given up too early"
            assert 0 < most < n * HELD_BYTES
            for raw in raws:
                raw.socket.close()

    with server("--stalled-seconds=2") as made:
        run(work(made))


def test_a_browser_that_never_reads_costs_little_whatever_the_network() -> None:
    """The longest frames there are, for somebody whose own system takes next to nothing."""
    changes = {"hidden": (32,) * 6, "features": FEATURE_NAMES, "dataset": "blobs", "classes": 8}

    async def work(live: Live) -> None:
        async with joined(live) as host:
            await host.ask("change", changes=changes)
            await host.ask("play")
            with Raw(live, buffer=2048) as raw:
                raw.shake_hands().say(json.dumps({"type": "hello", **watch(host)}))
                await host.settled(lambda: host.state["watchers"] == 1)
                most = n_frames = 0
                while n_frames < 30 or (most <= LONG_FRAME_BYTES and n_frames < 100):  # till it holds one
                    await host.next_frame()
                    n_frames += 1
                    most = max(most, held_for(live, raw))
            assert LONG_FRAME_BYTES < most < HELD_BYTES - CONNECTION_BYTES

    with serving(stalled_seconds=SECONDS) as live:  # it is not given up before it was looked at
        run(work(live))


def held_for(live: Live, raw: Raw) -> int:
    """Returns the bytes that wait for a browser in the server and in its system."""
    port = raw.socket.getsockname()[1]
    protocols = live.server.server_state.connections
    (inside,) = [each.transport.get_write_buffer_size() for each in protocols if each.client[1] == port]  # type: ignore[union-attr, index]
    return int(inside + unsent_bytes(live.port)[port])


def test_a_request_whose_answer_is_never_read_frees_its_socket() -> None:
    async def work(hasty: Server) -> None:
        async with unharmed(hasty) as host:
            sockets = hasty.sockets()
            async with kept_reading(host):
                raw = Raw(hasty)
                request = b"GET /static/vendor/uplot.js HTTP/1.1\r\nHost: here\r\n\r\n"
                sending = asyncio.create_task(asyncio.to_thread(raw.flood, request, 100_000))
                await hasty.until(lambda: hasty.sockets() > sockets)
                await hasty.until(lambda: hasty.sockets() <= sockets, seconds=10)
                assert await sending < 100_000
                raw.socket.close()

    with server("--stalled-seconds=3", "--request-seconds=1") as made:
        run(work(made))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can drop what comes for one socket")
def test_a_browser_whose_cable_is_pulled_is_noticed_by_its_silence() -> None:
    async def work(hasty: Server) -> None:
        async with unharmed(hasty) as host:
            sockets = hasty.sockets()
            with Raw(hasty) as raw:
                raw.shake_hands().say(json.dumps({"type": "hello", **watch(host)}))
                await host.settled(lambda: host.state["watchers"] == 1)
                raw.vanish()
                port = raw.socket.getsockname()[1]
                await host.until(lambda _: unsent_bytes(hasty.port).get(port, 0) > 0)
                await host.settled(lambda: host.state["watchers"] == 0)
                await hasty.until(lambda: hasty.sockets() <= sockets)
                await hasty.until(lambda: unsent_bytes(hasty.port).get(port, 0) == 0)  # by the system too

    with server("--ping-seconds=2", "--stalled-seconds=100") as made:
        run(work(made))


def test_a_browser_that_reads_five_frames_a_second_is_half_a_second_behind_at_most() -> None:
    """Counted in its own readings: what it reads is as new as what others had two readings ago, which is four
    tenths of a second; one frame may be on its way to them."""

    async def work(school: Server) -> None:
        newest = 0
        others_had: list[int] = []
        behind: list[int] = []

        def note(sequence: int) -> None:
            nonlocal newest
            newest = sequence

        def read(sequence: int) -> None:
            if len(others_had) > READINGS_BEHIND:
                behind.append(others_had[-1 - READINGS_BEHIND] - sequence)

        host = await lean.come(school.port, None, note)
        host.send({"type": "play"})
        slow = await lean.come(school.port, lean.watch(host))
        slow.on_state = read
        slow.reads_by_itself = False
        while len(others_had) < 20:
            others_had.append(newest)
            slow.read_one()
            await asyncio.sleep(1 / READINGS_PER_SECOND)  # this is the slow reader
        await lean.leave([host, slow])
        assert len(behind) >= 10
        assert max(behind) <= 1, behind

    with server() as made:
        run(work(made))


def test_a_tab_that_was_hidden_has_the_present_state_within_300_milliseconds() -> None:
    async def work(school: Server) -> None:
        async with unharmed(school) as host, joined(school, **watch(host)) as hidden:
            await hidden.ask("set_visible", visible=False)
            reached = await host.next_frame(wanted=lambda frame: frame.epoch > 30)
            own = OwnTime(school.process.pid)
            await hidden.send("set_visible", visible=True)
            frame = await hidden.next_frame(wanted=lambda frame: frame.epoch > 20)
            assert own.seconds() < 0.3
            assert frame.epoch >= reached.epoch

    with server() as made:
        run(work(made))


def test_a_school_behind_one_address_gets_in_and_comes_back_at_once() -> None:
    """600 come from one address; 500 are lost and come back in one moment, and have the state within 15 s."""

    async def work(school: Server) -> None:
        hosts = [await lean.come(school.port) for _ in range(3)]
        hosts[0].send({"type": "play"})
        memory = 0
        everybody = []
        for start in range(0, 600, 50):
            host = hosts[start // 50 % 3]
            everybody += await asyncio.gather(*(lean.come(school.port, lean.watch(host)) for _ in range(50)))
        lost, stayed = everybody[:N_LOST], everybody[N_LOST:]
        for _ in range(2):
            memory = school.memory()
            await lean.leave(lost)
            own = OwnTime(school.process.pid)
            lost = await asyncio.gather(
                *(lean.come(school.port, lean.watch(hosts[n % 3])) for n in range(N_LOST))
            )
            assert own.seconds() < 15
        assert school.memory() - memory < 20_000_000
        assert not any(client.is_gone.is_set() for client in [*hosts, *stayed, *lost])
        await lean.leave([*hosts, *stayed, *lost])
        await school.until(lambda: school.sockets() < 100)
        assert await asyncio.to_thread(school.is_healthy)

    with server() as made:
        asyncio.run(asyncio.wait_for(work(made), 240))
