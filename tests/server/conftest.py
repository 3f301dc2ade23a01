"""Two servers for tests that need no settings of their own, a room without a server, and databases."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from server.saved.database import Database, address_in
from tests.server.people.attack import Bystander, Health, Server, server
from tests.server.people.classroom import Classroom
from tests.server.people.clock import Clock
from tests.server.servers.databases import a_postgresql, emptied
from tests.server.servers.live import Live, serving
from tests.server.servers.valkey import Valkey, valkey


@pytest.fixture(scope="session")
def live() -> Iterator[Live]:
    """A server in this process. Rooms that a test has left are in nobody's way who comes after it: they train
    on for a while and not for minutes, and the past of others need not become shorter for theirs."""
    with serving(messages_per_second=1000, idle_pause_seconds=15, max_memory_mb=100_000) as server:
        yield server


@pytest.fixture
def classroom() -> Iterator[Classroom]:
    with ExitStack() as doors:
        made = Classroom(doors)
        made.heard(made.host)
        made.heard(made.watcher)
        yield made


@pytest.fixture(scope="module")
def school() -> Iterator[Server]:
    """A server as it is set up by itself, but for one other site that may connect."""
    with server("--allowed-origins=https://school.example") as made:
        yield made


@pytest.fixture(scope="module")
def bystander(school: Server) -> Iterator[Bystander]:
    with Bystander(school) as made:
        made.sees_training()
        yield made


@pytest.fixture
def no_harm(school: Server, bystander: Bystander) -> Iterator[None]:
    """After the test the school's server is as it was, and another room has trained on."""
    health = Health(school)
    yield
    bystander.sees_training()
    asyncio.run(health.check())


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL, which is empty when `emptied`."""
    with a_postgresql() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with nothing in it."""
    if request.param == "sqlite":
        return address_in(tmp_path)
    return emptied(request.getfixturevalue("postgres"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    made = Database(address)
    yield made
    made.close()


@pytest.fixture(scope="module")
def running_valkey() -> Iterator[Valkey]:
    with valkey() as made:
        yield made


@pytest.fixture
def store(running_valkey: Valkey) -> Valkey:
    """A Valkey with nothing in it."""
    running_valkey.ask("FLUSHALL")
    return running_valkey
