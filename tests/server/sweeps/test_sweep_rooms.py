"""Networks of a sweep opened as rooms: with the numbers that the sweep has told."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from tests.server.people.sweeping import Answer, asked, begun
from tests.server.servers.live import Live, joined, run, serving


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    with serving(device="numpy", max_rooms=4) as live:
        yield live


def opened(live: Live, id: str, setting: int, repeat: int) -> Answer:
    """What comes of asking for a network as a room."""
    return asked(live.http, f"sweeps/{id}/trials/{setting}/{repeat}/room", b"")


@pytest.mark.parametrize("order", [{}, {"strategy": "hyperband", "trials": 9, "epochs": 9, "seeds": 2}])
def test_a_network_is_opened_with_the_losses_that_the_sweep_has_told(
    live: Live, order: dict[str, Any]
) -> None:
    sweep = begun(live.http, **order)
    _, rows = sweep.rows()
    row = rows[-1]

    async def scene() -> None:
        status, made = await asyncio.to_thread(opened, live, sweep.id, row["setting"], row["repeat"])
        assert status == 201
        async with joined(live, **made) as host:
            assert host.frame is not None
            assert host.welcome["role"] == "host"
            assert not host.state["playing"]
            assert host.state["experiment"]["learning_rate"] == float(row["values"]["learning_rate"])
            assert host.frame.epoch == row["epochs"]
            losses = row["train_loss"], row["test_loss"]
            assert tuple(host.frame.section("NOW").values[:2]) == pytest.approx(losses, rel=1e-6)
            curve = host.frame.section("LOSSES").values[1:]
            assert [epoch for epoch, *_ in curve] == list(range(row["epochs"] + 1))
            assert curve[-1][1:] == pytest.approx(losses, rel=1e-6)

    run(scene())


def test_a_network_that_is_not_there_is_refused(live: Live) -> None:
    sweep = begun(live.http)
    sweep.rows()
    status, answer = opened(live, sweep.id, 99, 0)
    assert (status, answer["reason"]["code"]) == (409, "sweep_not_trained")
    status, answer = opened(live, "nowhere", 0, 0)
    assert (status, answer["reason"]["code"]) == (404, "sweep_unknown")
    assert opened(live, sweep.id, -1, 0)[0] == 422


def test_where_no_more_rooms_may_be_a_sentence_says_so(live: Live) -> None:
    sweep = begun(live.http)
    sweep.rows()
    answers = [opened(live, sweep.id, 0, 0) for _ in range(6)]
    status, answer = answers[-1]
    assert status == 429
    assert answer["error"].endswith(".")
