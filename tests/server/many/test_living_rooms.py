"""Rooms of several servers: each lives at one of them, and is found from any."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Any

from server.living.keeping import LeaseKeeper
from server.messages import CloseCode
from server.rooms.room import Room, lease_of
from tests.server.people.decode import Frame
from tests.server.people.sweeping import asked
from tests.server.servers.live import Client, Live, joined, run, socket_to
from tests.server.servers.replicated import Replicas, replicas


async def sent_away(live: Live, **hello: Any) -> tuple[int, str]:
    """Says hello and is sent away; returns why, and where to."""
    async with socket_to(live) as client:
        await client.send("hello", **hello)
        return await led(client)


async def fetched(live: Live, path: str, body: Any = None, secret: str = "") -> tuple[int, Any]:
    """The answer to a request over HTTP."""
    return await asyncio.to_thread(asked, live.http, path, body, secret)


async def led(client: Client) -> tuple[int, str]:
    """Reads on until the goodbye; returns why, and where to."""
    goodbye = await client.message("goodbye")
    assert await client.closed() == goodbye["code"]
    return goodbye["code"], goodbye["replica"]


def at(client: Client) -> dict[str, Any]:
    """What a page says to come back into its room."""
    return {"room": client.welcome["room"], "token": client.welcome["token"]}


def room_of(live: Live) -> Room:
    """The only room of a server."""
    (room,) = live.playground.rooms
    return room


async def trained(client: Client, live: Live, epochs: int = 3) -> Frame:
    """Trains the only room of a server for some epochs, one by one; returns the picture that is kept."""
    for _ in range(epochs):
        assert (await client.ask("step"))["type"] == "done"
    found = await client.next_frame(wanted=lambda frame: frame.epoch >= epochs)
    await is_kept(live)
    return found


async def is_kept(live: Live) -> None:
    """Waits until what is kept of the only room of a server is as it is now."""
    keeper = live.playground.keeper
    assert isinstance(keeper, LeaseKeeper)
    await live.kept(lambda: not keeper._changed())


async def computed(live: Live) -> None:
    """Waits, on the event loop of a server, until what its rooms have given the worker is done and known."""
    await live.playground.runner._worker.give(lambda: None)


def test_a_room_is_where_it_was_made_and_others_lead_there() -> None:
    async def talk(servers: Replicas) -> None:
        async with joined(servers[1]) as host:
            assert await sent_away(servers[2], **at(host)) == (CloseCode.MOVED, "r1")
            assert await sent_away(servers[2], room=at(host)["room"]) == (CloseCode.MOVED, "r1")
            async with joined(servers[1], **at(host)) as again:
                assert again.welcome["replica"] == "r1"

    with replicas() as servers:
        run(talk(servers))


def test_a_room_of_which_the_others_have_not_heard_yet_is_found_all_the_same() -> None:
    async def talk(servers: Replicas) -> None:
        async with joined(servers[1]) as host, socket_to(servers[2]) as early:
            await servers.until(servers.shelf.things)
            await servers.there(servers.shelf.clear)  # as before the first word of it
            await early.send("hello", **at(host))
            async with joined(servers[1]):  # upon which the store hears of both
                assert await led(early) == (CloseCode.MOVED, "r1")

    with replicas() as servers:
        run(talk(servers))


def test_requests_over_http_are_led_there_too() -> None:
    async def talk(servers: Replicas) -> None:
        async with joined(servers[1]) as host:
            id, token = at(host).values()
            status, told = await fetched(servers[2], f"rooms/{id}/saved", secret=token)
            assert (status, told["replica"]) == (421, "r1")
            assert (await fetched(servers[1], f"rooms/{id}/saved", secret=token))[0] == 200
            assert (await fetched(servers[2], "rooms/aB3_-xYz/saved", secret=token))[0] == 404

    with replicas() as servers:
        run(talk(servers))


def test_of_a_server_that_is_gone_others_take_up_the_rooms_as_they_are_asked_for() -> None:
    async def talk(servers: Replicas) -> None:
        async with joined(servers[1]) as host:
            before = await trained(host, servers[1])
            await servers.lose(1)
            async with joined(servers[2], **at(host)) as again:
                assert again.welcome["replica"] == "r2"
                assert again.frame is not None
                assert again.frame.epoch == before.epoch == 3
                assert again.frame.section("WEIGHTS", 1) == before.section("WEIGHTS", 1)
                await trained(again, servers[2], 1)
                assert await sent_away(servers[3], **at(host)) == (CloseCode.MOVED, "r2")

    with replicas(3) as servers:
        run(talk(servers))


def test_pages_that_come_to_several_servers_at_once_find_one_room() -> None:
    async def talk(servers: Replicas) -> None:
        async with joined(servers[1]) as host, AsyncExitStack() as doors:
            await trained(host, servers[1])
            await servers.lose(1)
            pages = [await doors.enter_async_context(socket_to(servers[2 + i % 2])) for i in range(8)]
            await asyncio.gather(*(each.send("hello", **at(host)) for each in pages))

            async def answer(page: Client) -> str:
                told = await page.until(
                    lambda item: isinstance(item, dict) and item["type"] in ("welcome", "goodbye")
                )
                assert told["type"] == "welcome" or told["code"] == CloseCode.MOVED
                return str(told["replica"])

            assert len({*await asyncio.gather(*map(answer, pages))}) == 1
            assert len(servers[2].playground.rooms) + len(servers[3].playground.rooms) == 1

    with replicas(3) as servers:
        run(talk(servers))


def test_who_was_cut_off_lets_go_of_what_others_have_meanwhile_and_writes_nothing_of_it() -> None:
    async def talk(servers: Replicas) -> None:
        async with joined(servers[1]) as host:
            await trained(host, servers[1])
            await servers.lose(1)
            async with joined(servers[2], **at(host)) as again:
                await trained(again, servers[2], 2)
                state = servers.shelf.states[lease_of(at(host)["room"])]
                assert (await host.ask("step"))["type"] == "done"  # it does not know yet
                await servers.find(1)
                assert await led(host) == (CloseCode.MOVED, "r2")
                assert len(servers[1].playground.rooms) == 0
                assert servers.shelf.states[lease_of(at(host)["room"])] == state
                assert await sent_away(servers[1], **at(host)) == (CloseCode.MOVED, "r2")

    with replicas() as servers:
        run(talk(servers))


def test_who_has_slept_trains_and_writes_nothing_until_it_is_known_whose_the_rooms_are() -> None:
    async def talk(servers: Replicas) -> None:
        async with joined(servers[1]) as host:
            await trained(host, servers[1])
            await host.ask("play")
            await servers.there(lambda: servers.sleep(1))
            room = room_of(servers[1])
            await servers[1].there(computed(servers[1]))
            epoch, pictures = room.run.epoch, room.sequence
            for _ in range(20):  # which takes as long as many epochs
                assert await sent_away(servers[1], **at(host)) == (CloseCode.STOPPING, "")
            assert (room.run.epoch, room.sequence) == (epoch, pictures)
            await servers.find(1)
            await host.next_frame(wanted=lambda frame: frame.epoch > epoch + 5)

    with replicas() as servers:
        run(talk(servers))


def test_a_server_that_stops_hands_its_rooms_over_before_it_says_goodbye() -> None:
    async def talk(servers: Replicas) -> None:
        async with joined(servers[1]) as host:
            await host.ask("set_speed", epochs_per_second=500)
            await host.ask("play")
            await host.next_frame(wanted=lambda frame: frame.epoch > 20)
            servers[1].server.should_exit = True
            assert await led(host) == (CloseCode.STOPPING, "")
            assert host.frame is not None
            async with joined(servers[2], **at(host)) as again:
                assert again.frame is not None
                assert again.frame.epoch >= host.frame.epoch > 20
                assert again.state["playing"]

    with replicas() as servers:
        run(talk(servers))


def test_a_room_of_which_nobody_can_say_where_it_is_may_be_back_in_a_moment() -> None:
    async def talk(servers: Replicas) -> None:
        async with joined(servers[1]) as host:
            servers.stores[1].is_cut = True
            assert await sent_away(servers[2], **at(host)) == (CloseCode.STOPPING, "")
            servers.stores[1].is_cut = False
            assert await sent_away(servers[2], room="aB3_-xYz") == (CloseCode.NO_SUCH_ROOM, "")
            assert await sent_away(servers[2], room="../aB3_") == (CloseCode.NO_SUCH_ROOM, "")

    with replicas() as servers:
        run(talk(servers))


def test_rooms_go_on_without_the_store_and_say_that_they_are_not_kept() -> None:
    async def talk(servers: Replicas) -> None:
        async with joined(servers[1]) as host:
            servers.stores[0].is_cut = True
            await host.settled(lambda: host.state["unkept"])
            for _ in range(3):
                assert (await host.ask("step"))["type"] == "done"
            async with joined(servers[1]) as other:
                assert (await other.ask("step"))["type"] == "done"
                servers.shelf.leases.clear()
                servers.shelf.states.clear()  # it comes back empty
                servers.stores[0].is_cut = False
                await host.settled(lambda: not host.state["unkept"])
                await is_kept(servers[1])
                assert servers.shelf.states.keys() >= {lease_of(at(each)["room"]) for each in (host, other)}
                assert await sent_away(servers[2], **at(other)) == (CloseCode.MOVED, "r1")

    with replicas() as servers:
        run(talk(servers))


def test_a_room_that_is_forgotten_is_nowhere_any_more() -> None:
    async def talk(servers: Replicas) -> None:
        async with joined(servers[1]) as host:
            await trained(host, servers[1])
        await servers.until(lambda: not (servers.shelf.things() or servers.shelf.states))
        assert await sent_away(servers[2], **at(host)) == (CloseCode.NO_SUCH_ROOM, "")

    with replicas(forget_seconds=0.5, idle_pause_seconds=0.1) as servers:
        run(talk(servers))


def test_a_server_that_is_full_leaves_a_room_to_others() -> None:
    async def talk(servers: Replicas) -> None:
        async with joined(servers[1]) as host, joined(servers[2]) as other:
            await trained(host, servers[1])
            await servers.lose(1)
            assert await sent_away(servers[2], **at(host)) == (CloseCode.FULL, "")
            async with joined(servers[2], **at(other)), joined(servers[3], **at(host)) as again:
                assert again.welcome["replica"] == "r3"

    with replicas(3, max_rooms=1) as servers:
        run(talk(servers))


def test_what_cannot_be_read_is_no_room_and_what_a_newer_server_wrote_is_left_to_that() -> None:
    async def talk(servers: Replicas) -> None:
        async with joined(servers[1]) as host:
            await trained(host, servers[1])
            await servers.lose(1)
            name = lease_of(at(host)["room"])
            stamp, data = servers.shelf.states[name]
            servers.shelf.states[name] = stamp, data[:-1]
            assert await sent_away(servers[2], **at(host)) == (CloseCode.NO_SUCH_ROOM, "")
            servers.shelf.states[name] = stamp, data[:8] + b"\xff" + data[9:]
            assert await sent_away(servers[2], **at(host)) == (CloseCode.STOPPING, "")
            servers.shelf.states[name] = stamp, data
            async with joined(servers[2], **at(host)) as again:
                assert again.welcome["replica"] == "r2"

    with replicas() as servers:
        run(talk(servers))


def test_a_link_opens_points_that_were_painted_at_another_server() -> None:
    async def talk(servers: Replicas) -> None:
        async with joined(servers[1]) as host:
            id, token = at(host).values()
            points = {
                "title": "Face",
                "classes": ["a", "b"],
                "rows": [[0, 1, 1, False], [1, -1, 0, True]] * 9,
            }
            assert (await fetched(servers[1], f"rooms/{id}/points", points, token))[0] == 200
            await host.settled(lambda: host.state["table"] is not None)
            link, table = host.state["link"], host.state["table"]
            async with joined(servers[2], link=link) as other:
                assert other.state["table"] == table
            order = {"link": link, "vary": ["noise=0|10"]}
            assert (await fetched(servers[3], "sweeps/checked", order))[0] == 200
            async with socket_to(servers[2]) as stranger:
                await stranger.hello(link=link.replace(table["digest"], "a" * 22))
                assert "table" in (await stranger.message("error"))["message"]

    with replicas(3) as servers:
        run(talk(servers))


def test_a_room_is_kept_for_as_long_as_it_would_be_remembered() -> None:
    async def talk(servers: Replicas) -> None:
        async with joined(servers[1]) as host:
            await trained(host, servers[1])
            assert servers.shelf.seconds[lease_of(at(host)["room"])] == 1234

    with replicas(forget_seconds=1234) as servers:
        run(talk(servers))
