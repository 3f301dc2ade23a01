"""The end of a server, in order: told, saved, gone within five seconds. The beginning: ready when it is."""

import asyncio
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from engine.data.features import FEATURES
from engine.experiment.experiment import Experiment
from engine.training.trainer import Trainer
from server.keeping.folder import Folder
from server.keeping.kept import KeptRoom, from_bytes, to_bytes
from server.settings import Settings
from server.web.app import create_app
from tests.paths import ROOT
from tests.server.keeping.test_kept import room as kept_room
from tests.server.people.attack import Raw, unsent_bytes
from tests.server.people.crowd import LARGEST
from tests.server.people.lean import Lean, come
from tests.server.servers.live import Client, run
from tests.server.servers.process import PATIENT, SECONDS, client_at, port_of, process, said, stopped

GONE_WITHIN = 5.0
N_WATCHERS = 300
FULL_BYTES = 30_000  # in the system alone; the rest waits in the server


async def told(client: Client) -> int:
    """Reads on, acknowledging what comes, until the server closes; returns the code it said goodbye with."""
    goodbye = await client.until(lambda item: isinstance(item, dict) and item["type"] == "goodbye")
    assert await client.closed() == goodbye["code"]
    code: int = goodbye["code"]
    return code


def ask(connection: http.client.HTTPConnection, path: str) -> tuple[int, str]:
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())["status"]


def test_a_class_of_300_and_one_who_does_not_read_are_told_and_kept(tmp_path: Path) -> None:
    async def work() -> None:
        options = ("--frame-rate", "3", "--max-members", "400", "--hello-seconds", "60")
        with process("--data", str(tmp_path), *options, program=PATIENT) as (running, address):
            async with client_at(address) as host, client_at(address, max_queue=1) as deaf:
                await host.hello(grid_size="small")
                await host.ask("play")
                watch = {"room": host.welcome["room"], "token": host.welcome["watch"]}
                small = {**watch, "grid_size": "small"}
                watchers = await asyncio.gather(*(come(port_of(address), small) for _ in range(N_WATCHERS)))
                await deaf.hello(**watch, grid_size="large")
                deaf.socket.transport.pause_reading()
                await host.next_frame(wanted=lambda frame: frame.epoch > 5)
                stopping = asyncio.create_task(stopped(running))
                assert await told(host) == 4001
                assert await stopping < GONE_WITHIN
                await asyncio.gather(*(each.is_gone.wait() for each in watchers))
                assert [each.close_code for each in watchers] == [4001] * N_WATCHERS
                deaf.socket.transport.abort()
            assert running.returncode == 0
            assert said(running) == ""
        assert host.frame is not None
        with process("--data", str(tmp_path)) as (_, again):
            async with client_at(again) as back:
                await back.hello(room=host.welcome["room"], token=host.welcome["token"])
                assert (await back.next_frame()).epoch >= host.frame.epoch

    run(work(), seconds=120)


@pytest.mark.parametrize(
    "signals",
    [
        (signal.SIGTERM, signal.SIGTERM),
        (signal.SIGINT, signal.SIGTERM, signal.SIGINT),
    ],
    ids=lambda each: "-".join(one.name for one in each),
)
def test_more_signals_change_nothing(signals: tuple[signal.Signals, ...], tmp_path: Path) -> None:
    async def work() -> None:
        with process("--data", str(tmp_path)) as (running, address):
            async with client_at(address) as host:
                await host.hello()
                await host.ask("play")
                await host.next_frame(wanted=lambda frame: frame.epoch > 2)
                for each in signals:
                    running.send_signal(each)
                assert await host.closed() == 4001
                for each in signals:
                    running.send_signal(each)
            assert await asyncio.to_thread(said, running) == ""
            assert running.returncode == 0
            assert (tmp_path / "rooms" / (host.welcome["room"] + ".room")).exists()

    run(work())


def handles(pid: int, number: signal.Signals) -> bool:
    """Whether a process has a handler of its own for a signal."""
    status = Path(f"/proc/{pid}/status").read_text()
    caught = next(line.split()[1] for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(int(caught, 16) >> (number - 1) & 1)


REQUESTS: dict[str, list[dict[str, object]]] = {
    "runs": [{"type": "regenerate"}],
    "weights": [{"type": "reset"}],
    "everything": [
        {"type": "regenerate"},
        {"type": "change", "changes": {"noise": 20}},
        {"type": "step"},
        {"type": "undo"},
        {"type": "change", "changes": {"hidden": [8, 8]}},
        {"type": "play"},
    ],
}


@pytest.mark.parametrize("asked", REQUESTS)
def test_whatever_is_being_asked_it_stops_in_time_and_keeps_all(asked: str, tmp_path: Path) -> None:
    async def ask_again_and_again(host: Lean) -> None:
        while not host.is_gone.is_set():
            for each in REQUESTS[asked]:
                host.send(each)
            await asyncio.sleep(len(REQUESTS[asked]) / 95)

    async def work() -> None:
        with process("--data", str(tmp_path), program=PATIENT) as (running, address):
            link = LARGEST if asked != "everything" else ""
            hosts = [await come(port_of(address), {"link": link}) for _ in range(4)]
            first = [host.generation for host in hosts]
            asking = [asyncio.ensure_future(ask_again_and_again(host)) for host in hosts]
            for host, generation in zip(hosts, first, strict=True):
                while host.generation == generation:
                    host.has_picture.clear()
                    await host.has_picture.wait()
            assert await stopped(running) < GONE_WITHIN
            await asyncio.gather(*asking)
            assert running.returncode == 0
            assert said(running) == ""
        for host in hosts:
            kept, _ = from_bytes((tmp_path / "rooms" / f"{host.welcome['room']}.room").read_bytes())
            assert kept.last_run > 1

    run(work(), seconds=60)


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="asks Linux which signals are handled")
@pytest.mark.parametrize(
    ("number", "after"),
    [
        *((signal.SIGTERM, after) for after in (0.0, 0.05, 0.15, 0.3, 0.5, 0.8, 1.1)),
        *((signal.SIGINT, after) for after in (0.0, 0.3)),
    ],
)
def test_a_signal_while_it_starts_ends_it_without_a_word(number: signal.Signals, after: float) -> None:
    command = [sys.executable, "-m", "server", "--port", "0"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as running:
        try:
            until = time.monotonic() + SECONDS
            while not handles(running.pid, signal.SIGTERM):
                assert time.monotonic() < until
            with pytest.raises(subprocess.TimeoutExpired):
                running.wait(after)
            running.send_signal(number)
            assert said(running) == ""
            assert running.returncode == 0
        finally:
            running.kill()


def test_from_the_goodbye_on_it_is_not_ready_and_waits_for_nobody_who_does_not_read() -> None:
    """The buffers of who does not read are full to the brim, with pictures as long as they can be."""

    async def work() -> None:
        with process(program=PATIENT) as (running, address):
            port = port_of(address)
            async with client_at(address) as host:
                await host.hello()
                largest = {"hidden": (32,) * 6, "dataset": "blobs", "classes": 8}
                assert (await host.ask("change", changes=largest))["type"] == "done"
                await host.ask("play")
                with Raw(port, buffer=2048) as deaf:
                    watch = {"room": host.welcome["room"], "token": host.welcome["watch"]}
                    deaf.shake_hands().say(json.dumps({"type": "hello", **watch}))
                    theirs = deaf.socket.getsockname()[1]
                    await host.until(lambda _: unsent_bytes(port)[theirs] > FULL_BYTES)
                    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
                    assert ask(connection, "/readyz") == (200, "ready")
                    stopping = asyncio.create_task(stopped(running))
                    assert await told(host) == 4001
                    with pytest.raises(ConnectionRefusedError):
                        socket.create_connection(("127.0.0.1", port))
                    assert ask(connection, "/readyz") == (503, "stopping")
                    assert await stopping < GONE_WITHIN
                    assert running.returncode == 0
            connection.close()
            assert said(running) == ""

    run(work())


def test_a_server_that_stops_is_alive_and_not_ready() -> None:
    with TestClient(create_app(Settings())) as client:
        playground = client.app.state.playground  # type: ignore[attr-defined]
        assert client.get("/readyz").status_code == 200
        assert client.portal is not None
        client.portal.call(playground.say_goodbye, 1)
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()) == (503, {"status": "stopping"})
        assert client.get("/healthz").status_code == 200
        with client.websocket_connect("/socket", subprotocols=["nnp.v1"]) as late:
            assert late.receive_json()["code"] == 4001


def keep_rooms(folder: Path, n: int) -> list[KeptRoom]:
    """Writes so many rooms with large networks; returns them in the order of loading."""
    trainer = Trainer(Experiment(hidden=(32,) * 10, features=tuple(FEATURES)))
    opened, rooms = Folder(folder), []
    for number in range(n):
        room = kept_room(trainer, id=f"room{number:04}")
        opened.write(room.id, to_bytes(room))
        os.utime(folder / "rooms" / f"{room.id}.room", (1e9 - number, 1e9 - number))
        rooms.append(room)
    opened.close()
    return rooms


def ask_anew(address: str, path: str) -> tuple[int, str]:
    """Asks over a connection of its own."""
    with closing(http.client.HTTPConnection("127.0.0.1", port_of(address), timeout=SECONDS)) as connection:
        return ask(connection, path)


HELD = """
import os, sys, time
from server.keeping import keeper
load = keeper.Keeper._load_one
def held(self, path):
    while os.path.exists(os.environ["HOLD"]):
        time.sleep(0.01)
    return load(self, path)
keeper.Keeper._load_one = held
from server.commands.cli import main
sys.exit(main())
"""
"""A server that loads no room while a file is there."""


@pytest.fixture
def hold(tmp_path: Path) -> Path:
    """The file for which a server waits."""
    file = tmp_path / "hold"
    file.touch()
    return file


def held_back(folder: Path, hold: Path) -> AbstractContextManager[tuple["subprocess.Popen[str]", str]]:
    return process("--data", str(folder), program=HELD, environment={"HOLD": str(hold)})


def test_it_is_not_ready_before_its_rooms_are_back_and_visitors_wait_for_them(
    tmp_path: Path, hold: Path
) -> None:
    last = keep_rooms(tmp_path / "data", 25)[-1]

    async def work() -> None:
        with held_back(tmp_path / "data", hold) as (running, address):
            assert ask_anew(address, "/readyz") == (503, "loading")
            assert ask_anew(address, "/healthz") == (200, "ok")
            async with client_at(address) as back:
                coming = asyncio.create_task(back.hello(room=last.id, token=last.host_token))
                assert await asyncio.to_thread(ask_anew, address, "/readyz") == (503, "loading")
                assert not coming.done()
                hold.unlink()
                await coming
                assert ask_anew(address, "/readyz") == (200, "ready")
            running.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(running.wait, SECONDS) == 0

    run(work(), seconds=40)


def listens(address: str) -> bool:
    """Whether a server takes anybody in."""
    try:
        socket.create_connection(("127.0.0.1", port_of(address))).close()
    except ConnectionRefusedError:
        return False
    return True


def test_a_stop_before_the_rooms_are_back_loses_none_of_them(tmp_path: Path, hold: Path) -> None:
    keep_rooms(tmp_path / "data", 25)
    rooms = tmp_path / "data" / "rooms"
    before = {path.name: path.read_bytes() for path in rooms.iterdir()}
    with held_back(tmp_path / "data", hold) as (running, address):
        assert ask_anew(address, "/readyz") == (503, "loading")
        running.send_signal(signal.SIGTERM)
        until = time.monotonic() + SECONDS
        while listens(address):
            assert time.monotonic() < until
            time.sleep(0.02)
        hold.unlink()  # the thread that loads is waited for
        assert said(running) == ""
        assert running.returncode == 0
    after = {path.name: path.read_bytes() for path in rooms.iterdir()}
    assert after.keys() == before.keys()
