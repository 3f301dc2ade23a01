"""A table of somebody's own is read for the host of a room, and becomes what the room learns from."""

import json
from urllib.parse import urlencode

import pytest

from engine.data.reading.limits import MOST_BYTES
from engine.data.reading.reading import read_sheet
from engine.experiment.links import parse_link
from server.rooms.room import Room
from server.training.reading import MOST_SAMPLE, N_FIRST, ReadTable, shown
from server.web.of_rooms.bring import check_free
from server.web.of_rooms.by_http import NotAllowed
from tests.server.keeping.test_take_away import taken
from tests.server.servers.live import Live, joined, run

PENGUINS = "Art;Länge;Tiefe\n" + "".join(
    f"{kind};{base + i},5;{17 + i / 7:.2f}\n".replace(".", ",")
    for kind, base in (("Adelie", 36), ("Gentoo", 46))
    for i in range(8)
)
GAPPED = PENGUINS.replace("39,5", "")
ROLES = [("roles", "target"), ("roles", "input"), ("roles", "input")]


def test_a_table_is_read_and_told_of(live: Live) -> None:
    async def scene() -> None:
        async with joined(live) as host:
            room, token = host.welcome["room"], host.welcome["token"]
            body = GAPPED.encode("cp1252")
            status, headers, content = await taken(live, f"rooms/{room}/table/columns", token, body)
            told = json.loads(content)
            assert (status, headers["Cache-Control"]) == (200, "no-store")
            assert (told["encoding"], told["separator"], told["decimal"]) == (
                "Windows-1252",
                "semicolon",
                "comma",
            )
            assert (told["n_rows"], told["roles"]) == (16, ["target", "input", "input"])
            assert [column["name"] for column in told["columns"]] == ["Art", "Länge", "Tiefe"]
            assert told["columns"][0]["words"] == ["Adelie", "Gentoo"]
            assert told["columns"][1]["n_gaps"] == 1
            assert told["gaps"] == [[2, 1]]
            assert told["rows"][3] == ["Adelie", None, "17,43"]
            found = live.playground.rooms.get(room)
            assert found is not None
            assert not found.undo.done

    run(scene())


def test_a_word_among_numbers_is_told_with_its_row(live: Live) -> None:
    async def scene() -> None:
        async with joined(live) as host:
            room, token = host.welcome["room"], host.welcome["token"]
            body = b"x,y,kind\n1,2,a\n2,oops,b\n3,4,a\n4,NA,b\n5,6,a\n6,7,b\n"
            _, _, content = await taken(live, f"rooms/{room}/table/columns", token, body)
            told = json.loads(content)
            x, y, _ = told["columns"]
            assert (x["n_strange"], x["strange"]) == (0, None)
            assert (y["n_gaps"], y["n_strange"], y["strange"]) == (2, 1, [3, "oops"])
            assert [row[1] for row in told["rows"]] == ["2", "oops", "4", None, "6", "7"]
            assert told["gaps"] == [[2, 2]]
            assert told["roles"] == ["input", "input", "target"]

    run(scene())


def test_how_it_is_read_can_be_said(live: Live) -> None:
    async def scene() -> None:
        async with joined(live) as host:
            room, token = host.welcome["room"], host.welcome["token"]
            query = urlencode({"separator": "comma", "header": "false"})
            _, _, content = await taken(live, f"rooms/{room}/table/columns?{query}", token, b"1,5;2\n3,5;4\n")
            assert json.loads(content)["rows"] == [["1", "5;2"], ["3", "5;4"]]

    run(scene())


def test_a_table_is_learnt_from_and_that_can_be_undone(live: Live) -> None:
    async def scene() -> None:
        async with joined(live) as host:
            room, token = host.welcome["room"], host.welcome["token"]
            query = urlencode([("title", "Pinguine"), *ROLES])
            status, _, content = await taken(live, f"rooms/{room}/table?{query}", token, GAPPED.encode())
            answer = json.loads(content)
            assert (status, answer["n_rows"], answer["n_left_out"]) == (200, 15, 1)
            await host.settled(lambda: host.state["experiment"]["dataset"] == "own")
            assert host.state["experiment"]["table"] == {
                "digest": answer["digest"],
                "title": "Pinguine",
                "names": ["Länge", "Tiefe"],
                "names_in": {},
                "classes": ["Adelie", "Gentoo"],
                "n_rows": 15,
                "side": 0,
                "is_on_plane": False,
                "is_split": False,
            }
            assert f"data={answer['digest']}" in host.state["link"]
            await host.ask("step")
            frame = await host.next_frame(wanted=lambda frame: frame.epoch == 1)
            assert frame.epoch == 1
            await host.ask("undo")
            await host.ask("undo")
            await host.settled(lambda: host.state["experiment"]["dataset"] == "circle")
            assert host.state["experiment"]["table"] is None

    run(scene())


@pytest.mark.parametrize(
    ("who", "path", "body", "status", "code"),
    [
        ("token", "table/columns", b"a,b\n1,\0\n", 409, "table_no_text"),
        ("token", "table/columns", b" " * (MOST_BYTES + 1), 413, "table_too_large"),
        ("token", "table?roles=input&roles=input&roles=out", PENGUINS.encode(), 409, "table_no_target"),
        ("token", "table?roles=input&roles=target", PENGUINS.encode(), 409, "table_roles"),
        ("watch", "table/columns", PENGUINS.encode(), 403, None),
        ("watch", "table?roles=target&roles=input&roles=input", PENGUINS.encode(), 403, None),
    ],
)
def test_what_cannot_be_taken_is_refused_and_changes_nothing(
    live: Live, who: str, path: str, body: bytes, status: int, code: str | None
) -> None:
    async def scene() -> None:
        async with joined(live) as host:
            room = host.welcome["room"]
            got, _, content = await taken(live, f"rooms/{room}/{path}", host.welcome[who], body)
            answer = json.loads(content)
            assert (got, answer["reason"] and answer["reason"]["code"]) == (status, code)
            found = live.playground.rooms.get(room)
            assert found is not None
            assert not found.undo.done
            assert found.run.experiment.table is None

    run(scene())


def test_a_role_that_there_is_not_is_refused(live: Live) -> None:
    async def scene() -> None:
        async with joined(live) as host:
            room, token = host.welcome["room"], host.welcome["token"]
            status, _, _ = await taken(live, f"rooms/{room}/table?roles=king", token, b"a\n")
            assert status == 422

    run(scene())


def test_of_a_large_table_some_rows_are_shown_and_the_first_are_among_them() -> None:
    rows = [f"{i},{i % 3}" for i in range(5000)]
    told = shown(read_sheet("\n".join(rows).encode()))
    assert (told["n_rows"], len(told["rows"])) == (5000, MOST_SAMPLE)
    assert [row[0] for row in told["rows"][:N_FIRST]] == [str(i) for i in range(N_FIRST)]
    assert len({row[0] for row in told["rows"]}) == MOST_SAMPLE
    few = shown(read_sheet(b"1,2\n3,4\n5,6\n"))
    assert few["rows"] == [["1", "2"], ["3", "4"], ["5", "6"]]


def test_one_table_of_a_room_is_read_at_a_time() -> None:
    room = Room("room", parse_link("seed=0.5"))
    room.work.append(ReadTable(print, b"a,b\n1,2\n"))
    with pytest.raises(NotAllowed) as refused:
        check_free(room)
    assert refused.value.status == 429


def test_a_link_opens_its_table_in_another_room_as_long_as_a_room_has_it(live: Live) -> None:
    async def scene() -> None:
        async with joined(live) as host:
            room, token = host.welcome["room"], host.welcome["token"]
            _, _, content = await taken(
                live, f"rooms/{room}/table?{urlencode(ROLES)}", token, GAPPED.encode()
            )
            await host.settled(lambda: host.state["experiment"]["dataset"] == "own")
            async with joined(live, link=host.state["link"]) as other:
                assert other.welcome["room"] != room
                assert other.state["experiment"]["table"]["digest"] == json.loads(content)["digest"]

    run(scene())
