"""Rooms outlive their server: crashes, restarts, full disks, files that are none. Against real servers."""

import asyncio
import resource
import shutil
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.experiment.experiment import Experiment
from engine.training.trainer import Trainer
from server.keeping.folder import Folder, FolderInUse
from server.keeping.keeper import Keeper
from server.keeping.kept import ROOM, KeptRoom, from_bytes
from server.keeping.writer import KEEP_SECONDS, LOOK_SECONDS
from server.rooms.rooms import Rooms
from server.rooms.runner import Runner
from server.settings import Settings
from tests.server.people.decode import Frame
from tests.server.servers.live import SECONDS, Client, joined, kept, now, run, serving
from tests.server.servers.ports import free_port
from tests.server.servers.process import client_at, process, said

KEPT_WITHIN = 5.0  # seconds of training that a crash may cost


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def file_of(folder: Path, id: str) -> Path:
    return folder / "rooms" / f"{id}.room"


def written_at(file: Path) -> int:
    """When a file was written last; 0 where there is none."""
    return file.stat().st_mtime_ns if file.exists() else 0


def in_file(file: Path) -> tuple[KeptRoom, Trainer]:
    """The room that was written last, and its trainer."""
    return from_bytes(file.read_bytes())


class Clock:
    """The time, which may be put forward."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return now() + self.ahead


@asynccontextmanager
async def keeping(folder: Path, clock: Callable[[], float] = now) -> AsyncIterator[tuple[Rooms, Keeper]]:
    """Rooms that train and are kept, without a server and without visitors."""
    settings = Settings()
    rooms, data = Rooms(settings, clock), Folder(folder)
    runner = Runner(rooms, settings)
    keeper = Keeper(rooms, data, runner.wake, settings.forget_seconds, clock)
    runner.keep = keeper.keep
    keeper.start()
    runner.start()
    try:
        await keeper.loaded.wait()
        yield rooms, keeper
    finally:
        await keeper.finish(SECONDS)
        await runner.stop()


def has_the_weights_of(trainer: Trainer, frame: Frame) -> bool:
    """Whether a run that was never interrupted comes to the very numbers of a frame."""
    while (trainer.epoch, trainer.updates) < (frame.epoch, frame.updates):
        trainer.step()
    assert (trainer.epoch, trainer.updates) == (frame.epoch, frame.updates)
    return all(
        frame.section("WEIGHTS", l).values == layer.weights.astype(np.float32).ravel().tolist()
        and frame.section("BIASES", l).values == layer.biases.astype(np.float32).tolist()
        for l, layer in enumerate(trainer.parameters, 1)
    )


def experiment_of(state: dict[str, Any]) -> Experiment:
    return Experiment(**state["experiment"])


def test_after_a_kill_everybody_is_back_in_the_same_room_and_the_run_goes_on(tmp_path: Path) -> None:
    async def play(address: str) -> tuple[dict[str, Any], list[tuple[float, int]]]:
        async with client_at(address) as host:
            await host.hello(link="dataset=spiral&networkShape=6,4&seed=0.3&regularization=L1&noise=10")
            await host.ask("set_view", changes={"discretize": True})
            await host.ask("set_speed", epochs_per_second=200)
            await host.ask("play")
            seen: list[tuple[float, int]] = []
            file = file_of(tmp_path, host.welcome["room"])
            before = written_at(file)
            while not before or written_at(file) == before:
                before = before or written_at(file)
                seen.append((now(), (await host.next_frame()).epoch))
            return host.welcome, seen

    async def work() -> None:
        port = free_port()
        with process("--data", str(tmp_path), port=port) as (running, address):
            welcome, seen = await play(address)
            running.kill()
        killed_at = seen[-1][0]
        with process("--data", str(tmp_path), port=port) as (running, again):
            assert again == address
            async with client_at(again) as host, client_at(again) as watcher:
                await host.hello(room=welcome["room"], token=welcome["token"])
                await watcher.hello(room=welcome["room"], token=welcome["watch"])
                assert (host.welcome["role"], watcher.welcome["role"]) == ("host", "watcher")
                state = host.welcome["state"]
                assert (state["playing"], state["speed"], state["view"]["discretize"]) == (True, 200, True)
                first = await host.next_frame()
                lost_since = min(at for at, epoch in seen if epoch >= min(first.epoch, seen[-1][1]))
                assert killed_at - lost_since <= KEPT_WITHIN
                later = await watcher.next_frame(wanted=lambda frame: frame.epoch > first.epoch + 20)
                trainer = Trainer(experiment_of(state))
                assert has_the_weights_of(trainer, first)
                assert has_the_weights_of(trainer, later)
            running.send_signal(signal.SIGTERM)
            assert said(running) == ""
        room = welcome["room"]
        assert names(tmp_path) == ["lock", f"rooms/{room}.room"]

    run(work(), seconds=90)


def test_a_stop_loses_nothing(tmp_path: Path) -> None:
    async def work() -> None:
        with process("--data", str(tmp_path)) as (running, address):
            async with client_at(address) as host:
                await host.hello()
                await host.ask("play")
                await host.next_frame(wanted=lambda frame: frame.epoch > 2)
                running.send_signal(signal.SIGTERM)
                assert await host.closed() == 4001
                welcome, last = host.welcome, host.frame
            assert said(running) == ""
            assert running.returncode == 0
        assert last is not None
        with process("--data", str(tmp_path)) as (_, again):
            async with client_at(again) as host:
                await host.hello(room=welcome["room"], token=welcome["token"])
                assert (await host.next_frame()).epoch >= last.epoch

    run(work())


def test_a_room_is_written_as_soon_as_it_is_paused_and_when_everybody_has_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.keeping.writer.KEEP_SECONDS", 100 * SECONDS)  # and not because it is due

    def is_paused(file: Path) -> bool:
        room, trainer = in_file(file)
        return trainer.epoch > 2 and not room.playing

    async def work() -> None:
        with serving(data=str(tmp_path)) as live:
            async with joined(live) as host:
                file = file_of(tmp_path, host.welcome["room"])
                await host.ask("play")
                await live.kept(file.exists)
                await host.next_frame(wanted=lambda frame: frame.epoch > 2)
                await host.ask("pause")
                await live.kept(lambda: is_paused(file))
                await host.ask("set_view", changes={"discretize": True})
            await live.kept(lambda: in_file(file)[0].view.discretize)

    run(work())


def test_what_did_not_change_is_not_written_again(tmp_path: Path) -> None:
    async def work() -> None:
        clock = Clock()
        async with keeping(tmp_path, clock) as (rooms, keeper):
            room = rooms.make()
            await kept(keeper, lambda: keeper.written == 1)
            keeper.look()
            assert "keeping" not in room.due
            clock.ahead = KEEP_SECONDS
            keeper.look()
            assert "keeping" not in room.due
            room.has_changed()
            keeper.look()
            assert "keeping" in room.due
            await kept(keeper, lambda: keeper.written == 2)
            assert room.due.isdisjoint({"keeping"})

    run(work())


def test_a_room_that_changes_all_the_time_is_written_often_enough_and_not_more_often(tmp_path: Path) -> None:
    clock = Clock()
    rooms = Rooms(Settings())
    keeper = Keeper(rooms, Folder(tmp_path), lambda: None, 7200, clock=lambda: clock.ahead)
    room = rooms.make()
    written = []
    while clock.ahead < 60:
        room.has_changed()
        keeper.look()
        if "keeping" in room.due:
            written.append(clock.ahead)
            room.due.discard("keeping")
        clock.ahead += LOOK_SECONDS
    assert {later - earlier for earlier, later in pairwise(written)} == {KEEP_SECONDS}
    assert KEEP_SECONDS + LOOK_SECONDS < KEPT_WITHIN


def test_damaged_newer_and_foreign_files_are_set_aside_and_the_others_load(tmp_path: Path) -> None:
    async def work() -> None:
        with serving(data=str(tmp_path)) as live:
            async with joined(live) as one, joined(live) as two:
                rooms = [one.welcome, two.welcome]
        folder = tmp_path / "rooms"
        good = (folder / f"{rooms[0]['room']}.room").read_bytes()
        (folder / f"{rooms[1]['room']}.room").write_bytes(good[: len(good) // 2])
        (folder / "newer_XX.room").write_bytes(
            good[:8] + (ROOM.version + 1).to_bytes(4, "little") + good[12:]
        )
        (folder / "foreignX.room").write_text('{"hello": "world"}' * 10)
        (folder / "copied_X.room").write_bytes(good)
        with process("--data", str(tmp_path)) as (running, address):
            async with client_at(address) as host, client_at(address) as other:
                await host.hello(room=rooms[0]["room"], token=rooms[0]["token"])
                await host.next_frame()
                await other.send("hello", room=rooms[1]["room"], token=rooms[1]["token"])
                assert await other.closed() == 4502
            running.send_signal(signal.SIGTERM)
            log = said(running)
        reasons = {path.name: path.read_text() for path in (tmp_path / "set-aside").glob("*.txt")}
        assert len(reasons) == 4
        assert "newer version" in reasons["newer_XX.room.txt"]
        assert "no room of the playground" in reasons["foreignX.room.txt"]
        assert "its name is not that of the room" in reasons["copied_X.room.txt"]
        assert "damaged" in reasons[f"{rooms[1]['room']}.room.txt"]
        assert log.count("set_aside") == 4
        assert "Traceback" not in log
        assert not any(room["token"] in log for room in rooms)

    run(work())


def test_a_full_disk_is_a_banner_and_one_warning_until_there_is_room_again(tmp_path: Path) -> None:
    def fill() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))

    async def work() -> None:
        with process("--data", str(tmp_path), prepare=fill) as (running, address):
            async with client_at(address) as host:
                await host.hello()
                await host.ask("play")
                await host.settled(lambda: host.state["unkept"])
                trained = (await host.next_frame()).epoch
                await host.next_frame(wanted=lambda frame: frame.epoch > trained + 60)
                assert names(tmp_path) == ["lock"]
                resource.prlimit(running.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
                await host.settled(lambda: not host.state["unkept"])
                assert file_of(tmp_path, host.welcome["room"]).exists()
            running.send_signal(signal.SIGTERM)
            log = said(running).splitlines()
            assert ["not_kept" in line for line in log] == [True, False]
            assert "file too large" in log[0]
            assert "kept_again" in log[1]

    run(work(), seconds=60)


def test_a_folder_that_cannot_be_written_keeps_nobody_from_training(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here is no folder")

    async def work() -> None:
        with process("--data", str(tmp_path / "file" / "data")) as (running, address):
            async with client_at(address) as host:
                await host.hello()
                await host.ask("play")
                await host.settled(lambda: host.state["unkept"])
                await host.next_frame(wanted=lambda frame: frame.epoch > 5)
            running.send_signal(signal.SIGTERM)
            assert running.wait(SECONDS) == 0
            log = said(running)
            assert log.count("not a directory") == 1
            assert "Traceback" not in log

    run(work())


def test_the_file_of_a_forgotten_room_is_removed(tmp_path: Path) -> None:
    async def work() -> None:
        with serving(data=str(tmp_path), forget_seconds=0.5) as live:
            async with joined(live) as host:
                file = file_of(tmp_path, host.welcome["room"])
                await live.kept(file.exists)
            await live.kept(lambda: names(tmp_path) == ["lock"])
            assert len(live.playground.rooms) == 0

    run(work())


def test_how_long_a_room_was_unused_counts_on_after_a_restart_and_the_time_between_does_not(
    tmp_path: Path,
) -> None:
    async def work() -> None:
        clock = Clock()
        async with keeping(tmp_path, clock) as (rooms, keeper):
            id = rooms.make().id
            await kept(keeper, lambda: keeper.written > 0)
            clock.ahead = 7000
        async with keeping(tmp_path) as (rooms, _):
            assert 7000 < rooms.unused_seconds(id) < 7100

    run(work())


def test_what_changes_while_a_room_is_being_written_is_written_too(tmp_path: Path) -> None:
    """Here how long it was unused; with the file begun before, and ended after."""

    async def work() -> None:
        clock, writing, go_on = Clock(), threading.Event(), threading.Event()
        async with keeping(tmp_path, clock) as (rooms, keeper):
            write = keeper.folder.write

            def write_slowly(id: str, data: bytes) -> None:
                writing.set()
                assert go_on.wait(20)
                write(id, data)

            keeper.folder.write = write_slowly  # type: ignore[method-assign]
            id = rooms.make().id
            assert await asyncio.to_thread(writing.wait, SECONDS)
            clock.ahead = 7000
            go_on.set()
            await kept(keeper, lambda: keeper.written > 0)
        async with keeping(tmp_path) as (rooms, _):
            assert 7000 < rooms.unused_seconds(id) < 7100

    run(work())


def test_rooms_past_the_limit_stay_in_the_folder(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def work() -> None:
        with serving(data=str(tmp_path)) as live:
            async with joined(live), joined(live), joined(live):
                pass
        with serving(data=str(tmp_path), max_rooms=2) as live:
            await live.loaded()
            assert len(live.playground.rooms) == 2
        assert len(list((tmp_path / "rooms").iterdir())) == 3

    run(work())
    assert [each.message for each in caplog.records if "more rooms" in each.message] != []


def test_an_earlier_run_begins_as_it_began_after_a_restart_too(tmp_path: Path) -> None:
    def weights(host: Client) -> list[float]:
        assert host.frame is not None
        return host.frame.section("WEIGHTS", 1).values

    async def ask_for_a_run(host: Client, type: str, **fields: Any) -> list[float]:
        """Begins another run; returns its first weights."""
        run, generation = host.state["run"], host.state["generation"]
        await host.ask(type, **fields)
        await host.settled(lambda: host.frame is not None and host.frame.generation > generation)
        await host.settled(lambda: host.state["run"] == run + 1)
        return weights(host)

    async def work() -> None:
        with serving(data=str(tmp_path)) as live:
            async with joined(live) as host:
                id, token, link = host.welcome["room"], host.welcome["token"], host.state["link"]
                first = weights(host)
                second = await ask_for_a_run(host, "reset", weights="new")
                assert second != first
        with serving(data=str(tmp_path)) as live:
            await live.loaded()
            async with joined(live, room=id, token=token) as host:
                assert (host.state["run"], weights(host)) == (2, second)
                assert await ask_for_a_run(host, "open_link", link=link, run=1) == first
                assert await ask_for_a_run(host, "open_link", link=link, run=2) == second

    run(work())


def test_two_servers_do_not_share_a_folder(tmp_path: Path) -> None:
    with process("--data", str(tmp_path)) as (first, _):
        sentence = "in use by another playground; name another with --data"
        with pytest.raises(AssertionError, match=sentence), process("--data", str(tmp_path)):
            pass
        first.send_signal(signal.SIGTERM)
        assert said(first) == ""


@pytest.mark.parametrize("lost", ["the folder", "the rooms", "the lock", "by a move"])
def test_a_folder_that_goes_while_the_server_runs_is_made_and_locked_anew(
    tmp_path: Path, lost: str, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "data"
    gone = {"the rooms": folder / "rooms", "the lock": folder / "lock"}.get(lost, folder)

    async def work() -> None:
        clock = Clock()
        async with keeping(folder, clock) as (rooms, keeper):
            files = ["lock", *sorted(f"rooms/{rooms.make().id}.room" for _ in range(3))]
            await kept(keeper, lambda: names(folder) == files)
            gone.rename(tmp_path / "elsewhere")
            if lost == "the folder":
                shutil.rmtree(tmp_path / "elsewhere")
            clock.ahead = KEEP_SECONDS + 1  # nothing has changed meanwhile
            await kept(keeper, lambda: names(folder) == files)
            with pytest.raises(FolderInUse):
                Folder(folder).open()

    run(work())
    events = [getattr(each, "event", "") for each in caplog.records]  # a library's have none
    assert events.count("folder_lost") == 1


def test_a_folder_that_another_server_has_taken_is_left_to_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "data"

    async def work() -> None:
        async with keeping(folder) as (rooms, keeper):
            room = rooms.make()
            await kept(keeper, lambda: file_of(folder, room.id).exists())
            folder.rename(tmp_path / "elsewhere")
            other = Folder(folder)
            other.open()
            room.has_changed()
            room.pause()
            await kept(keeper, lambda: room.unkept)
            assert names(folder) == ["lock"]
            other.close()
            await kept(keeper, lambda: file_of(folder, room.id).exists())

    run(work())
    assert "in use by another playground" in caplog.text
