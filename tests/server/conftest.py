"""One server for all tests that do not need settings of their own."""

from collections.abc import Iterator

import pytest

from tests.server.live import Live, serving


@pytest.fixture(scope="session")
def live() -> Iterator[Live]:
    with serving(messages_per_second=1000) as server:
        yield server
