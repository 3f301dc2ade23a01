"""One server for all tests that do not need settings of their own, and a room without any."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

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
