"""A server's own name, by which pages and the proxy find it, is a lease: no two have it at once."""

import asyncio
from collections.abc import Callable

from server.leases.clock import elapsed
from server.leases.leases import SECONDS, HeldByNamesake, Leases, LeasesLost

KIND = "replica"
PATIENCE = SECONDS + 2.0
"""By then a server that stops has let go, and the leases of one that was lost have ended."""
AGAIN_SECONDS = 0.25


class NameInUse(Exception):
    """Another server has the name of this one; the message is a sentence for who starts it."""


async def take_name(
    leases: Leases, is_over: Callable[[], bool] = lambda: False, patience: float = PATIENCE
) -> None:
    """Takes the name of this server, as soon as one that was here before has ended, within so many seconds;
    unless it is over before. Raises NameInUse. A store that does not answer is told of it when it does."""
    name, until = f"{KIND}/{leases.replica}", elapsed() + patience
    while leases.replica and not is_over():
        try:
            await leases.take(name)
            return
        except HeldByNamesake:
            if elapsed() > until:
                raise NameInUse(
                    f"another server is called {leases.replica} too; give each that shares the store a "
                    "replica of its own"
                ) from None
        except LeasesLost:
            leases.claim(name)
            return
        await asyncio.sleep(AGAIN_SECONDS)
