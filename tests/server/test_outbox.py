"""What waits for one browser is bounded, in order, and the newest."""

import asyncio

from server.messages import CloseCode
from server.messages.outbox import MOST_PROMISED, MOST_UNANSWERED, STALLED_SECONDS, WINDOW, Outbox
from tests.server.live import run


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


def test_next_waits_for_what_comes() -> None:
    async def work() -> None:
        outbox = Outbox()
        waiting = asyncio.ensure_future(outbox.next())
        asyncio.get_running_loop().call_soon(outbox.put, "late")
        assert await waiting == "late"

    run(work())
