"""A process that has one name, as a server has a room: it says all the time whether it holds it and has
written its state. For tests that kill it or let it sleep."""

import argparse
import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from server.leases import LeasesLost
from server.leases.choosing import chosen
from tests.server.people.sharing import Told


class Said(NamedTuple):
    """What it says of itself at a moment of the machine's monotonic clock."""

    at: float
    holds: bool
    state: str
    is_written: bool | None
    lost: list[list[str]]


class Holder:
    """The process, as its test sees it."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def says(self) -> Iterator[Said]:
        """What it says from now on, with what has not yet been read."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            yield Said(*json.loads(line))

    def until_written(self) -> Said:
        """Returns what it says when it has written its state."""
        return next(said for said in self.says() if said.is_written)


@contextmanager
def holder(name: str, *options: str) -> Iterator[Holder]:
    """A process that holds a name, for as long as the block lasts."""
    command = [sys.executable, "-m", "tests.server.leases.lease_holder", name, *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Holder(process)
        finally:
            process.kill()


async def work(name: str, replica: str, valkey: str, hub: str) -> None:
    _, leases = chosen(replica, valkey=valkey, hub=hub)
    told = Told(leases)
    await leases.start()
    leases.claim(name)
    number = 0
    while True:
        at, holds, is_written = time.monotonic(), leases.holds(name), None
        state = f"{replica} {number}"
        if holds:
            try:
                is_written = await leases.write(name, state.encode(), 60)
            except LeasesLost:
                is_written = None
            number += 1
        print(json.dumps(Said(at, holds, state, is_written, told.lost)), flush=True)  # noqa: T201
        await asyncio.sleep(0.02)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("--replica", default="r1")
    parser.add_argument("--valkey", default="")
    parser.add_argument("--hub", default="")
    arguments = parser.parse_args()
    asyncio.run(work(arguments.name, arguments.replica, arguments.valkey, arguments.hub))
