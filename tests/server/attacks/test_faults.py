"""Faults inside the server: a trainer that raises, networks as large as can be, clocks that jump."""

import ast
import asyncio
import json
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.paths import ROOT
from tests.server.people.attack import Raw
from tests.server.servers.live import Client, Live, joined, run, serving
from tests.server.servers.process import client_at, port_of, process

LARGEST = (
    "networkShape="
    + ",".join(["32"] * 10)
    + "&xSquared=true&ySquared=true&xTimesY=true&sinX=true&sinY=true&seed=1"
)
N_LARGEST = 12
LOOP_P99 = 0.05  # seconds


def break_trainer(live: Live, id: str) -> None:
    """Lets the next update of a room fail as a mistake in the engine would: its points are gone."""
    trainer = live.playground.runner._running[id].trainer.trainer
    assert trainer is not None
    trainer._computing._session = None
    del trainer._computing._data


def test_a_trainer_that_raises_stops_its_own_room_only_and_can_be_reset(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def work() -> None:
        with serving(data=str(tmp_path)) as live:
            async with joined(live) as unlucky, joined(live) as other:
                for each in (unlucky, other):
                    await each.ask("play")
                room = unlucky.welcome["room"]
                file = tmp_path / "rooms" / f"{room}.room"
                async with asyncio.timeout(10):
                    while not file.exists():
                        await unlucky.next_frame()
                break_trainer(live, room)
                error = await unlucky.message("error")
                assert (error["code"], error["id"]) == ("internal", None)
                await unlucky.settled(lambda: not unlucky.state["playing"])
                refused = await unlucky.ask("set_bias", layer=1, neuron=0, value=0.5)
                assert (refused["type"], refused["code"]) == ("error", "invalid")
                trained = (await other.next_frame()).epoch
                await other.next_frame(wanted=lambda frame: frame.epoch > trained + 10)
                assert file.read_bytes().startswith(b"nnp-room")
                assert (await unlucky.ask("reset"))["type"] == "done"
                await unlucky.ask("play")
                generation = unlucky.state["generation"]
                await unlucky.next_frame(
                    wanted=lambda frame: frame.generation == generation and frame.epoch > 5
                )
                assert live.playground.runner.failures == 1

    run(work(), seconds=30)
    assert [each.levelname for each in caplog.records if "training failed" in each.getMessage()] == [
        "WARNING"
    ]


async def watch(client: Client, n: int) -> None:
    """Takes so many pictures, without looking at them."""
    while n:
        raw = await client.socket.recv()
        if isinstance(raw, bytes) and raw[3] == 1:
            n -= 1
            sequence = int.from_bytes(raw[8:12], "little")
            await client.socket.send(json.dumps({"type": "ack", "sequence": sequence}))


def test_with_every_room_at_the_largest_size_the_loop_is_prompt_and_all_get_pictures() -> None:
    async def work() -> None:
        with process("--max-rooms", str(N_LARGEST + 1)) as (server, address):
            async with AsyncExitStack() as doors:
                enter = doors.enter_async_context
                everybody = [await enter(client_at(address, max_size=None)) for _ in range(N_LARGEST)]
                await asyncio.gather(*(each.hello(link=LARGEST) for each in everybody))
                for client in everybody:
                    await client.send("set_speed", epochs_per_second=None)
                    await client.send("play")
                pictures = asyncio.gather(*(watch(each, 12) for each in everybody))
                with Raw(port_of(address)) as prober:
                    prober.shake_hands().say('{"type":"hello"}')
                    taken = await asyncio.to_thread(prober.ping_times, 200, 0.01, server.pid)
                await pictures
                assert sorted(taken)[197] < LOOP_P99, sorted(taken)[190:]

    run(work(), seconds=240)


@pytest.mark.parametrize("jump", [3600.0, -3600.0])
def test_a_wall_clock_that_jumps_an_hour_changes_nothing(
    jump: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = time.time

    async def work() -> None:
        with serving(idle_pause_seconds=60, forget_seconds=120, hello_seconds=20) as live:
            async with (
                joined(live) as host,
                joined(live, room=host.welcome["room"], token=host.welcome["watch"]),
            ):
                async with joined(live) as left:
                    await left.ask("play")
                await host.ask("play")
                before = (await host.next_frame()).epoch
                monkeypatch.setattr(time, "time", lambda: real() + jump)
                await host.next_frame(wanted=lambda frame: frame.epoch > before + 30)
                playground = live.playground
                assert len(playground.rooms) == 2
                assert all(room.playing for room in playground.rooms)
                async with joined(live, room=left.welcome["room"], token=left.welcome["token"]) as back:
                    assert back.state["playing"]

    run(work())


def test_nothing_but_the_log_asks_what_time_of_day_it_is() -> None:
    asks: list[str] = []
    for path in sorted((ROOT / "server").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called: Any = node.func if isinstance(node, ast.Call) else None
            name = ast.unparse(called) if called is not None else ""
            if name.endswith((".time.time", ".now", ".utcnow", ".today")) or name in (
                "time.time",
                "now",
                "utcnow",
            ):
                asks.append(f"{path.name}: {name}")
            assert not (isinstance(node, ast.ImportFrom) and node.module == "time"), path.name
    assert asks == []
