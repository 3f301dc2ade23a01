"""Ports for servers of the tests that are told theirs: proxies, or who is started again at the same."""

import os
import random
import socket

BELOW_THE_SYSTEM = range(12_000, 32_000)
"""Where Linux takes none by itself for connections: one of those may be somebody's connection before the
server listens there."""
TRIES = 100
WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
N_WORKERS = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
"""The processes of one run, each of which has ports of its own: nobody listens yet at one that was drawn."""

_given: set[int] = set()


def free_port() -> int:
    """Returns a port of this machine where nobody listens, and which was not returned before."""
    drawn = random.SystemRandom()
    for _ in range(TRIES):
        port = drawn.choice(BELOW_THE_SYSTEM[WORKER % N_WORKERS :: N_WORKERS])
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        if port not in _given:
            _given.add(port)
            return port
    raise AssertionError(f"none of {TRIES} ports was free")
