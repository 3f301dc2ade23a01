"""A run is saved over HTTP, found at its address by others, brought as a file, deleted by who saved it."""

import asyncio
import base64
import json
import sqlite3
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from engine.reasons import ReasonError
from server.saved import shelf as shelf_module
from server.saved.shelf import Shelf
from server.saved.state import MOST_BYTES, SAVED
from server.settings import Settings
from tests.paths import ROOT
from tests.server.keeping.test_saved_state import sealed_text
from tests.server.keeping.test_take_away import fetched, taken
from tests.server.servers.live import Client, Live, joined, run, serving, socket_to
from tests.server.servers.postgres import postgresql, start, stop

LINK = "dataset=gauss&networkShape=3,2&seed=0.25&discretize=true"
Answer = tuple[int, dict[str, Any]]


@pytest.fixture(params=["sqlite", "postgresql"], scope="module")
def keeping(request: pytest.FixtureRequest) -> Iterator[Live]:
    """A server that keeps saved states, in either database."""
    with tempfile.TemporaryDirectory(prefix="kept") as folder:
        if request.param == "sqlite":
            with serving(data=folder, max_saved_per_address=40) as live:
                yield live
        else:
            with postgresql(Path(folder)) as database, serving(database=database) as live:
                yield live


async def asked(live: Live, path: str, token: str, body: bytes | None = b"", method: str = "POST") -> Answer:
    """The answer to a request, as JSON."""

    def ask() -> Answer:
        request = urllib.request.Request(live.http + path, data=body, method=method)
        request.add_header("Authorization", f"Bearer {token}")
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read())

    return await asyncio.to_thread(ask)


async def trained(host: Client, epoch: int = 3) -> None:
    """Trains, epoch by epoch, until so many are done."""
    done = 0 if host.frame is None else host.frame.epoch
    for _ in range(done, epoch):
        await host.send("step")
    await host.next_frame(wanted=lambda frame: frame.epoch == epoch)


async def state_of(live: Live, host: Client) -> bytes:
    """The run of a room as a file."""
    status, _, content = await taken(live, f"rooms/{host.welcome['room']}/state", host.welcome["watch"])
    assert status == 200
    return content


async def saved(live: Live, host: Client, role: str = "token") -> dict[str, Any]:
    """Saves the run of a room."""
    status, kept = await asked(live, f"rooms/{host.welcome['room']}/saved", host.welcome[role])
    assert status == 201, kept
    return kept


async def weights_of(live: Live, host: Client) -> object:
    _, _, content = await taken(live, f"rooms/{host.welcome['room']}/network/json", host.welcome["token"])
    return json.loads(content)


@pytest.mark.parametrize("role", ["token", "watch"])
def test_what_is_saved_opens_as_another_room_that_goes_on_the_same(keeping: Live, role: str) -> None:
    async def scene() -> None:
        async with joined(keeping, link=LINK) as host:
            await trained(host)
            kept = await saved(keeping, host, role)
            assert kept["n_bytes"] < 10_000
            async with joined(keeping, link=f"saved={kept['id']}") as other:
                assert other.welcome["room"] != host.welcome["room"]
                assert other.welcome["role"] == "host"
                assert other.state["view"]["discretize"]
                assert not other.state["playing"]
                assert not other.state["can_undo"]
                assert await state_of(keeping, other) == await state_of(keeping, host)
                for each in (host, other):
                    await trained(each, 8)
                assert await weights_of(keeping, other) == await weights_of(keeping, host)

    run(scene())


def test_for_how_long_a_run_would_be_kept_is_told_before(live: Live) -> None:
    async def scene() -> None:
        async with joined(live) as host:
            room, watch = host.welcome["room"], host.welcome["watch"]
            told = await asked(live, f"rooms/{room}/saved", watch, None, "GET")
            assert told == (200, {"days": 90.0})
            assert (await asked(live, f"rooms/{room}/saved", "x" * 22, None, "GET"))[0] == 403

    run(scene())


def test_the_address_leads_to_the_page_whether_there_is_something_or_not(keeping: Live) -> None:
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    for id in ("x" * 22, "nonsense", "%C2%A1%E2%88%9E", "%0D%0AX%3A%20y"):
        with pytest.raises(urllib.error.HTTPError) as answer:
            urllib.request.build_opener(Stay).open(f"{keeping.http}s/{id}")
        with answer.value as error:
            assert (error.code, error.headers["Location"]) == (303, f"../#saved={id}")


def test_whoever_has_the_address_has_the_file(keeping: Live) -> None:
    async def scene() -> None:
        async with joined(keeping, link=LINK) as host:
            await trained(host)
            kept = await saved(keeping, host)
            status, headers, content = await taken(keeping, f"saved/{kept['id']}")
            assert (status, content) == (200, await state_of(keeping, host))
            assert headers["Content-Disposition"] == 'attachment; filename="run.nnp"'
            assert headers["Cache-Control"] == "no-store"
            status, _, content = await taken(keeping, "saved/" + "x" * 22)
            assert (status, json.loads(content)["reason"]["code"]) == (409, "saved_unknown")

    run(scene())


@pytest.mark.parametrize("id", ["x" * 22, "nonsense", "../../etc/passwd", ""])
def test_an_unknown_address_is_a_complaint_and_a_room_all_the_same(keeping: Live, id: str) -> None:
    async def scene() -> None:
        async with joined(keeping) as client:
            assert client.welcome["room"]
        async with joined(keeping, link=f"saved={id}") as client:
            assert client.state["experiment"]["dataset"] == "circle"

    run(scene())


def test_the_complaint_says_why(keeping: Live) -> None:
    async def scene() -> None:
        async with joined(keeping, link=LINK) as host:
            for link, code in (("saved=" + "x" * 22, "saved_unknown"), ("state=abcd", "saved_damaged")):
                token, room = host.welcome["token"], host.welcome["room"]
                async with socket_to(keeping) as again:
                    await again.hello(room=room, token=token, link=link)
                    error = await again.message("error")
                    assert error["reason"]["code"] == code
                    assert again.state["experiment"]["dataset"] == "gauss"

    run(scene())


def test_a_state_opens_in_a_room_and_that_can_be_undone(keeping: Live) -> None:
    async def scene() -> None:
        async with joined(keeping, link=LINK) as host, joined(keeping, link="dataset=xor&seed=0.5") as other:
            await trained(host)
            await trained(other, 2)
            kept, file = await saved(keeping, host), await state_of(keeping, host)
            before = await state_of(keeping, other)
            room, token = other.welcome["room"], other.welcome["token"]
            for path, body in ((f"rooms/{room}/saved/{kept['id']}", b""), (f"rooms/{room}/state", file)):
                assert await asked(keeping, path, token, body) == (200, {"status": "done"})
                assert await state_of(keeping, other) == file
                await other.ask("undo")
                assert await state_of(keeping, other) == before
                await other.ask("redo")
                assert await state_of(keeping, other) == file
                await other.ask("undo")

    run(scene())


def test_a_small_state_opens_from_the_link_alone(live: Live) -> None:
    async def scene() -> None:
        async with joined(live, link=LINK) as host:
            await trained(host)
            file = await state_of(live, host)
            link = "state=" + base64.urlsafe_b64encode(file).decode().rstrip("=")
            async with joined(live, link=link) as other:
                assert await state_of(live, other) == file

    run(scene())


def test_a_moment_that_is_shown_is_saved_as_it_is_seen(live: Live) -> None:
    async def scene() -> None:
        async with joined(live, link=LINK) as host:
            await trained(host, 3)
            then = await state_of(live, host)
            await trained(host, 6)
            await host.ask("go_to", epoch=3)
            assert await state_of(live, host) == then

    run(scene())


def test_only_who_saved_it_deletes_it_and_unknown_and_wrong_look_the_same(keeping: Live) -> None:
    async def scene() -> None:
        async with joined(keeping, link=LINK) as host:
            kept = await saved(keeping, host)
            path = f"saved/{kept['id']}"
            wrong = await asked(keeping, path, "x" * 22, method="DELETE")
            unknown = await asked(keeping, "saved/" + "y" * 22, kept["secret"], method="DELETE")
            assert wrong == unknown
            assert wrong[0] == 409
            assert await asked(keeping, path, kept["secret"], method="DELETE") == (200, {"status": "done"})
            room, token = host.welcome["room"], host.welcome["token"]
            gone = await asked(keeping, f"rooms/{room}/saved/{kept['id']}", token)
            never = await asked(keeping, f"rooms/{room}/saved/{'y' * 22}", token)
            assert gone == never
            assert gone[1]["reason"]["code"] == "saved_unknown"

    run(scene())


def test_watchers_and_strangers_change_nothing(live: Live) -> None:
    async def scene() -> None:
        async with joined(live, link=LINK) as host:
            room, watch = host.welcome["room"], host.welcome["watch"]
            file = await state_of(live, host)
            assert (await asked(live, f"rooms/{room}/state", watch, file))[0] == 403
            assert (await asked(live, f"rooms/{room}/saved/{'x' * 22}", watch))[0] == 403
            for path in (f"rooms/{room}/saved", f"rooms/{room}/state", f"rooms/{room}/saved/{'x' * 22}"):
                assert (await asked(live, path, "nonsense", file))[0] == 403
            assert (await asked(live, "rooms/nosuch/saved", watch))[0] == 404

    run(scene())


def test_files_that_are_none_are_refused_and_change_nothing(live: Live) -> None:
    newer = zlib.compress(sealed_text(b"{}", SAVED.version + 1))

    async def scene() -> None:
        async with joined(live, link=LINK) as host:
            await trained(host)
            room, token = host.welcome["room"], host.welcome["token"]
            before = await state_of(live, host)
            for file, status, code in (
                (b"hello", 409, "saved_damaged"),
                (before[:-1], 409, "saved_damaged"),
                (newer, 409, "saved_newer"),
                (bytes(3_000_000), 413, "saved_too_large"),
            ):
                got, answer = await asked(live, f"rooms/{room}/state", token, file)
                assert (got, answer["reason"]["code"]) == (status, code)
            assert await state_of(live, host) == before
            found = live.playground.rooms.get(room)
            assert found is not None
            assert not found.undo.undone

    run(scene())


def test_a_server_that_keeps_nothing_says_so_and_gives_a_file(live: Live) -> None:
    async def scene() -> None:
        async with joined(live, link=LINK) as host:
            status, answer = await asked(live, f"rooms/{host.welcome['room']}/saved", host.welcome["token"])
            assert (status, answer["reason"]["code"]) == (409, "saved_not_kept")
            assert len(await state_of(live, host)) < MOST_BYTES

    run(scene())


def test_a_quota_that_is_used_up_names_what_is_allowed(tmp_path: Path) -> None:
    async def scene(live: Live) -> None:
        async with joined(live, link=LINK) as host:
            kept = await saved(live, host)
            await saved(live, host)
            path = f"rooms/{host.welcome['room']}/saved"
            status, answer = await asked(live, path, host.welcome["token"])
            assert (status, answer["reason"]) == (409, {"code": "saved_of_address", "values": {"most": 2}})
            assert "at most 2 states" in answer["error"]
            await asked(live, f"saved/{kept['id']}", kept["secret"], method="DELETE")
            await saved(live, host)

    with serving(data=str(tmp_path), max_saved_per_address=2) as live:
        run(scene(live))


def test_saved_states_outlive_the_server_and_end(tmp_path: Path) -> None:
    async def save(live: Live) -> tuple[str, bytes]:
        async with joined(live, link=LINK) as host:
            await trained(host)
            return (await saved(live, host))["id"], await state_of(live, host)

    async def find(live: Live) -> None:
        async with joined(live, link=f"saved={found[0]}") as other:
            assert await state_of(live, other) == found[1]

    async def miss(live: Live) -> None:
        with pytest.raises(ReasonError, match="nothing is saved"):
            await live.there(live.playground.shelf.get(found[0]))

    async def sweep(live: Live) -> None:
        await live.there(live.playground.shelf.sweep())
        assert live.playground.shelf.counts is not None
        assert live.playground.shelf.counts.n == 0

    with serving(data=str(tmp_path)) as live:
        found = asyncio.run(save(live))
    with serving(data=str(tmp_path)) as live:
        run(find(live))
        live.playground.shelf._clock = lambda: 1e11
        live.playground.shelf._stores = None
        run(miss(live))
        run(sweep(live))


def test_a_lost_database_is_a_sentence_until_it_is_back_and_training_goes_on() -> None:
    async def scene(live: Live, data: Path) -> None:
        async with joined(live, link=LINK) as host:
            kept = await saved(live, host)
            await asyncio.to_thread(stop, data)
            room, token = host.welcome["room"], host.welcome["token"]
            for path in (f"rooms/{room}/saved", f"rooms/{room}/saved/{kept['id']}"):
                status, answer = await asked(live, path, token)
                assert (status, answer["reason"]["code"]) == (409, "saved_unreachable")
            await host.ask("play")
            await host.next_frame(wanted=lambda frame: frame.epoch >= 3)
            text = fetched(live, "metrics")[2].decode()
            assert "playground_saved_states_unreachable_total 2.0" in text
            assert "playground_saved_states 1.0" in text
            await asyncio.to_thread(start, data)
            assert await asked(live, f"rooms/{room}/saved/{kept['id']}", token) == (200, {"status": "done"})
            await saved(live, host)

    with (
        tempfile.TemporaryDirectory(prefix="pg") as folder,
        postgresql(Path(folder)) as database,
        serving(database=database) as live,
    ):
        run(scene(live, Path(folder) / "data"))


def test_a_data_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    async def scene(live: Live) -> None:
        async with joined(live, link=LINK) as host:
            (tmp_path / "saved.sqlite3").mkdir()
            path = f"rooms/{host.welcome['room']}/saved"
            status, answer = await asked(live, path, host.welcome["token"])
            assert (status, answer["reason"]["code"]) == (409, "saved_unreachable")
            (tmp_path / "saved.sqlite3").rmdir()
            await saved(live, host)

    with serving(data=str(tmp_path)) as live:
        run(scene(live))


def test_a_full_disk_is_a_sentence_until_there_is_room_again(tmp_path: Path) -> None:
    """The server's own database, whose file may not grow: what SQLite says of a disk that is full."""

    async def scene(live: Live) -> None:
        async with joined(live, link=LINK) as host:
            kept = await saved(live, host)
            room, token = host.welcome["room"], host.welcome["token"]
            stores = live.playground.shelf._stores
            assert stores is not None

            def grow_no_more(connection: sqlite3.Connection, _: object) -> None:
                connection.execute("PRAGMA max_page_count = 1")

            event.listen(stores._database.engine, "connect", grow_no_more)
            refused = []
            for _ in range(20):  # the last page of the file may have room yet
                status, answer = await asked(live, f"rooms/{room}/saved", token)
                if status != 201:
                    refused.append(answer["reason"]["code"])
            assert refused
            assert set(refused) == {"saved_unreachable"}
            await host.ask("play")
            await host.next_frame(wanted=lambda frame: frame.epoch >= 3)
            await host.ask("pause")
            assert (await asked(live, f"rooms/{room}/saved/{kept['id']}", token))[0] == 200
            event.remove(stores._database.engine, "connect", grow_no_more)
            await saved(live, host)

    with serving(data=str(tmp_path), max_saved_per_address=40) as live:
        run(scene(live))


def test_only_so_many_wait_for_the_database(tmp_path: Path) -> None:
    async def scene() -> None:
        shelf = Shelf(Settings(data=str(tmp_path)))
        for _ in range(shelf_module.MOST_WAITING):
            shelf._free.acquire()
        with pytest.raises(ReasonError, match="the database does not answer"):
            await shelf.add(b"x", "10.0.0.1")
        shelf._free.release()
        await shelf.add(b"x", "10.0.0.1")
        await shelf.close()

    run(scene())


def test_a_server_on_which_nobody_saves_loads_nothing_for_it(tmp_path: Path) -> None:
    program = (
        "import sys; from server.web.app import create_app; from server.settings import Settings\n"
        "from fastapi.testclient import TestClient\n"
        f"with TestClient(create_app(Settings(data={str(tmp_path)!r}))) as client: client.get('/')\n"
        "print('sqlalchemy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip().endswith("False")
    assert not (tmp_path / "saved.sqlite3").exists()


def test_who_watches_goes_on_alone_from_where_the_room_is(keeping: Live) -> None:
    async def scene() -> None:
        async with joined(keeping, link=LINK) as host:
            await trained(host)
            path, watch = f"rooms/{host.welcome['room']}/state/room", host.welcome["watch"]
            status, made = await asked(keeping, path, watch)
            assert status == 201
            assert (await asked(keeping, path, "wrong"))[0] == 403
            async with joined(keeping, **made) as own:
                assert own.welcome["role"] == "host"
                assert await state_of(keeping, own) == await state_of(keeping, host)
                await trained(own, 4)
            assert host.frame is not None
            assert host.frame.epoch == 3

    run(scene())
