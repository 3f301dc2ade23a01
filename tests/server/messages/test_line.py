"""What waits in outboxes goes to their browsers: the same bytes to all, and nobody waits for a slow one."""

import asyncio
import json
from contextlib import ExitStack

import pytest
from websockets.frames import Frame, Opcode

from server.messages.outbox import MOST_FRAMES_TOLD_OF, WINDOW, Outbox
from server.traffic import Traffic
from server.web.sockets.line import Line, Post, framed
from tests.server.people import lean
from tests.server.people.attack import CONTINUATION, PING, TEXT, Raw, Server, frame, server
from tests.server.servers.live import joined, run

N_FOLLOWERS = 300


class Pipe(asyncio.Transport):
    """Takes what is written to it, until it is full."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes | bytearray | memoryview] = []
        self.is_full = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(data)


class End:
    """A connection, as far as a line needs one."""

    def __init__(self) -> None:
        self.pipe = Pipe()
        self.transport: asyncio.Transport = self.pipe
        self.line: Line | None = None

    def takes_more(self) -> bool:
        return not self.pipe.is_full


def test_three_hundred_followers_get_the_same_bytes_object() -> None:
    async def work() -> None:
        post, traffic, ends = Post(), Traffic(), [End() for _ in range(N_FOLLOWERS)]
        with ExitStack() as lines:
            outboxes = [Outbox() for _ in ends]
            for outbox, end in zip(outboxes, ends, strict=True):
                lines.enter_context(post.carrying(outbox, end, traffic))
            picture = bytes(20_000)
            for outbox in outboxes:
                outbox.put_state(1, picture)
            while traffic.frames < N_FOLLOWERS:
                await asyncio.sleep(0)
        written = [each.pipe.written for each in ends]
        assert all(len(each) == 1 for each in written)
        assert len({id(each[0]) for each in written}) == 1
        assert written[0][0] == Frame(Opcode.BINARY, picture).serialize(mask=False)

    run(work())


def test_nobody_waits_for_somebody_whose_line_is_full_who_gets_the_newest_alone() -> None:
    async def work() -> None:
        post, traffic, slow, other = Post(), Traffic(), End(), End()
        outboxes = Outbox(), Outbox()
        slow.pipe.is_full = True
        with post.carrying(outboxes[0], slow, traffic), post.carrying(outboxes[1], other, traffic):
            for sequence in range(1, 6):
                for outbox in outboxes:
                    outbox.put_state(sequence, b"%d" % sequence)
                while len(other.pipe.written) < sequence:
                    await asyncio.sleep(0)
                outboxes[1].acknowledge(sequence)
            assert slow.pipe.written == []
            slow.pipe.is_full = False
            assert slow.line is not None
            slow.line.wake()
            while traffic.frames < 6:
                await asyncio.sleep(0)
            assert slow.pipe.written == [framed(b"5")]

    run(work())


def test_many_are_served_some_at_a_time() -> None:
    """The event loop does other things in between, as long as all of them together take."""

    async def work() -> None:
        post, traffic = Post(), Traffic()
        turns = 0
        with ExitStack() as lines:
            for _ in range(5000):
                outbox = Outbox()
                lines.enter_context(post.carrying(outbox, End(), traffic))
                outbox.put_state(1, b"x")
            while traffic.frames < 5000:
                await asyncio.sleep(0)
                turns += 1
        assert turns > 2

    run(work())


@pytest.mark.parametrize("n", [0, 1, 125, 126, 65535, 65536])
def test_a_message_is_framed_as_the_library_does_it(n: int) -> None:
    assert framed(bytes(n)) == Frame(Opcode.BINARY, bytes(n)).serialize(mask=False)
    assert framed("é" * n) == Frame(Opcode.TEXT, ("é" * n).encode()).serialize(mask=False)


def acknowledgement(sequence: int) -> bytes:
    return frame(TEXT, b'{"type":"ack","sequence":%d}' % sequence)


def picture_read(raw: Raw) -> int:
    """Reads up to the end of the next STATE frame; returns its sequence number."""
    while True:
        start = raw.socket.recv(2)
        n = start[1]
        if n >= 126:
            n = int.from_bytes(raw.socket.recv(2 if n == 126 else 8))
        payload = bytearray()
        while len(payload) < n:
            payload += raw.socket.recv(n - len(payload))
        if start[0] & 15 == 2 and payload[3] == lean.STATE:
            return int.from_bytes(payload[8:12], "little")


PIECES = {
    "whole": lambda data: [data],
    "byte by byte": lambda data: [data[n : n + 1] for n in range(len(data))],
    "its header first": lambda data: [data[:6], data[6:]],
    "two bytes first": lambda data: [data[:2], data[2:]],
    "two at once": lambda data: [data + data],
    "behind a ping": lambda data: [frame(PING, b"x") + data],
    "behind the beginning of a message": lambda data: [
        frame(TEXT, b'{"type":', is_last=False),
        frame(PING, b"x"),
        frame(CONTINUATION, b'"set_visible","visible":true}'),
        data,
    ],
}
"""An acknowledgement as it may come, and what may stand before it."""


@pytest.mark.parametrize("name", PIECES)
def test_an_acknowledgement_opens_the_window_however_it_comes(school: Server, name: str) -> None:
    """Each of them that went unread would leave the window shut for good."""

    async def work() -> None:
        async with joined(school) as host:
            await host.ask("play")
            watching = {"room": host.welcome["room"], "token": host.welcome["watch"]}
            with Raw(school) as raw:
                raw.shake_hands().say(json.dumps({"type": "hello", **watching}))
                await asyncio.to_thread(picture_read, raw)
                for _ in range(3 * WINDOW):
                    newest = await asyncio.to_thread(picture_read, raw)
                    for piece in PIECES[name](acknowledgement(newest)):
                        raw.send(piece)
                        await asyncio.sleep(0)

    run(work())


def test_a_large_room_is_told_to_acknowledge_less_often_and_keeps_its_pictures() -> None:
    """Two hundred follow; the last of them knows nothing of the message, and has pictures as well. On a busy
    machine some of them may be too slow, and acknowledge each again."""

    async def work(large: Server) -> None:
        host = await lean.come(large.port)
        everybody = [host]
        for _ in range(4):
            coming = (lean.come(large.port, lean.watch(host)) for _ in range(50))
            everybody += await asyncio.gather(*coming)
        everybody[-1].knows_every, everybody[-1].every = False, 1
        host.send({"type": "play"})
        counted = [(each.n_states, each.n_acknowledgements) for each in everybody]
        until = host.n_states + 40
        while host.n_states < until:
            await asyncio.sleep(0.05)
        assert all(MOST_FRAMES_TOLD_OF in each.told for each in everybody[:-1])
        for each, (states, acknowledgements) in zip(everybody[:-1], counted[:-1], strict=True):
            if each.told[-1] == MOST_FRAMES_TOLD_OF and 1 not in each.told:
                assert each.n_acknowledgements - acknowledgements < (each.n_states - states) * 2 / 3
        old = everybody[-1]
        assert old.n_states - counted[-1][0] == old.n_acknowledgements - counted[-1][1] > 10
        assert not any(each.is_gone.is_set() for each in everybody)
        await lean.leave(everybody)

    with server("--frame-rate=10") as made:
        run(work(made))


def test_a_follower_that_stops_reading_in_a_large_room_is_gone_in_time() -> None:
    async def work(hasty: Server) -> None:
        host = await lean.come(hasty.port)
        host.send({"type": "play"})
        coming = (lean.come(hasty.port, lean.watch(host)) for _ in range(60))
        *others, silent = await asyncio.gather(*coming)
        await hasty.until(lambda: silent.told)
        silent.transport.pause_reading()
        sockets = hasty.sockets()
        counted = min(each.n_states for each in others)
        assert await hasty.until(lambda: hasty.sockets() < sockets, seconds=8) > 1
        assert min(each.n_states for each in others) > counted
        assert not any(each.is_gone.is_set() for each in (host, *others))
        await lean.leave([host, *others, silent])

    with server("--stalled-seconds=2", "--frame-rate=10") as made:
        run(work(made))


def test_who_leaves_while_answers_wait_for_him_is_gone_from_the_room(school: Server) -> None:
    """Nothing more of him is read while 64 answers wait, and it is noticed all the same."""

    async def work() -> None:
        async with joined(school) as host:
            watching = {"room": host.welcome["room"], "token": host.welcome["watch"]}
            with Raw(school, buffer=2048) as raw:
                raw.shake_hands().say(json.dumps({"type": "hello", **watching}))
                await host.settled(lambda: host.state["watchers"] == 1)
                bad = frame(TEXT, json.dumps({"type": "probe", "x": ["y" * 900]}).encode())
                raw.send(bad * 190)
                await host.ask("set_visible", visible=True)
            await host.settled(lambda: host.state["watchers"] == 0)

    run(work())
