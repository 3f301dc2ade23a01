"""A program follows its room from one replica to another, and finds it where it has come back."""

from collections.abc import Iterator
from itertools import accumulate

import numpy as np
import pytest

from engine.experiment.experiment import Experiment
from server.client import RoomError, join_room, new_room
from server.client.address import Whereabouts, whereabouts
from server.client.files import fetch_network
from server.client.replicas import SILENT, NextTry
from server.living.keeping import LeaseKeeper
from server.messages import CloseCode
from tests.server.servers.balancer import Balancer, balancer
from tests.server.servers.live import SECONDS
from tests.server.servers.replicated import Replicas, replicas


def test_what_lives_at_a_replica_has_its_addresses_there_and_its_link_at_the_page() -> None:
    place = Whereabouts("https://school.example/nn/", "room", "token", "r2")
    assert place.home == "https://school.example/nn/r2/"
    assert place.socket == "wss://school.example/nn/r2/socket"
    assert place.link == "https://school.example/nn/#watch=room.token"
    assert place._replace(replica="").socket == "wss://school.example/nn/socket"


def test_where_a_room_is_said_to_be_it_is_looked_for_at_once() -> None:
    replicas = NextTry()
    assert replicas.lost(CloseCode.MOVED, "r2") == 0
    assert replicas.replica == "r2"


def test_replicas_that_name_each_other_are_not_asked_faster_for_that() -> None:
    replicas = NextTry()
    waits = [replicas.lost(CloseCode.MOVED, name) for name in ("r1", "r2") * 10]
    assert waits[::2] == [0] * 10
    assert all(wait >= 0.4 for wait in waits[1::2])


@pytest.mark.parametrize(
    ("code", "was_welcomed", "next_replica"),
    [
        (None, True, "r2"),  # a cable that was pulled
        (None, False, ""),  # nobody answers there
        (SILENT, True, ""),
        (CloseCode.STOPPING, True, ""),
        (CloseCode.TOO_SLOW, True, "r2"),
        (CloseCode.FULL, False, "r2"),
        (CloseCode.MOVED, True, ""),  # and where to is not known
    ],
)
def test_after_a_loss_the_next_replica_is(code: int | None, was_welcomed: bool, next_replica: str) -> None:
    replicas = NextTry()
    replicas.welcomed("r2")
    assert replicas.lost(code, was_welcomed=was_welcomed) >= 0.4
    assert replicas.replica == next_replica


def test_of_several_replicas_one_is_tried_every_second_for_a_quarter_of_a_minute() -> None:
    replicas = NextTry("r2")
    waits = [replicas.lost(None) for _ in range(40)]
    for wait, passed in zip(waits, [0, *accumulate(waits)], strict=False):
        assert passed > 11 or wait <= 1.2
    assert max(waits) > 10


def test_a_server_that_is_alone_is_tried_less_and_less() -> None:
    replicas = NextTry()
    replicas.welcomed("")
    waits = [replicas.lost(None) for _ in range(5)]
    assert waits == pytest.approx([0.5 * 1.5**n for n in range(5)], rel=0.21)


@pytest.fixture
def several() -> Iterator[tuple[Replicas, Balancer]]:
    """Two servers, r1 and r2, and the proxy before them."""
    with replicas() as servers:
        ports = {f"r{number}": live.port for number, live in enumerate(servers.lives, 1)}
        with balancer(ports) as proxy:
            yield servers, proxy


def owner(servers: Replicas) -> int:
    """The number of the server that has the only room."""
    (number,) = (n for n in (1, 2) if len(servers[n].playground.rooms))
    return number


def is_kept(servers: Replicas) -> None:
    """Waits until the only room is kept as it is now."""
    keeper = servers[owner(servers)].playground.keeper
    assert isinstance(keeper, LeaseKeeper)
    servers[1].waited(servers.until(lambda: not keeper._changed()))


def test_a_program_comes_into_a_room_by_its_link_from_any_server(several: tuple[Replicas, Balancer]) -> None:
    servers, proxy = several
    with new_room(proxy.http, Experiment(hidden=(3,))) as room:
        room.step(2)
        assert room.address.startswith(f"{proxy.http}#watch=")
        for name in ("r1", "r2"):
            proxy.next_is(name)
            with join_room(room.watch_address) as watcher:
                assert watcher.look().epoch == 2
                assert b"def predict" in watcher.network("numpy")
    assert servers[1].waited(servers.there(lambda: len(servers[owner(servers)].playground.rooms))) == 1


def test_a_request_over_http_finds_its_room_from_any_server(several: tuple[Replicas, Balancer]) -> None:
    _, proxy = several
    with new_room(proxy.http) as room:
        place = whereabouts(room.watch_address)
        for name in ("r1", "r2"):
            proxy.next_is(name)
            assert b"def predict" in fetch_network(place, "numpy", SECONDS)
        with pytest.raises(RoomError, match=r"does not open the room") as caught:
            fetch_network(place._replace(token="wrong"), "numpy", SECONDS)
        assert caught.value.code == 403


def test_a_room_whose_server_is_gone_is_found_at_the_other(several: tuple[Replicas, Balancer]) -> None:
    servers, proxy = several
    with new_room(proxy.http, Experiment(hidden=(3,))) as room:
        room.step(3)
        before = room.weights()
        is_kept(servers)
        gone = owner(servers)
        proxy.gone(f"r{gone}")
        servers[1].waited(servers.lose(gone))
        for one, other in zip(room.weights(), before, strict=True):
            assert np.array_equal(one.weights, other.weights)
        assert room.step(2).epoch == 5
        assert len(servers[3 - gone].playground.rooms) == 1


def test_a_server_that_says_nothing_any_more_is_left(several: tuple[Replicas, Balancer]) -> None:
    servers, proxy = several
    with new_room(proxy.http, Experiment(hidden=(3,))) as room:
        room.step(3)
        is_kept(servers)
        silent = owner(servers)
        proxy.silent(f"r{silent}")
        proxy.next_is(f"r{3 - silent}")
        servers[1].waited(servers.lose(silent))
        servers[1].waited(servers.until(lambda: len(servers[3 - silent].playground.rooms)))
        assert room.look().epoch == 3
