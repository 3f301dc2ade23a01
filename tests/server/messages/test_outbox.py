"""What waits for one browser is bounded, in order, and the newest."""

import asyncio

import pytest

from server.messages import CloseCode
from server.messages.outbox import (
    CAREFUL_SECONDS,
    MOST_PROMISED,
    MOST_UNANSWERED,
    STALLED_SECONDS,
    WINDOW,
    Outbox,
    frames_told_of,
)
from tests.server.servers.live import run


def test_messages_go_out_in_order_and_before_frames() -> None:
    outbox = Outbox()
    outbox.put_state(1, b"frame")
    outbox.put("one")
    outbox.put("two")
    assert [outbox.take() for _ in range(4)] == ["one", "two", b"frame", None]


def test_a_slow_member_gets_the_newest_frame() -> None:
    outbox = Outbox()
    for sequence in range(1, 6):
        outbox.put_state(sequence, b"%d" % sequence)
        outbox.put_newest("neuron", b"neuron %d" % sequence)
    assert [outbox.take() for _ in range(3)] == [b"neuron 5", b"5", None]
    assert outbox.dropped_frames == 4


def test_only_a_window_of_frames_is_on_the_way() -> None:
    outbox = Outbox()
    for sequence in range(1, WINDOW + 1):
        outbox.put_state(sequence, b"x")
        assert outbox.take() == b"x"
    outbox.put_state(9, b"y")
    outbox.put_newest("neuron", b"n")
    assert outbox.take() is None
    assert outbox.acknowledge(1)
    assert [outbox.take() for _ in range(3)] == [b"n", b"y", None]


def test_an_acknowledgement_counts_for_earlier_frames_too() -> None:
    outbox = Outbox()
    for sequence in (1, 2):
        outbox.put_state(sequence, b"x")
        outbox.take()
    assert outbox.acknowledge(2)
    assert not outbox.acknowledge(1)


def test_acknowledgements_of_frames_never_sent_have_no_effect() -> None:
    outbox = Outbox()
    for sequence in (1, 2, 3):
        outbox.put_state(sequence, b"x")
        outbox.take()
    for never_sent in (0, 3, 4, 2**32 - 1):
        assert not outbox.acknowledge(never_sent)
    assert outbox.take() is None


def test_a_newer_message_of_a_kind_takes_the_place_of_the_older() -> None:
    outbox = Outbox()
    outbox.put("state 1", "state")
    outbox.put("done")
    outbox.put("state 2", "state")
    assert [outbox.take() for _ in range(3)] == ["state 2", "done", None]


def test_a_queue_that_overflows_ends_the_connection() -> None:
    outbox = Outbox(most_waiting=1)
    outbox.put("one")
    assert outbox.closing is None
    outbox.put("two")
    assert outbox.closing == CloseCode.TOO_SLOW
    outbox.put("three")
    assert outbox.take() is None


def test_no_more_is_read_than_can_be_answered() -> None:
    async def work() -> None:
        outbox = Outbox()
        await outbox.has_room()
        for n in range(MOST_UNANSWERED):
            outbox.put(str(n))
        waiting = asyncio.ensure_future(outbox.has_room())
        await asyncio.sleep(0)
        assert not waiting.done()
        outbox.take()
        await waiting
        outbox.promised = MOST_PROMISED
        waiting = asyncio.ensure_future(outbox.has_room())
        await asyncio.sleep(0)
        assert not waiting.done()
        outbox.keep_promise(None)
        await waiting

    run(work())


def test_nothing_is_read_of_a_browser_whose_room_has_too_much_to_do() -> None:
    async def work() -> None:
        outbox = Outbox()
        outbox.take_requests(may_come=False)
        waiting = asyncio.ensure_future(outbox.has_room())
        await asyncio.sleep(0)
        assert not waiting.done()
        outbox.take_requests(may_come=True)
        await waiting

    run(work())


@pytest.mark.parametrize("is_full", [False, True])
def test_a_browser_is_not_given_up_for_what_the_server_does_not_read(is_full: bool) -> None:
    async def work() -> None:
        time = 100.0
        outbox = Outbox(clock=lambda: time)
        outbox.put_state(1, b"x")
        outbox.take()
        outbox.promised = MOST_PROMISED if is_full else 0
        outbox.take_requests(may_come=is_full)
        waiting = asyncio.ensure_future(outbox.has_room())
        await asyncio.sleep(0)
        time += 2 * STALLED_SECONDS
        outbox.check()
        outbox.promised = MOST_PROMISED
        outbox.keep_promise(None)
        outbox.take_requests(may_come=True)
        await waiting
        time += STALLED_SECONDS
        outbox.check()
        assert outbox.closing is None
        time += 1
        outbox.check()
        assert outbox.closing == CloseCode.TOO_SLOW

    run(work())


def test_a_browser_that_asks_and_reads_no_answers_is_given_up() -> None:
    async def work() -> None:
        time = 100.0
        outbox = Outbox(clock=lambda: time)
        outbox.put_state(1, b"x")
        outbox.take()
        for n in range(MOST_UNANSWERED):
            outbox.put(str(n))
        waiting = asyncio.ensure_future(outbox.has_room())
        await asyncio.sleep(0)
        time += STALLED_SECONDS + 1
        outbox.check()
        assert outbox.closing == CloseCode.TOO_SLOW
        waiting.cancel()

    run(work())


def test_a_browser_that_never_acknowledges_is_given_up() -> None:
    time = 100.0
    outbox = Outbox(clock=lambda: time)
    outbox.put_state(1, b"x")
    outbox.take()
    time += STALLED_SECONDS
    outbox.put_state(2, b"x")
    assert outbox.closing is None
    time += 1
    outbox.put_state(3, b"x")
    assert outbox.closing == CloseCode.TOO_SLOW


def test_the_first_reason_to_close_stays() -> None:
    async def work() -> None:
        outbox = Outbox()
        outbox.close(CloseCode.STOPPING)
        outbox.close(CloseCode.TOO_SLOW)
        assert await outbox.closed() == CloseCode.STOPPING

    run(work())


def test_whoever_carries_what_waits_is_told_of_everything_that_comes() -> None:
    outbox, told = Outbox(), []
    outbox.wake = lambda: told.append(outbox.take())
    outbox.put("one")
    outbox.put_state(1, b"1")
    outbox.put_state(2, b"2")
    outbox.put_state(3, b"3")
    assert told == ["one", b"1", b"2", None]
    outbox.acknowledge(1)
    assert told[4:] == [b"3"]


def test_an_acknowledgement_wakes_nobody_while_nothing_waits() -> None:
    outbox = Outbox()
    outbox.put_state(1, b"1")
    outbox.take()
    outbox.wake = pytest.fail
    assert outbox.acknowledge(1)


def test_in_a_large_room_one_acknowledgement_tells_of_several_frames_and_one_more_is_on_its_way() -> None:
    outbox = Outbox()
    outbox.put_state(1, b"1", every=4)
    assert outbox.take() == '{"type":"acknowledge","every":4}'
    assert outbox.take() == b"1"
    for sequence in range(2, 7):
        outbox.put_state(sequence, b"%d" % sequence, every=4)
        assert outbox.take() == (b"%d" % sequence if sequence < 6 else None)
    assert outbox.acknowledge(4)
    assert [outbox.take(), outbox.take()] == [b"6", None]


def test_who_is_too_slow_for_that_acknowledges_every_frame_for_a_minute() -> None:
    time = 100.0
    outbox = Outbox(clock=lambda: time)
    taken = []
    for sequence in range(1, 8):
        outbox.put_state(sequence, b"%d" % sequence, every=4)
        taken += [outbox.take(), outbox.take()]
    assert [item for item in taken if item is not None] == [
        '{"type":"acknowledge","every":4}', b"1", b"2", b"3", b"4", b"5", '{"type":"acknowledge","every":1}',
    ]  # fmt: skip
    outbox.acknowledge(5)
    for sequence in (8, 9, 10):
        outbox.put_state(sequence, b"%d" % sequence, every=4)
    assert [outbox.take(), outbox.take()] == [b"10", None]
    outbox.acknowledge(10)
    time += CAREFUL_SECONDS
    outbox.put_state(11, b"11", every=4)
    assert outbox.take() == '{"type":"acknowledge","every":4}'


def test_who_waits_for_the_server_alone_is_not_too_slow() -> None:
    outbox = Outbox()
    for sequence in range(1, 9):
        outbox.put_state(sequence, b"%d" % sequence, every=4)
    assert [outbox.take(), outbox.take()] == ['{"type":"acknowledge","every":4}', b"8"]


@pytest.mark.parametrize(
    ("n_members", "n_bytes", "every"),
    [
        (1, 14_000, 1),
        (49, 14_000, 1),
        (50, 14_000, 2),
        (1000, 14_000, 4),
        (1000, 40_000, 3),
        (1000, 130_000, 1),
        (1000, 200_000, 1),
    ],
)
def test_so_many_frames_are_told_of_as_fit_into_the_window(n_members: int, n_bytes: int, every: int) -> None:
    assert frames_told_of(n_members, n_bytes) == every
    outbox = Outbox()
    for sequence in range(1, every + 1):
        outbox.put_state(sequence, bytes(n_bytes), every)
        sent = [outbox.take(), outbox.take()]
        assert bytes(n_bytes) in sent, "nobody would acknowledge ever again"


def test_somebody_is_told_that_nobody_is_there_any_more() -> None:
    async def work() -> None:
        outbox = Outbox()
        outbox.lost()
        assert await outbox.closed() is None

    run(work())
