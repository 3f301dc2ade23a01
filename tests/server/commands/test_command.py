"""The `playground` command as a person meets it: a process, its words and its exit code."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from urllib.request import urlopen

import pytest
import websockets

from server.commands import cli
from tests.paths import ROOT
from tests.server.servers.live import Client, run
from tests.server.servers.ports import free_port
from tests.server.servers.process import PATIENT, SECONDS, process, said, stopped

GONE_WITHIN = 5.0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_cleanly_with_people_in_it(number: signal.Signals) -> None:
    async def work() -> None:
        with process() as (running, address):
            at = address.replace("http", "ws") + "socket"
            protocols = [websockets.Subprotocol("nnp.v1")]
            async with websockets.connect(at, subprotocols=protocols, proxy=None) as first:
                client = await Client(first).hello()
                await client.ask("play")
                await client.next_frame(wanted=lambda frame: frame.epoch > 2)
                running.send_signal(number)
                assert await client.closed() == 4001
            assert await asyncio.to_thread(running.wait, SECONDS) == 0
            assert running.stderr is not None
            assert running.stderr.read() == ""

    run(work())


def test_a_browser_that_does_not_read_does_not_keep_the_server_from_stopping() -> None:
    async def work() -> None:
        with process(program=PATIENT) as (running, address):
            at = address.replace("http", "ws") + "socket"
            protocols = [websockets.Subprotocol("nnp.v1")]
            async with websockets.connect(at, subprotocols=protocols, proxy=None, max_queue=1) as first:
                client = await Client(first).hello(link="networkShape=8,8,8,8,8,8&seed=1")
                await client.send("play")
                await client.next_frame()
                first.transport.pause_reading()
                assert await stopped(running) < GONE_WITHIN
                assert running.returncode == 0
                first.transport.abort()

    run(work())


def test_a_busy_port_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "server", "--port", str(port)]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr == f"playground: cannot listen on 127.0.0.1 port {port}: address already in use\n"


def test_a_bad_setting_is_one_sentence_and_exit_code_2() -> None:
    command = [sys.executable, "-m", "server"]
    environment = {**os.environ, "PLAYGROUND_MAX_ROOMS": "many"}
    ended = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, env=environment
    )
    assert (ended.returncode, ended.stderr) == (
        2,
        "playground: max_rooms must be a whole number, got 'many'\n",
    )


def test_what_kubernetes_puts_into_a_setting_is_ignored_with_a_warning() -> None:
    with process(environment={"PLAYGROUND_PORT": "tcp://10.96.0.12:8000"}) as (running, _):
        running.send_signal(signal.SIGTERM)
        assert "WARNING setting_ignored" in (words := said(running))
        assert "variable=PLAYGROUND_PORT value=tcp://10.96.0.12:8000" in words


@pytest.mark.parametrize(
    "arguments",
    [
        ["train", "#seed=0.5", "--epochs", "1", "--json"],
        ["train", "#seed=0.5", "--epochs", "1"],
        ["train", "no link", "--device", "nope"],
        ["devices"],
        ["bench", "--seconds", "0.001", "--only", "grid"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("is_there", [True, False], ids=["a pipe", "nothing at all"])
def test_who_has_nobody_to_read_what_he_says_ends_in_silence(arguments: list[str], is_there: bool) -> None:
    """A pipe whose reader has gone, or standard output closed from the start."""
    shell = '"$@" 2>&1 | true; exit ${PIPESTATUS[0]}' if is_there else '"$@" >&-'
    program = f"{sys.executable} -m server".split()
    ended = subprocess.run(
        ["bash", "-c", shell, "bash", *program, *arguments],
        cwd=ROOT, capture_output=True, text=True, timeout=SECONDS,
    )  # fmt: skip
    assert ended.returncode in (0, 2, cli.CLOSED_PIPE)
    assert ended.stdout == ""
    assert "Traceback" not in ended.stderr
    assert "BrokenPipe" not in ended.stderr


def test_a_server_whose_address_nobody_reads_serves_all_the_same() -> None:
    port = free_port()
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "server", "--port", str(port), "--device", "numpy"]
    running = subprocess.Popen(command, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, text=True)
    os.close(writing)
    with running:
        try:
            until = time.monotonic() + SECONDS
            while True:
                with contextlib.suppress(OSError), urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
                    assert answer.status == 200
                    break
                assert time.monotonic() < until
                assert running.poll() is None
            running.send_signal(signal.SIGTERM)
            assert said(running) == ""
            assert running.returncode == 0
        finally:
            running.kill()


def test_help_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert all(name in said for name in ("serve", "train"))


def test_the_server_ends_at_once_although_a_device_is_still_being_prepared() -> None:
    """As with a compiler at work, which can be neither stopped nor waited for."""
    script = """
import os
from time import sleep
from engine.backends import reference
from engine.backends.devices import Devices
from server.commands import cli
from server.settings import Settings
from tests.backends_at_hand import backend

def warm_up():
    os.write(1, b"preparing\\n")  # in one piece, while the server prints its address
    sleep(600)

slow = backend(is_ready=lambda: False, warm_up=warm_up)
raise SystemExit(cli.serve(Settings(port=0, device="slow"), Devices({"numpy": reference, "slow": slow})))
"""
    running = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    with running:
        try:
            assert running.stdout is not None
            said = {running.stdout.readline().split()[0] for _ in range(2)}
            assert said == {"preparing", "Playground"}
            running.send_signal(signal.SIGTERM)
            assert running.wait(SECONDS) == 0
        finally:
            running.kill()
