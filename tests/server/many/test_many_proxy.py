"""The Caddyfile of compose.many.yaml, with a real Caddy in front of real replicas."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from tests.server.servers.live import browser_at, run
from tests.server.servers.replicas import Replicas, replicas

TRIES = 12


@pytest.fixture(scope="module")
def made() -> Iterator[Replicas]:
    with replicas(names=("r1", "r2")) as each:
        yield each


def status(address: str) -> int:
    """The status of an answer."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return int(error.code)


def new_room_at(made: Replicas, base: str) -> str:
    """The replica at which somebody who comes there gets a new room."""
    found: list[str] = []

    async def come() -> None:
        async with browser_at(made.at(base).socket) as client:
            found.append((await client.hello()).welcome["replica"])

    run(come())
    return found[0]


def test_a_prefix_leads_to_its_replica_and_no_prefix_to_any(made: Replicas) -> None:
    assert {new_room_at(made, "r1/") for _ in range(3)} == {"r1"}
    assert {new_room_at(made, "r2/") for _ in range(3)} == {"r2"}
    assert {new_room_at(made, "") for _ in range(TRIES)} == {"r1", "r2"}


def test_the_page_and_its_files_are_there_at_every_address(made: Replicas) -> None:
    for base in ("", "r1/", "r2/"):
        assert status(f"{made.http}{base}") == 200
        with urllib.request.urlopen(f"{made.http}{base}healthz") as answer:
            assert json.load(answer) == {"status": "ok"}


def test_the_numbers_of_the_replicas_are_not_for_the_public(made: Replicas) -> None:
    assert status(f"{made['r1'].http}metrics") == 200
    for base in ("", "r1/", "r2/"):
        assert status(f"{made.http}{base}metrics") == 404


def test_where_a_replica_is_lost_the_others_are_found_at_once_and_its_prefix_says_so(made: Replicas) -> None:
    assert status(f"{made.http}r3/healthz") == 502, "there is no third one"
    made["r1"].kill()
    assert {new_room_at(made, "") for _ in range(TRIES)} == {"r2"}
    assert status(f"{made.http}r1/healthz") == 502
    made["r1"].start()
    assert new_room_at(made, "r1/") == "r1"
