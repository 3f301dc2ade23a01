"""A server of two processes behind one port, as people and the system meet it."""

import asyncio
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing, suppress
from pathlib import Path

import psutil
import pytest

from server.front.channel import CAN_HAND_OVER
from tests.paths import ROOT
from tests.server.front.several import NAMES, Several, ask, several
from tests.server.people.attack import HEADERS, TEXT, frame, unsent_bytes
from tests.server.people.lean import Lean, come, leave
from tests.server.servers.live import SECONDS, run
from tests.server.servers.process import process, said, stopped

pytestmark = pytest.mark.skipif(not CAN_HAND_OVER, reason="this system hands over no sockets")

GONE_WITHIN = 5.0
SOON = 2.0  # an answer that takes a few milliseconds


def test_rooms_are_made_in_turn_and_each_process_has_its_name() -> None:
    async def work() -> None:
        with several() as on:
            await on.until_there()
            assert sorted(on.children()) == [*NAMES]
            hosts = [await come(on.port) for _ in range(6)]
            assert sorted(host.welcome["replica"] for host in hosts) == ["p1"] * 3 + ["p2"] * 3
            await leave(hosts)
            assert on.ask("/p3/healthz") == 502
            assert on.ask("/p64/") == 502

    run(work(), seconds=60)


async def room_at(on: Several, name: str) -> Lean:
    """Returns the host of a room that one process has."""
    while True:
        host = await come(on.port)
        if host.welcome["replica"] == name:
            return host
        await leave([host])


def test_one_connection_reaches_each_process_and_carries_what_is_large() -> None:
    rows = 4000
    table = b"a,b\n" + b"".join(b"%d.123456789012345,%d.5\n" % (n, -n) for n in range(rows))

    async def work() -> None:
        with several() as on:
            await on.until_there()
            hosts = {name: await room_at(on, name) for name in NAMES}
            with closing(on.connect()) as connection:
                ours = connection.sock.getsockname()
                for path in ["/p1/healthz", "/p2/healthz", "/healthz", "/p2/healthz", "/p1/healthz"]:
                    assert ask(connection, path) == (200, b'{"status":"ok"}')
                whole = ask(connection, "/explanations/en.json")
                assert len(whole[1]) > 20_000
                for name in NAMES * 2:
                    room, token = (hosts[name].welcome[key] for key in ("room", "token"))
                    path = f"/{name}/rooms/{room}/table/columns"
                    mine = {"Authorization": f"Bearer {token}"}
                    status, told = await asyncio.to_thread(ask, connection, path, "POST", table, mine)
                    assert (status, json.loads(told)["n_rows"]) == (200, rows)
                    assert ask(connection, f"/{name}/explanations/en.json") == whole
                assert connection.sock.getsockname() == ours
            await leave([*hosts.values()])

    run(work(), seconds=60)


def test_a_socket_finds_its_process_by_a_connection_that_another_has() -> None:
    async def work() -> None:
        with several() as on:
            await on.until_there()
            reader, writer = await asyncio.open_connection("127.0.0.1", on.port)
            writer.write(b"GET /p1/healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            await reader.readuntil(b"}")
            writer.write(f"GET /p2/socket HTTP/1.1\r\n{HEADERS}\r\n".encode())
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101")
            writer.write(frame(TEXT, b'{"type": "hello"}'))
            assert b'"replica":"p2"' in (await reader.readuntil(b'"replica":"p2"'))
            writer.close()

    run(work(), seconds=60)


def test_a_request_line_that_comes_in_pieces_arrives_all_the_same() -> None:
    async def work() -> None:
        with several() as on:
            await on.until_there()
            for name in NAMES * 2:
                reader, writer = await asyncio.open_connection("127.0.0.1", on.port)
                writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                for part in (b"G", b"ET /", name.encode(), b"/healthz HT", b"TP/1.1\r\nHost: x\r\n", b"\r\n"):
                    writer.write(part)
                    await writer.drain()
                    await until_read(on, writer)
                assert b" 200 " in await reader.readline()
                writer.close()

    run(work(), seconds=60)


async def until_read(on: Several, writer: asyncio.StreamWriter) -> None:
    """Waits until the system has nothing left for the other side of what was written."""
    ours = writer.get_extra_info("sockname")[1]
    while unsent_bytes(ours).get(on.port, 0):
        await asyncio.sleep(0.01)


def test_who_sends_nothing_or_half_a_line_is_given_up_and_others_are_served_meanwhile() -> None:
    n = 1200  # more than may wait

    async def work() -> None:
        with several("--request-seconds", "3") as on:
            await on.until_there()
            silent = [await asyncio.open_connection("127.0.0.1", on.port) for _ in range(n)]
            halves = [await asyncio.open_connection("127.0.0.1", on.port) for _ in range(20)]
            for _, writer in halves:
                writer.write(b"GET /healthz HT")
            assert on.ask("/healthz") == 200
            begun = time.monotonic()
            for reader, writer in (*silent, *halves):
                with suppress(ConnectionResetError):
                    assert await reader.read() == b""
                writer.close()
            assert time.monotonic() - begun < 3 * 3
            assert on.ask("/healthz") == 200
            while on.front.num_fds() > 30:
                await asyncio.sleep(0.02)

    run(work(), seconds=60)


def test_a_process_that_is_killed_is_there_again_and_the_other_goes_on() -> None:
    async def work() -> None:
        with several() as on:
            await on.until_there()
            first, second = await room_at(on, "p1"), await room_at(on, "p2")
            second.send({"type": "play"})
            killed = on.children()["p1"]
            killed.kill()
            await first.is_gone.wait()
            counted = second.n_states
            new = [await come(on.port) for _ in range(3)]
            assert {host.welcome["replica"] for host in new} <= {*NAMES}
            await on.until_there("p1")
            assert on.children()["p1"].pid != killed.pid
            while second.n_states < counted + 5:
                await asyncio.sleep(0.02)
            await leave([second, *new])

    run(work(), seconds=60)


def test_a_process_that_stands_still_has_no_turn_until_it_goes_on() -> None:
    async def work() -> None:
        with several() as on:
            await on.until_there()
            still = on.children()["p1"]
            still.suspend()
            try:
                while await asyncio.to_thread(n_answered, on, 6) < 6:
                    pass  # until it is noticed every second one waits for nothing
            finally:
                still.resume()
            await leave([await room_at(on, "p1")])

    run(work(), seconds=60)


def n_answered(on: Several, n: int) -> int:
    """Asks so many times, each over a connection of its own, until one is not answered soon; returns how
    often there was an answer."""
    for i in range(n):
        with closing(http.client.HTTPConnection("127.0.0.1", on.port, timeout=SOON)) as connection:
            try:
                ask(connection, "/healthz")
            except TimeoutError:
                return i
    return n


def test_a_process_that_is_asked_to_stop_says_goodbye_and_is_there_again() -> None:
    async def work() -> None:
        with several() as on:
            await on.until_there()
            host = await room_at(on, "p2")
            asked = on.children()["p2"]
            asked.terminate()
            await host.is_gone.wait()
            assert host.close_code == 4001
            assert on.ask("/healthz") == 200
            await on.until_there("p2")
            assert on.children()["p2"].pid != asked.pid

    run(work(), seconds=60)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_everybody_is_told_when_it_stops_and_nothing_is_left(number: signal.Signals) -> None:
    async def work() -> None:
        with process("--processes", "2") as (running, address):
            on = Several(running.pid, address)
            await on.until_there()
            processes = [on.front, *on.front.children(recursive=True)]
            hosts = [await come(on.port) for _ in range(20)]
            for host in hosts:
                host.send({"type": "play"})
            silent = socket.create_connection(("127.0.0.1", on.port))
            running.send_signal(number)
            assert await stopped(running, *(each.pid for each in processes[1:]), number=number) < GONE_WITHIN
            assert running.returncode == 0
            for host in hosts:
                await host.is_gone.wait()
            assert [host.close_code for host in hosts] == [4001] * len(hosts)
            silent.close()
            assert psutil.wait_procs(processes, SECONDS)[1] == []
            assert said(running) == ""

    run(work(), seconds=60)


def test_a_stop_while_it_starts_ends_it_at_once() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "server", "--port", "0", "--processes", "2", "--log-level", "info"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stderr is not None
        lines = [running.stderr.readline() for _ in range(2)]
        assert all("process_started" in line for line in lines)
        processes = psutil.Process(running.pid).children()
        running.terminate()
        assert running.wait(SECONDS) == 0
        assert psutil.wait_procs(processes, SECONDS)[1] == []
        assert "Traceback" not in running.stderr.read()


def test_without_their_front_the_others_end_and_leave_nothing_behind() -> None:
    async def work(folder: str) -> None:
        with process("--processes", "2", environment={"TMPDIR": folder}) as (running, address):
            on = Several(running.pid, address)
            await on.until_there()
            left = [*on.children().values()]
            host = await come(on.port)
            running.kill()
            await host.is_gone.wait()
            assert host.close_code == 4001
            assert psutil.wait_procs(left, SECONDS)[1] == []
            assert list(Path(folder).iterdir()) == []

    with tempfile.TemporaryDirectory() as folder:  # its name is short enough for a socket
        run(work(folder), seconds=60)


def test_its_log_says_which_process_a_line_is_of() -> None:
    async def work() -> None:
        with process("--processes", "2", "--log-level", "info", "--log-format", "json") as (running, address):
            await Several(running.pid, address).until_there()
            running.terminate()
            lines = [json.loads(line) for line in (await asyncio.to_thread(said, running)).splitlines()]
            told = {(line["process"], line["event"]) for line in lines}
            assert told >= {
                ("front", "process_started"),
                ("p1", "started"),
                ("p2", "started"),
            }

    run(work(), seconds=60)


def test_a_server_of_one_process_has_none_of_this() -> None:
    loaded = (
        "import sys, server.commands.cli; print([name for name in sys.modules if 'server.front' in name])"
    )
    told = subprocess.run(
        [sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout == "[]\n"
    with process("--processes", "1") as (running, address):
        assert psutil.Process(running.pid).children() == []
        assert Several(running.pid, address).ask("/p1/healthz") == 404


@pytest.mark.parametrize("other", [("--replica", "r1"), ("--replica", "r1", "--valkey", "valkey://host")])
def test_a_server_is_of_several_processes_or_one_of_several_servers(other: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "server", "--processes", "2", "--port", "0", *other]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (
        2,
        "playground: a server of several processes needs no valkey, and is no replica: use processes or "
        "these two\n",
    )


def test_where_the_processes_find_no_place_for_their_hub_the_server_says_so_and_ends(tmp_path: Path) -> None:
    too_long = tmp_path / ("x" * 100)
    too_long.mkdir()
    ended = subprocess.run(
        [sys.executable, "-m", "server", "serve", "--port", "0", "--processes", "2"],
        env={**os.environ, "TMPDIR": str(too_long)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert "not_started" in ended.stderr
    assert "TMPDIR" in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert list(too_long.iterdir()) == []
