"""What the hub keeps: within its bounds, for as long as it is to, and as one process alone would."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from server.front.hub_peer import Shared
from server.front.hub_states import FolderStates, MemoryStates
from server.keeping.class_file import NAME, classes_in, code_entry, invitation_entry, to_class_file
from server.keeping.folder import Folder, FolderInUse
from tests.server.people.clock import Clock
from tests.server.servers.live import run

ID, OTHER = "abcdefgh", "ijklmnop"
LONG = 1000.0
FACTS = {"id": "A-B_C-D_E-F", "code": "LIME47", "invitation": "ada"}


def test_memory_has_a_bound_and_lets_go_of_what_was_written_longest_ago() -> None:
    async def work() -> None:
        states = MemoryStates(most=100)
        await states.write("room/1", b"a" * 40, LONG)
        await states.write("room/2", b"b" * 40, LONG)
        await states.write("room/1", b"c" * 50, LONG)
        await states.write("room/3", b"d" * 50, LONG)
        assert await states.read("room/2") is None
        assert await states.read("room/1") == b"c" * 50
        await states.remove("room/1")
        await states.write("room/4", b"e" * 50, LONG)
        assert await states.read("room/3") == b"d" * 50

    run(work())


def test_a_state_ends_after_its_time(tmp_path: Path) -> None:
    async def work() -> None:
        clock = Clock(0)
        states = FolderStates(tmp_path, 50, 50, clock)
        await states.start()
        for name in (f"room/{ID}", "code/LIME47"):
            await states.write(name, b"1", 10)
        await states.write(f"room/{OTHER}", b"2", 30)
        assert await states.read(f"room/{ID}") == b"1"
        clock.now = 20
        assert await states.read(f"room/{ID}") is None
        assert sorted(await states.expire()) == ["code/LIME47", f"room/{ID}"]
        assert [path.stem for path in (tmp_path / "rooms").iterdir()] == [OTHER]
        await states.close()

    run(work())


class LivelyStates(FolderStates):
    """States of which one is written anew while another is removed."""

    async def remove(self, name: str) -> None:
        await super().remove(name)
        if name == f"room/{OTHER}":
            await self.write(f"room/{ID}", b"new", 10)


def test_what_is_written_while_another_state_ends_is_kept(tmp_path: Path) -> None:
    async def work() -> None:
        clock = Clock(0)
        states = LivelyStates(tmp_path, 50, 50, clock)
        await states.start()
        for id in (OTHER, ID):
            await states.write(f"room/{id}", b"old", 10)
        clock.now = 20
        assert await states.expire() == [f"room/{OTHER}"]
        assert await states.read(f"room/{ID}") == b"new"
        clock.now = 40
        assert await states.expire() == [f"room/{ID}"]
        assert list((tmp_path / "rooms").iterdir()) == []
        await states.close()

    run(work())


def test_what_is_being_written_does_not_end_meanwhile(tmp_path: Path) -> None:
    @asynccontextmanager
    async def lock(name: str) -> AsyncIterator[None]:
        await states.write(name, b"new", 10)  # by who had the lock before
        yield

    async def work() -> None:
        await states.start()
        await states.write(f"room/{ID}", b"old", 10)
        clock.now = 20
        assert await states.expire(lock) == []
        assert await states.read(f"room/{ID}") == b"new"
        await states.close()

    clock = Clock(0)
    states = FolderStates(tmp_path, 50, 50, clock)
    run(work())


def test_who_took_a_name_last_is_known_as_long_as_there_is_a_state(tmp_path: Path) -> None:
    async def work() -> None:
        clock = Clock(0)
        shared = Shared(LivelyStates(tmp_path, 50, 50, clock))
        await shared.states.start()
        for id in (ID, OTHER):
            await shared.states.write(f"room/{id}", b"old", 10)
            shared.leases.stamps[f"room/{id}"] = "who wrote it"
        clock.now = 20
        await shared.expire()  # which forgets the first, and it is written anew before the other is gone
        assert shared.leases.stamps == {f"room/{ID}": "who wrote it"}
        clock.now = 40
        await shared.expire()
        assert shared.leases.stamps == {}
        await shared.states.close()

    run(work())


def test_who_took_a_name_last_is_forgotten_where_there_is_no_room_for_its_state() -> None:
    async def work() -> None:
        shared = Shared(MemoryStates(most=100))
        for name in ("room/1", "room/2"):
            await shared.states.write(name, b"a" * 60, LONG)
            shared.leases.stamps[name] = "who wrote it"
        await shared.expire()
        assert shared.leases.stamps == {"room/2": "who wrote it"}

    run(work())


def test_what_is_found_at_the_start_has_its_whole_time_again(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write(ID, b"kept")
    folder.close()

    async def work() -> None:
        clock = Clock(0)
        states = FolderStates(tmp_path, 50, 50, clock)
        await states.start()
        clock.now = 49
        assert await states.read(f"room/{ID}") == b"kept"
        clock.now = 51
        assert await states.expire() == [f"room/{ID}"]
        await states.close()

    run(work())


def test_classes_are_in_the_file_that_one_process_alone_has_and_their_codes_follow(tmp_path: Path) -> None:
    id = FACTS["id"]

    async def work() -> None:
        states = FolderStates(tmp_path, LONG, LONG)
        await states.start()
        await states.write(f"class/{id}", to_class_file({id: FACTS}), LONG)
        await states.write("class/B-B_C-D_E-F", to_class_file({"B-B_C-D_E-F": {"code": "PLUM47"}}), LONG)
        await states.remove("class/B-B_C-D_E-F")
        await states.close()
        assert classes_in((tmp_path / NAME).read_bytes()) == {id: FACTS}

        again = FolderStates(tmp_path, LONG, LONG)
        await again.start()
        assert await again.read(f"class/{id}") == to_class_file({id: FACTS})
        for entry in (code_entry("LIME47"), invitation_entry("ada")):
            assert await again.read(entry) == id.encode()
        await again.close()

    run(work())


def test_a_folder_is_of_one_server_at_a_time(tmp_path: Path) -> None:
    async def work() -> None:
        states = FolderStates(tmp_path, LONG, LONG)
        await states.start()
        with pytest.raises(FolderInUse):
            await FolderStates(tmp_path, LONG, LONG).start()
        await states.close()
        other = FolderStates(tmp_path, LONG, LONG)
        await other.start()
        await other.close()

    run(work())


def test_a_folder_that_cannot_be_written_is_told_to_whoever_writes_and_is_tried_again(tmp_path: Path) -> None:
    place = tmp_path / "data"
    place.write_text("no folder")

    async def work() -> None:
        states = FolderStates(place, LONG, LONG)
        await states.start()
        with pytest.raises(OSError, match="data"):
            await states.write(f"room/{ID}", b"1", LONG)
        place.unlink()
        await states.write(f"room/{ID}", b"1", LONG)
        assert await states.read(f"room/{ID}") == b"1"
        await states.close()

    run(work())


def test_a_damaged_file_is_no_state_and_the_others_are(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write(ID, b"kept")
    folder.write_beside(NAME, b"nonsense")
    folder.close()
    (tmp_path / "rooms" / f"{OTHER}.room").mkdir()

    async def work() -> None:
        states = FolderStates(tmp_path, LONG, LONG)
        await states.start()
        assert await states.read(f"room/{OTHER}") is None
        assert await states.read(f"room/{ID}") == b"kept"
        await states.close()

    run(work())
