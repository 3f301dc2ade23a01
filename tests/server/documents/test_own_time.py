"""What the tests measure a server's promptness with tells its own delays from those of the machine."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.server.people.own_time import KNOWS, OwnTime, schedule
from tests.server.servers.live import SECONDS

BUSY = "while True: pass"
SLEEPY = "import time; time.sleep(60)"


@pytest.mark.parametrize("program", [BUSY, SLEEPY])
def test_who_computes_or_sleeps_is_late_by_itself(program: str) -> None:
    with subprocess.Popen([sys.executable, "-c", program]) as running:
        own = OwnTime(running.pid)
        while own.seconds() < 0.2:
            assert running.poll() is None
        running.kill()


@pytest.mark.skipif(not KNOWS, reason="only Linux tells how long a thread waits for a processor")
def test_who_has_no_processor_is_not_late() -> None:
    """Twenty want the same processor; of the time that passes for one of them little is its own."""
    cpu = {min(os.sched_getaffinity(0))}
    crowd = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(20)]
    try:
        for each in crowd:
            os.sched_setaffinity(each.pid, cpu)
        begun, own = time.monotonic(), OwnTime(crowd[0].pid)
        while time.monotonic() - begun < 1:
            os.kill(crowd[0].pid, signal.SIGCONT)
        assert own.seconds() < 0.5
    finally:
        for each in crowd:
            each.kill()
            each.wait()


ENDING = """
import sys, threading, time
def compute():
    while not over.is_set():
        pass
over = threading.Event()
threading.Thread(target=compute).start()
sys.stdin.read()
over.set()
time.sleep(60)
"""


@pytest.mark.skipif(not KNOWS, reason="only Linux tells how long a thread waits for a processor")
def test_a_thread_that_ends_makes_nobody_later() -> None:
    """What it had to wait for before is no time that has passed since."""
    cpu = {min(os.sched_getaffinity(0))}
    command = [sys.executable, "-c", ENDING]
    with (
        subprocess.Popen([sys.executable, "-c", BUSY]) as other,
        subprocess.Popen(command, stdin=subprocess.PIPE) as running,
    ):
        try:
            for each in (other, running):
                os.sched_setaffinity(each.pid, cpu)
            threads = Path(f"/proc/{running.pid}/task")
            until = time.monotonic() + SECONDS
            while sum(schedule(each)[1] for each in threads.iterdir()) < 0.5:
                assert time.monotonic() < until
            begun, own = time.monotonic(), OwnTime(running.pid)
            assert running.stdin is not None
            running.stdin.close()
            while len([*threads.iterdir()]) > 1:
                assert time.monotonic() < until
            assert own.seconds() <= time.monotonic() - begun
        finally:
            other.kill()
            running.kill()
