"""The worker does jobs in turn, in a thread of its own, and tells of several at once."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from server.training.worker import Worker
from tests.server.servers.live import SECONDS, run


@contextmanager
def working(late: float = 0.0) -> Iterator[Worker]:
    """A worker for which no time passes."""
    worker = Worker("working", late, clock=lambda: 0.0)
    try:
        yield worker
    finally:
        worker.stop()


def test_jobs_are_done_one_after_the_other_in_another_thread() -> None:
    async def work() -> None:
        with working() as worker:
            order: list[int] = []
            outcomes = [worker.give(lambda n=n: order.append(n) or n * n) for n in range(20)]
            assert await asyncio.gather(*outcomes) == [n * n for n in range(20)]
            assert order == list(range(20))
            assert await worker.give(threading.get_ident) != threading.get_ident()

    run(work())


def test_what_a_job_raises_is_raised_where_it_is_awaited_and_the_next_is_done() -> None:
    async def work() -> None:
        with working() as worker:
            bad, good = worker.give(lambda: 1 // 0), worker.give(lambda: 1)
            with pytest.raises(ZeroDivisionError):
                await bad
            assert await good == 1

    run(work())


def test_what_is_done_while_others_wait_is_told_with_them() -> None:
    async def work() -> None:
        with working(late=1.0) as worker:
            begin = threading.Event()
            first = worker.give(lambda: begin.wait(SECONDS))
            last = [worker.give(lambda: None) for _ in range(5)][-1]
            begin.set()
            await first
            assert last.done()

    run(work())


def test_nothing_waits_longer_to_be_told_than_it_may() -> None:
    async def work() -> None:
        with working(late=0.0) as worker:
            begin, go_on = threading.Event(), threading.Event()
            first = worker.give(lambda: begin.wait(SECONDS))
            second = worker.give(lambda: go_on.wait(SECONDS))
            begin.set()
            assert await first
            go_on.set()
            assert await second

    run(work())


def test_who_does_not_wait_any_more_is_not_told_and_harms_nobody() -> None:
    async def work() -> None:
        with working() as worker:
            begin = threading.Event()
            given_up = worker.give(lambda: begin.wait(SECONDS))
            after = worker.give(lambda: 7)
            given_up.cancel()
            begin.set()
            assert await after == 7

    run(work())


def test_it_stops_when_all_is_done_even_if_nobody_hears_of_it() -> None:
    begin, done = threading.Event(), threading.Event()
    worker = Worker("working", 0.0)

    async def leave() -> None:
        worker.give(lambda: begin.wait(SECONDS))
        worker.give(done.set)

    asyncio.run(leave())
    begin.set()
    worker.stop()
    assert done.is_set()


def test_one_that_had_nothing_to_do_begins_no_thread_and_stops_at_once() -> None:
    worker = Worker("with nothing to do", 0.0)
    worker.stop()
    worker.stop()
    assert "with nothing to do" not in [each.name for each in threading.enumerate()]
