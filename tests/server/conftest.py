"""Two servers for tests that need no settings of their own, and a room without a server."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.server.attack import Bystander, Health, Server, server
from tests.server.classroom import Classroom
from tests.server.live import Live, serving


@pytest.fixture(scope="session")
def live() -> Iterator[Live]:
    with serving(messages_per_second=1000) as server:
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
