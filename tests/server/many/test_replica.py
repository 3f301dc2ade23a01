"""A server that is one of several replicas: what begins with its name is for it."""

import json
import urllib.error
import urllib.request
from typing import Any

import pytest

from server.messages import CloseCode
from tests.server.people import sweeping
from tests.server.people.in_class import page
from tests.server.people.sweeping import ORDER
from tests.server.servers.live import Live, browser_at, run, serving, socket_to
from tests.server.servers.replicated import replicas


def asked(address: str) -> tuple[int, Any]:
    """The status of an answer, and what it says where that is JSON."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def test_a_page_works_under_the_name_of_its_replica_and_without_it() -> None:
    with serving(replica="r1", root_path="/nn") as live:
        for beginning in ("", "r1/", "nn/", "nn/r1/"):
            assert asked(f"{live.http}{beginning}healthz") == (200, b'{"status":"ok"}')
            assert b"<title>" in asked(f"{live.http}{beginning}")[1]


def test_a_page_opened_under_the_name_of_a_replica_is_led_to_the_address_of_all() -> None:
    """From there it can follow its room to other replicas."""
    with serving(replica="r1", root_path="/nn") as live:
        for beginning in ("", "nn/"):
            for page in ("?x=1", "teach?a=b&c=%20", "join"):
                with urllib.request.urlopen(f"{live.http}{beginning}r1/{page}", timeout=10) as answer:
                    assert answer.url == f"{live.http}{beginning}{page}"
                    assert b"<title>" in answer.read()
            with urllib.request.urlopen(f"{live.http}{beginning}r1/healthz", timeout=10) as answer:
                assert answer.url == f"{live.http}{beginning}r1/healthz"


def test_rooms_and_classes_say_at_which_replica_they_are() -> None:
    async def talk(live: Live) -> None:
        async with socket_to(live) as client, page(live, "begin_class") as teacher:
            assert (await client.hello()).welcome["replica"] == "r1"
            assert teacher.welcome["replica"] == "r1"

    with serving(replica="r1") as live:
        run(talk(live))


@pytest.mark.parametrize("path", ["socket", "class"])
def test_a_socket_for_another_replica_is_told_so(path: str) -> None:
    async def talk(live: Live) -> None:
        async with browser_at(live.socket.replace("/socket", f"/r2/{path}")) as client:
            assert (await client.message("goodbye"))["replica"] == "r2"
            assert await client.closed() == CloseCode.MOVED

    with serving(replica="r1") as live:
        run(talk(live))


def test_a_request_for_another_replica_is_told_so() -> None:
    with serving(replica="r1") as live:
        sentence = {"error": CloseCode.MOVED.sentence, "replica": "r2"}
        assert asked(f"{live.http}r2/rooms/aB3_-xYz/state") == (421, sentence)


def test_a_server_that_is_alone_knows_no_replicas() -> None:
    async def talk(live: Live) -> None:
        async with socket_to(live) as client:
            assert (await client.hello()).welcome["replica"] == ""

    with serving() as live:
        run(talk(live))
        assert asked(f"{live.http}r1/healthz")[0] == 404


def test_a_sweep_that_no_database_has_is_led_to_from_any_server() -> None:
    with replicas() as servers:
        one, two = (live.http for live in servers.lives)
        status, begun = sweeping.asked(one, "sweeps", ORDER)
        assert (status, begun["id"].partition(".")[2]) == (201, "r1")
        status, told = sweeping.asked(two, f"sweeps/{begun['id']}/rows")
        assert (status, told["replica"], told["reason"]["code"]) == (421, "r1", "sweep_elsewhere")
        assert sweeping.asked(one, f"sweeps/{begun['id']}")[0] == 200
        assert sweeping.asked(two, f"sweeps/{begun['id'].partition('.')[0]}")[0] == 404
        assert sweeping.asked(one, "sweeps/of_before_this_start.r1")[0] == 404
        sweeping.asked(one, f"sweeps/{begun['id']}/stop", b"", begun["secret"], "POST")


def test_a_sweep_of_a_server_that_is_alone_has_no_name_in_its_id(live: Live) -> None:
    status, begun = sweeping.asked(live.http, "sweeps", ORDER)
    assert (status, "." in begun["id"]) == (201, False)
    assert sweeping.asked(live.http, "sweeps/unknown.r2")[0] == 404
