"""Who has which name: the same for all that stands behind leases of several servers."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterator

import pytest

from server.leases import SECONDS, Alone, Leases, LeasesFull, LeasesLost
from server.leases.choosing import chosen
from server.leases.leases import MOST_BYTES, MOST_NAME
from tests.server.leases.lease_holder import holder
from tests.server.people.sharing import Told, begun, found
from tests.server.servers.hubs import hub
from tests.server.servers.valkey import Valkey, valkey

ROOM, OTHER = "room/abcdefgh", "room/ijklmnop"
LONG = 1000.0

Makes = Callable[..., Leases]
"""Makes the leases of a server of this name, one of several."""


@pytest.fixture(scope="module")
def store() -> Iterator[Valkey]:
    with valkey() as made:
        yield made


@pytest.fixture(params=["hub", "valkey"])
def where(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """The options of a process that say where the leases are; nothing is there yet."""
    if request.param == "hub":
        with hub() as path:
            yield ["--hub", path]
        return
    pytest.importorskip("valkey")
    store: Valkey = request.getfixturevalue("store")
    store.ask("FLUSHALL")
    yield ["--valkey", store.address]


@pytest.fixture
def leases_of(where: list[str]) -> Makes:
    options = {where[0].removeprefix("--"): where[1]}
    return lambda replica: chosen(replica, **options)[1]


def test_a_server_that_is_alone_has_everything_and_keeps_nothing() -> None:
    async def work() -> None:
        leases: Leases = Alone()
        await leases.start()
        leases.claim(ROOM)
        assert (leases.replica, leases.answering) == ("", True)
        assert leases.holds(OTHER)
        assert await leases.take("code/LIME-4") == ""
        assert await leases.where("code/LIME-4") is None
        assert await leases.write(ROOM, b"state", 10)
        assert await leases.read(ROOM) is None
        assert await leases.names("room") == {}
        await leases.close()

    asyncio.run(work())


def test_a_name_is_of_one_server_until_that_lets_go_of_it(leases_of: Makes) -> None:
    async def work() -> None:
        first, second = leases_of("r1"), leases_of("r2")
        async with begun(first, second):
            assert await first.where(ROOM) is None
            assert await first.take(ROOM) == "r1"
            assert await first.take(ROOM) == "r1", "again"
            assert await second.take(ROOM) == "r1"
            assert (first.holds(ROOM), second.holds(ROOM)) == (True, False)
            assert await second.where(ROOM) == await first.where(ROOM) == "r1"
            await second.release(ROOM)
            assert await second.where(ROOM) == "r1", "which was not theirs to let go"
            await first.release(ROOM)
            assert not first.holds(ROOM)
            assert await second.take(ROOM) == "r2"
            assert await first.take(ROOM) == "r2"

    asyncio.run(work())


def test_of_many_who_want_a_name_at_once_one_gets_it(leases_of: Makes) -> None:
    async def work() -> None:
        all_of_them = [leases_of(f"r{number}") for number in range(6)]
        async with begun(*all_of_them):
            for code in ("code/LIME-4", "code/PLUM-7"):
                whose = await asyncio.gather(*(each.take(code) for each in all_of_them))
                assert len(set(whose)) == 1
                assert [each.replica for each in all_of_them if each.holds(code)] == [whose[0]]

    asyncio.run(work())


def test_what_is_claimed_is_ours_at_once_and_soon_the_others_know(leases_of: Makes) -> None:
    async def work() -> None:
        first, second = leases_of("r1"), leases_of("r2")
        async with begun(first, second):
            first.claim(ROOM)
            assert first.holds(ROOM)
            await found(lambda: second.where(ROOM), "r1")
            assert await second.take(ROOM) == "r1"

    asyncio.run(work())


def test_the_state_outlives_the_lease_and_is_written_by_who_has_it_alone(leases_of: Makes) -> None:
    async def work() -> None:
        first, second = leases_of("r1"), leases_of("r2")
        async with begun(first, second):
            first.claim(ROOM)
            assert await first.read(ROOM) is None
            assert await first.write(ROOM, b"1", LONG), "although nobody has been told of the claim"
            assert not await second.write(ROOM, b"not mine", LONG)
            assert await second.read(ROOM) == b"1"
            data = os.urandom(3_000_000)
            assert await first.write(ROOM, data, LONG)
            await first.release(ROOM)
            assert not await first.write(ROOM, b"mine no longer", LONG)
            assert await second.take(ROOM) == "r2"
            assert await second.read(ROOM) == data
            assert await second.write(ROOM, b"", LONG)
            assert await first.read(ROOM) == b""
            await second.remove(ROOM)
            assert await first.read(ROOM) is None
            assert await first.where(ROOM) is None

    asyncio.run(work())


def test_a_state_is_gone_after_its_time_while_the_lease_goes_on(leases_of: Makes) -> None:
    async def work() -> None:
        leases = leases_of("r1")
        async with begun(leases):
            leases.claim(ROOM)
            assert await leases.write(ROOM, b"1", 0.05)
            await found(lambda: leases.read(ROOM), None)
            assert await leases.where(ROOM) == "r1"

    asyncio.run(work())


def test_a_lease_is_renewed_for_as_long_as_its_server_lives(leases_of: Makes) -> None:
    async def work() -> None:
        first, second = leases_of("r1"), leases_of("r2")
        told = Told(first)
        async with begun(first, second):
            first.claim(ROOM)
            began = time.monotonic()
            await found(lambda: second.where(ROOM), "r1")
            while time.monotonic() < began + SECONDS + 1:
                assert await second.take(ROOM) == "r1"
                assert first.holds(ROOM)
                await asyncio.sleep(0.05)
        assert (told.lost, told.answering) == ([], [])

    asyncio.run(work())


def test_who_ends_lets_the_others_have_all_at_once(leases_of: Makes) -> None:
    async def work() -> None:
        first, second = leases_of("r1"), leases_of("r2")
        async with begun(second):
            async with begun(first):
                for name in (ROOM, OTHER):
                    first.claim(name)
                    assert await first.write(name, b"1", LONG)
            for name in (ROOM, OTHER):
                assert await second.take(name) == "r2"
                assert await second.read(name) == b"1"

    asyncio.run(work())


def test_the_names_of_a_kind_are_told_with_whose_they_are(leases_of: Makes) -> None:
    async def work() -> None:
        first, second = leases_of("r1"), leases_of("r2")
        async with begun(first, second):
            await first.take(ROOM)
            await second.take(OTHER)
            await second.take("class/abcdefgh")
            assert await first.names("room") == {ROOM: "r1", OTHER: "r2"}
            await second.release(OTHER)
            assert await second.names("room") == {ROOM: "r1"}
            assert await second.names("nothing") == {}

    asyncio.run(work())


def test_names_and_states_have_bounds(leases_of: Makes) -> None:
    async def work() -> None:
        leases = leases_of("r1")
        async with begun(leases):
            for name in ("", "r" * (MOST_NAME + 1)):
                with pytest.raises(ValueError, match=f"1 to {MOST_NAME} characters, got {len(name)}"):
                    leases.claim(name)
            leases.claim(ROOM)
            with pytest.raises(LeasesFull, match=f"at most {MOST_BYTES} bytes, got {MOST_BYTES + 1}"):
                await leases.write(ROOM, bytes(MOST_BYTES + 1), LONG)

    asyncio.run(work())


def test_a_server_that_was_started_anew_has_its_names_again_when_the_old_leases_have_ended(
    leases_of: Makes, where: list[str]
) -> None:
    async def work() -> None:
        with holder(ROOM, "--replica=r1", *where) as old:
            written = old.until_written()
            old.process.kill()
        new, other = leases_of("r1"), leases_of("r2")
        async with begun(new, other):
            if where[0] == "--valkey":  # a hub knows at once that a process has ended
                with pytest.raises(
                    LeasesLost, match="r1 had this before it was started anew; its lease ends"
                ):
                    await new.take(ROOM)
                assert not new.holds(ROOM)
            await found(lambda: other.where(ROOM), None)
            assert await new.take(ROOM) == "r1"
            assert time.monotonic() - written.at < SECONDS + 2
            assert new.holds(ROOM)
            assert ((await new.read(ROOM)) or b"").startswith(b"r1 ")
            assert await other.take(ROOM) == "r1"

    asyncio.run(work())


def test_a_process_that_slept_holds_nothing_when_it_wakes_and_writes_nothing(
    leases_of: Makes, where: list[str]
) -> None:
    async def work() -> None:
        other = leases_of("r2")
        with holder(ROOM, "--replica=r1", *where) as sleeper:
            async with begun(other):
                sleeper.until_written()
                assert await other.take(ROOM) == "r1"
                sleeper.process.send_signal(signal.SIGSTOP)
                await found(lambda: other.take(ROOM), "r2")
                assert await other.write(ROOM, b"the successor", LONG)
                woken_at = time.monotonic()
                sleeper.process.send_signal(signal.SIGCONT)
                for said in sleeper.says():
                    if said.at > woken_at:
                        assert not said.holds
                        assert not said.is_written
                        if said.lost:
                            break
                assert said.lost == [[ROOM, "r2"]]
                assert await other.read(ROOM) == b"the successor"

    asyncio.run(work())


def test_a_process_that_slept_while_nobody_wanted_its_name_has_it_again_when_that_is_known(
    leases_of: Makes, where: list[str]
) -> None:
    async def work() -> None:
        other = leases_of("r2")
        with holder(ROOM, "--replica=r1", *where) as sleeper:
            async with begun(other):
                sleeper.until_written()
                sleeper.process.send_signal(signal.SIGSTOP)
                await found(lambda: other.where(ROOM), None)
                sleeper.process.send_signal(signal.SIGCONT)
                await found(lambda: other.where(ROOM), "r1")
                assert next(said for said in sleeper.says() if said.is_written).lost == []

    asyncio.run(work())


def test_who_slept_does_not_get_back_what_another_had_meanwhile(leases_of: Makes, where: list[str]) -> None:
    async def work() -> None:
        other = leases_of("r2")
        with holder(ROOM, "--replica=r1", *where) as sleeper:
            async with begun(other):
                sleeper.until_written()
                sleeper.process.send_signal(signal.SIGSTOP)
                await found(lambda: other.take(ROOM), "r2")
                assert await other.write(ROOM, b"newer", LONG)
                await other.release(ROOM)
                sleeper.process.send_signal(signal.SIGCONT)
                lost = next(said.lost for said in sleeper.says() if said.lost)
                assert lost == [[ROOM, ""]], "nobody has it any more"
                assert await other.read(ROOM) == b"newer"

    asyncio.run(work())


def test_a_killed_process_leaves_its_names_and_what_it_had_written(
    leases_of: Makes, where: list[str]
) -> None:
    async def work() -> None:
        other = leases_of("r2")
        with holder(ROOM, "--replica=r1", *where) as killed:
            async with begun(other):
                written = killed.until_written()
                killed.process.kill()
                killed.process.wait()
                at = time.monotonic()
                await found(lambda: other.take(ROOM), "r2")
                assert time.monotonic() - at < SECONDS + 2
                state = (await other.read(ROOM) or b"").decode()
                assert int(state.split()[1]) >= int(written.state.split()[1])

    asyncio.run(work())
