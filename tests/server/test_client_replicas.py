"""A program follows its room from one replica to another, and finds it where it has come back."""

from itertools import accumulate

import pytest

from server.client.address import Whereabouts
from server.client.replicas import SILENT, NextTry
from server.messages import CloseCode


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
