"""The way to the hub is made anew whenever it was let go of."""

from server.bus.hub_line import HubLine
from tests.server.servers.hubs import hub
from tests.server.servers.live import run


def test_a_line_that_is_let_go_of_when_it_was_just_made_is_made_anew() -> None:
    async def scene() -> None:
        lost: list[bool] = []
        line = HubLine(path, lost=lambda: lost.append(True))
        writer = await line._open()
        await line.close()  # before anything was read
        assert writer.is_closing()
        assert lost == [True]
        assert await line._open() is not writer
        await line.call("beat")
        await line.close()

    with hub() as path:
        run(scene())
