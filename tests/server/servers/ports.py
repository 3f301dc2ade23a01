"""Ports for servers of the tests that are told theirs: proxies, or who is started again at the same."""

import random
import socket

BELOW_THE_SYSTEM = range(12_000, 32_000)
"""Where Linux takes none by itself for connections: one of those may be somebody's connection before the
server listens there."""
TRIES = 100


def free_port() -> int:
    """Returns a port of this machine where nobody listens."""
    drawn = random.SystemRandom()
    for _ in range(TRIES):
        port = drawn.choice(BELOW_THE_SYSTEM)
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port
    raise AssertionError(f"none of {TRIES} ports was free")
