"""The network of a room is taken away over HTTP by who may see it, and by nobody else."""

import asyncio
import io
import json
import urllib.error
import urllib.request
from http.client import HTTPMessage

import numpy as np
import pytest

from engine.experiment.links import parse_link
from engine.export.table import MOST_BYTES, TARGETS
from server.rooms.room import Room
from server.training.work import TakeAway, is_overtaken
from server.web.of_rooms.by_http import NotAllowed
from server.web.of_rooms.take_away import file_of
from tests.server.servers.live import Live, joined, run, serving

SMALL = "dataset=gauss&networkShape=3,2&seed=0.25"


def fetched(
    live: Live, path: str, token: str = "", body: bytes | None = None
) -> tuple[int, HTTPMessage, bytes]:
    """The answer of the live server to a request."""
    request = urllib.request.Request(f"http://127.0.0.1:{live.port}/{path}", data=body)
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


async def taken(
    live: Live, path: str, token: str = "", body: bytes | None = None
) -> tuple[int, HTTPMessage, bytes]:
    return await asyncio.to_thread(fetched, live, path, token, body)


@pytest.mark.parametrize("role", ["token", "watch"])
def test_who_sees_the_room_may_take_its_network_away(live: Live, role: str) -> None:
    async def scene() -> None:
        async with joined(live, link=SMALL) as host:
            await host.send("step")
            await host.next_frame(wanted=lambda frame: frame.epoch == 1)
            room, token = host.welcome["room"], host.welcome[role]
            status, headers, content = await taken(live, f"rooms/{room}/network/numpy", token)
            assert status == 200
            assert headers["Content-Disposition"] == 'attachment; filename="network_gauss_epoch_1_numpy.py"'
            assert headers["Cache-Control"] == "no-store"
            script: dict[str, object] = {}
            exec(content, script)
            assert script["predict"](np.zeros((5, 2))).shape == (5, 1)  # type: ignore[operator]

    run(scene())


def test_every_target_can_be_had(live: Live) -> None:
    async def scene() -> None:
        async with joined(live, link=SMALL) as host:
            room, token = host.welcome["room"], host.welcome["token"]
            names = set()
            for target in TARGETS:
                status, headers, content = await taken(live, f"rooms/{room}/network/{target}", token)
                assert (status, bool(content)) == (200, True), target
                names.add(headers["Content-Disposition"])
            assert len(names) == len(TARGETS)

    run(scene())


def test_nobody_else_gets_it(live: Live) -> None:
    async def scene() -> None:
        async with joined(live, link=SMALL) as host:
            room, token = host.welcome["room"], host.welcome["token"]
            for path, given, status in (
                (f"rooms/{room}/network/numpy", "", 403),
                (f"rooms/{room}/network/numpy", "nonsense", 403),
                ("rooms/nosuch/network/numpy", token, 404),
                (f"rooms/{room}/network/cobol", token, 404),
            ):
                got, _, content = await taken(live, path, given)
                assert got == status, path
                assert b"error" in content

    run(scene())


def test_one_file_of_a_room_is_written_at_a_time() -> None:
    room = Room("room", parse_link(SMALL))
    room.work.append(TakeAway(print, "json"))
    with pytest.raises(NotAllowed) as refused:
        asyncio.run(file_of(room, "json", print))
    assert refused.value.status == 429


def test_a_new_run_does_not_overtake_what_is_waited_for() -> None:
    room = Room("room", parse_link(SMALL))
    assert not is_overtaken((TakeAway(print, "json"), room.begin(parse_link(SMALL))))


def test_the_room_goes_on_as_if_nobody_had_taken_anything(live: Live) -> None:
    async def scene() -> None:
        async with joined(live, link=SMALL) as host:
            room, token = host.welcome["room"], host.welcome["token"]
            found = live.playground.rooms.get(room)
            assert found is not None
            was_used = found.used
            assert (await taken(live, f"rooms/{room}/network/json", token))[0] == 200
            assert found.used == was_used
            assert not found.undo.done

    run(scene())


@pytest.mark.parametrize("target", ["json", "npz"])
def test_weights_are_brought_back_by_the_host_and_that_can_be_undone(live: Live, target: str) -> None:
    async def scene() -> None:
        async with joined(live, link=SMALL) as host:
            room, token = host.welcome["room"], host.welcome["token"]
            for _ in range(3):
                await host.ask("step")
            _, _, file = await taken(live, f"rooms/{room}/network/{target}", token)
            await host.ask("reset")
            _, _, other = await taken(live, f"rooms/{room}/network/json", token)
            status, _, content = await taken(live, f"rooms/{room}/network", token, file)
            assert (status, json.loads(content)) == (200, {"status": "done"})
            _, _, again = await taken(live, f"rooms/{room}/network/{target}", token)
            assert arrays(again, target) == arrays(file, target)
            await host.ask("undo")
            _, _, before = await taken(live, f"rooms/{room}/network/json", token)
            assert before == other

    run(scene())


def arrays(file: bytes, target: str) -> object:
    """What stands in a file but the epoch."""
    if target == "json":
        return json.loads(file)["layers"]
    with np.load(io.BytesIO(file), allow_pickle=False) as found:
        return {name: found[name].tolist() for name in found if name != "about"}


def test_files_that_do_not_fit_are_refused_and_change_nothing(live: Live) -> None:
    async def scene() -> None:
        async with joined(live, link=SMALL) as host, joined(live, link="networkShape=5") as other:
            room, token, watch = (host.welcome[name] for name in ("room", "token", "watch"))
            there, key = other.welcome["room"], other.welcome["token"]
            path = f"rooms/{room}/network"
            _, _, before = await taken(live, f"{path}/json", token)
            _, _, file = await taken(live, f"rooms/{there}/network/json", key)
            for given, body, status, code in (
                (token, file, 409, "weights_of_another_shape"),
                (token, b"hello", 409, "not_weights"),
                (token, b" " * (MOST_BYTES + 1), 413, "file_too_large"),
                (watch, before, 403, None),
                ("", before, 403, None),
            ):
                got, _, content = await taken(live, path, given, body)
                answer = json.loads(content)
                assert (got, answer["reason"] and answer["reason"]["code"]) == (status, code)
            found = live.playground.rooms.get(room)
            assert found is not None
            assert not found.undo.done
            assert (await taken(live, f"{path}/json", token))[2] == before

    run(scene())


def test_a_file_that_does_not_fit_opens_as_another_room_of_its_shape(live: Live) -> None:
    async def scene() -> None:
        async with joined(live, link=SMALL) as host, joined(live, link="networkShape=5&seed=0.5") as other:
            room, watch = host.welcome["room"], host.welcome["watch"]
            await other.ask("step")
            _, _, file = await taken(
                live, f"rooms/{other.welcome['room']}/network/npz", other.welcome["token"]
            )
            status, _, content = await taken(live, f"rooms/{room}/network/room", watch, file)
            made = json.loads(content)
            assert status == 201
            assert made["room"] not in (room, other.welcome["room"])
            async with joined(live, room=made["room"], token=made["token"]) as guest:
                assert guest.welcome["role"] == "host"
                assert guest.state["experiment"]["hidden"] == [5]
                _, _, again = await taken(live, f"rooms/{made['room']}/network/npz", made["token"])
                assert arrays(again, "npz") == arrays(file, "npz")
            found = live.playground.rooms.get(room)
            assert found is not None
            assert not found.undo.done

    run(scene())


def test_no_room_is_made_of_what_is_none_or_for_strangers(live: Live) -> None:
    layers = [{"weights": [[0.0] * 9], "biases": [0.0]}]
    strange = json.dumps({"layers": layers}).encode()

    async def scene() -> None:
        async with joined(live, link=SMALL) as host:
            room, token = host.welcome["room"], host.welcome["token"]
            n_rooms = len(live.playground.rooms)
            for given, body, status, code in (
                (token, strange, 409, "no_room_for_weights"),
                (token, b"hello", 409, "not_weights"),
                (token, b" " * (MOST_BYTES + 1), 413, "file_too_large"),
                ("", strange, 403, None),
            ):
                got, _, content = await taken(live, f"rooms/{room}/network/room", given, body)
                answer = json.loads(content)
                assert (got, answer["reason"] and answer["reason"]["code"]) == (status, code)
            assert len(live.playground.rooms) == n_rooms

    run(scene())


def test_where_there_are_enough_rooms_no_other_is_made() -> None:
    async def scene(live: Live) -> None:
        async with joined(live, link=SMALL) as host:
            room, token = host.welcome["room"], host.welcome["token"]
            _, _, file = await taken(live, f"rooms/{room}/network/json", token)
            status, _, content = await taken(live, f"rooms/{room}/network/room", token, file)
            assert status == 429
            assert "is full" in json.loads(content)["error"]

    with serving(max_rooms=1) as live:
        run(scene(live))
