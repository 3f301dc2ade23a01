"""Who has which name: the same for all kinds of leases."""

import asyncio

from server.leases import Alone, Leases


def test_a_server_that_is_alone_has_everything_and_keeps_nothing() -> None:
    async def work() -> None:
        leases: Leases = Alone()
        await leases.start()
        leases.claim("room/abcdefgh")
        assert (leases.replica, leases.answering) == ("", True)
        assert leases.holds("room/ijklmnop")
        assert await leases.take("code/LIME-4") == ""
        assert await leases.where("code/LIME-4") is None
        assert await leases.write("room/abcdefgh", b"state", 10)
        assert await leases.read("room/abcdefgh") is None
        assert await leases.names("room") == {}
        await leases.close()

    asyncio.run(work())
