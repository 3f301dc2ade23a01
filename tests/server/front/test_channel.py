"""The line between the front and a child carries messages and connections, whatever their length."""

import asyncio
import socket
from contextlib import closing

import pytest

from server.front.channel import CAN_HAND_OVER, Channel, Message, Says, pair
from tests.server.servers.live import run

pytestmark = pytest.mark.skipif(not CAN_HAND_OVER, reason="this system hands over no sockets")


class End:
    """One end that remembers what it is told."""

    def __init__(self, end: socket.socket) -> None:
        self.messages: asyncio.Queue[Message] = asyncio.Queue()
        self.has_ended = asyncio.Event()
        self.channel = Channel(end, self.messages.put_nowait, self.has_ended.set)


def test_a_connection_arrives_with_what_was_read_of_it_and_is_still_the_same() -> None:
    async def work() -> None:
        here, there = (End(end) for end in pair())
        ours, theirs = socket.socketpair()
        with closing(ours):
            assert here.channel.send(Says.CONNECTION, 2, b"GET /", theirs)
            theirs.close()
            says, child, begun, connection = await there.messages.get()
            assert (says, child, begun) == (Says.CONNECTION, 2, b"GET /")
            assert connection is not None
            assert not connection.get_inheritable()
            with closing(connection):
                connection.sendall(b"hello")
                assert ours.recv(10) == b"hello"
        here.channel.close()
        await there.has_ended.wait()

    run(work())


def test_many_messages_of_all_lengths_keep_their_order_and_their_connections() -> None:
    lengths = [0, 70_000, 1, 200_000, 0, 0, 3]

    async def work() -> None:
        here, there = (End(end) for end in pair())
        kept: list[socket.socket] = []
        got: list[Message] = []
        for number, length in enumerate(lengths):
            mine, given = socket.socketpair()
            kept.append(mine)
            while not here.channel.send(Says.CONNECTION, number, b"x" * length, given):
                got.append(await there.messages.get())  # it has no room before something is read
            given.close()
        while len(got) < len(lengths):
            got.append(await there.messages.get())
        assert [(each.child, len(each.begun)) for each in got] == list(enumerate(lengths))
        for mine, each in zip(kept, got, strict=True):
            assert each.connection is not None
            each.connection.sendall(b"%d" % each.child)
            each.connection.close()
            assert mine.recv(10) == b"%d" % each.child
            mine.close()
        here.channel.close()
        there.channel.close()

    run(work())


def test_what_finds_no_room_is_not_taken_and_word_of_the_end_still_arrives() -> None:
    async def work() -> None:
        here, there = (End(end) for end in pair())
        mine, given = socket.socketpair()
        n_sent = 0
        while here.channel.send(Says.CONNECTION, 1, b"x" * 100_000, given):
            n_sent += 1
        assert 1 <= n_sent < 100
        assert here.channel.send(Says.STOPPING)
        for _ in range(n_sent):
            connection = (await there.messages.get()).connection
            assert connection is not None
            connection.close()
        assert (await there.messages.get()).says is Says.STOPPING
        for each in (mine, given):
            each.close()
        here.channel.close()
        assert not here.channel.send(Says.READY)
        there.channel.close()

    run(work())
