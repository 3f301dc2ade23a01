"""Points are painted in a room, while it trains; and put there and told of as a whole over HTTP."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.server.keeping.test_take_away import taken
from tests.server.servers.live import Live, joined, run

ROWS = [[x / 4 - 5, y - 2.5, float(x * y % 2), (x + y) % 3 == 0] for x in range(40) for y in range(6)]
FACE: dict[str, Any] = {"title": "Face", "classes": ["skin", "eye"], "rows": ROWS}


async def put(
    live: Live, host: Any, points: Any = FACE, token: str = "token", query: str = ""
) -> tuple[int, Any]:
    """The answer to points that are put into a room."""
    welcome = host.welcome
    body = json.dumps(points).encode()
    status, _, content = await taken(live, f"rooms/{welcome['room']}/points{query}", welcome[token], body)
    return status, json.loads(content)


async def state_of(host: Any, wanted: Callable[[Any], bool]) -> Any:
    """The next state of the room that is as wanted."""
    return await host.until(lambda each: is_state(each) and wanted(each))


def n_rows(state: Any) -> int:
    return int((state["experiment"]["table"] or {"n_rows": 0})["n_rows"])


def is_state(each: Any) -> bool:
    return isinstance(each, dict) and each["type"] == "state"


async def told(live: Live, host: Any) -> Any:
    """The points of a room."""
    path = f"rooms/{host.welcome['room']}/points"
    return json.loads((await taken(live, path, host.welcome["watch"]))[2])


def test_a_room_trains_on_while_its_points_are_painted(live: Live) -> None:
    async def scene() -> None:
        async with joined(live) as host:
            status, answer = await put(live, host)
            assert status == 200
            state = await state_of(host, lambda state: n_rows(state) > 0)
            assert state["experiment"]["dataset"] == "own"
            assert state["experiment"]["table"]["digest"] == answer["digest"]
            assert n_rows(state) == 240
            await host.send("play")
            await host.next_frame(wanted=lambda frame: frame.epoch >= 5)
            await host.send(
                "paint", base=answer["digest"], stroke=1, add=[[5, 5, 1, False], [5, 5.1, 1, True]]
            )
            state = await state_of(host, lambda state: n_rows(state) == 242)
            assert state["playing"]
            frame = await host.next_frame(wanted=lambda frame: frame.epoch >= 10)
            assert frame.epoch >= 10  # it did not begin anew
            base = state["experiment"]["table"]["digest"]
            await host.send("paint", base=base, stroke=1, remove=[0])
            await state_of(host, lambda state: n_rows(state) == 241)
            await host.send("undo")
            state = await state_of(host, lambda state: n_rows(state) == 240)
            assert state["experiment"]["table"]["digest"] == answer["digest"]

    run(scene())


def test_a_stroke_that_begins_with_all_points_is_undone_at_once(live: Live) -> None:
    async def scene() -> None:
        async with joined(live) as host:
            _, answer = await put(live, host, query="?stroke=7")
            await state_of(host, lambda state: n_rows(state) == 240)
            await host.send("paint", base=answer["digest"], stroke=7, add=[[5, 5, 1, False]])
            await state_of(host, lambda state: n_rows(state) == 241)
            await host.send("undo")
            state = await state_of(host, lambda state: n_rows(state) == 0)
            assert state["experiment"]["dataset"] == "circle"

    run(scene())


def test_what_is_painted_on_points_that_somebody_has_changed_is_refused(live: Live) -> None:
    async def scene() -> None:
        async with joined(live) as host:
            _, answer = await put(live, host)
            await host.send("paint", base=answer["digest"], add=[[0, 0, 0, False]])
            await state_of(host, lambda state: n_rows(state) == 241)
            error = await host.ask("paint", base=answer["digest"], add=[[1, 1, 0, False]])
            assert error["reason"]["code"] == "painted_since"
            error = await host.ask("paint", base=None, add=[[1, 1, 0, False]])
            assert "the number of rows must be between 2 and 5000, got 1" in error["message"]

    run(scene())


def test_the_points_of_a_room_are_told_as_they_were_put(live: Live) -> None:
    async def scene() -> None:
        async with joined(live) as host:
            path = f"rooms/{host.welcome['room']}/points"
            status, _, content = await taken(live, path, host.welcome["watch"])
            assert (status, json.loads(content)["error"]) == (404, "No points are painted in this room.")
            _, answer = await put(live, host)
            assert await told(live, host) == {"digest": answer["digest"], **FACE}

    run(scene())


def test_who_only_looks_on_puts_no_points(live: Live) -> None:
    async def scene() -> None:
        async with joined(live) as host:
            status, answer = await put(live, host, token="watch")
            assert status == 403
            assert "error" in answer

    run(scene())


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        ({**FACE, "rows": []}, "the number of rows must be between 2 and 5000, got 0"),
        ({**FACE, "rows": [[0, 0, 0, False]] * 5001}, "rows must be as points are"),
        ({**FACE, "rows": [[0, 9, 0, False]] * 3}, "rows.0.1 must be as points are"),
        ({**FACE, "rows": [[0, 0, 7, False]] * 3}, "each row must be of one of the classes"),
        ({**FACE, "classes": ["a\u202eb", "c"]}, "a name must be 1 to 60 letters that can be seen"),
        ({**FACE, "title": "x" * 61}, "title must be as points are"),
        ({**FACE, "more": 1}, "more must be as points are"),
        ([], "points must be as points are"),
        ("\0", "points must be as points are"),
    ],
)
def test_points_that_are_none_are_refused_in_a_sentence(live: Live, points: Any, sentence: str) -> None:
    async def scene() -> None:
        async with joined(live) as host:
            status, answer = await put(live, host, points)
            assert status == 409
            assert sentence in answer["error"]

    run(scene())
