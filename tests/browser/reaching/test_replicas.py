"""Pages before several servers: each follows its room and its class to whichever has it, and nobody types
anything for that."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from server.keeping.kept import from_bytes
from server.living.keeping import LeaseKeeper
from server.rooms.room import lease_of
from tests.browser.conftest import TWO_PICTURES, Complaints, NewPage
from tests.browser.reaching.test_first_visit import boundary, open_page, play_until, watch_link
from tests.browser.runs.test_take_away import taken, unfolded
from tests.browser.sweeps.test_sweeps import SHORT, is_over, start
from tests.server.front.several import Several as SeveralProcesses
from tests.server.servers.balancer import Balancer, balancer
from tests.server.servers.live import SECONDS, Live
from tests.server.servers.process import process
from tests.server.servers.replicated import Replicas, replicas

BACK_WITHIN_MS = 10_000
EPOCHS_A_SECOND = 60
OPEN = re.compile(r"\bopen\b")


class Several:
    """Two servers, r1 and r2, and the proxy before them."""

    def __init__(self, servers: Replicas, proxy: Balancer) -> None:
        self.servers, self.proxy, self.http = servers, proxy, proxy.http

    def there(self, act: Callable[[], Any]) -> Any:
        """Does something on the event loop of the servers; returns what comes of it."""
        return self.servers[1].waited(self.servers.there(act))

    def with_room(self) -> Live:
        """The server that has the only room."""
        (live,) = self.there(lambda: [each for each in self.servers.lives if len(each.playground.rooms)])
        found: Live = live
        return found

    def until(self, is_so: Callable[[], object]) -> None:
        """Waits until something holds there."""
        self.servers[1].waited(self.servers.until(is_so))

    def rooms_are_kept(self) -> None:
        """Waits until all rooms are kept as they are now."""
        keepers = [each.playground.keeper for each in self.servers.lives]
        self.until(lambda: not any(each._changed() for each in keepers if isinstance(each, LeaseKeeper)))

    def is_kept_playing(self, room: str) -> bool:
        """Whether a room plays in what is kept of it."""
        _, data = self.servers.shelf.states.get(lease_of(room), ("", b""))
        return data != b"" and from_bytes(data)[0].playing

    def lose(self, live: Live, silently: bool = False) -> Live:
        """A server is gone, or cut off from all others, and nobody renews what it had; returns the other."""
        number = self.servers.lives.index(live) + 1
        (self.proxy.silent if silently else self.proxy.gone)(f"r{number}")
        self.servers[1].waited(self.servers.lose(number))
        return self.servers[3 - number]

    def stop(self, live: Live) -> Live:
        """A server stops as one does that is renewed; returns the other."""
        number = self.servers.lives.index(live) + 1
        live.server.should_exit = True
        return self.servers[3 - number]


@pytest.fixture
def several() -> Iterator[Several]:
    with replicas() as servers:
        ports = {f"r{number}": live.port for number, live in enumerate(servers.lives, 1)}
        with balancer(ports) as proxy:
            yield Several(servers, proxy)


def room_in(page: Page) -> Any:
    return json.loads(page.evaluate("sessionStorage.getItem('nnp.room')"))["room"]


def epoch_in(page: Page) -> int:
    return int(re.sub(r"\D", "", page.get_by_test_id("epoch").inner_text()))


def play_on(page: Page, epoch: int) -> None:
    """Waits until a page that plays, or is on its way to, is at an epoch."""
    page.wait_for_function(
        "least => +document.querySelector('[data-testid=epoch]').textContent.replace(/\\D/g, '') >= least",
        arg=epoch,
    )


def is_back(page: Page) -> None:
    expect(page.locator(".live")).to_have_class(OPEN, timeout=BACK_WITHIN_MS)


def test_a_page_that_is_loaded_again_comes_back_to_its_room_wherever_it_lands(
    page: Page, several: Several
) -> None:
    open_page(page, several.http)
    play_until(page, 5)
    room, epoch, first = room_in(page), epoch_in(page), several.with_room()
    for name in ("r1", "r2"):
        several.proxy.next_is(name)
        page.reload()
        is_back(page)
        expect(page.get_by_test_id("epoch")).to_have_text(f"{epoch:07,}")
        assert room_in(page) == room
    assert several.with_room() is first
    assert several.there(lambda: len(first.playground.rooms)) == 1


def test_who_follows_a_link_sees_the_room_from_any_server(
    page: Page, new_page: NewPage, several: Several
) -> None:
    open_page(page, several.http)
    play_until(page, 5)
    link = watch_link(page)
    for name in ("r1", "r2"):
        several.proxy.next_is(name)
        watcher = new_page()
        open_page(watcher, link)
        expect(watcher.get_by_test_id("epoch")).to_have_text(f"{epoch_in(page):07,}")


def test_a_room_whose_server_is_gone_is_back_by_itself_as_it_was(
    page: Page, several: Several, complaints: Complaints
) -> None:
    complaints.outlive_servers()
    open_page(page, several.http)
    play_until(page, 5)
    several.rooms_are_kept()
    before, epoch, room = boundary(page), epoch_in(page), room_in(page)
    second = several.lose(several.with_room())
    expect(page.locator(".live")).not_to_have_class(OPEN)
    is_back(page)
    assert several.there(lambda: room in second.playground.rooms)
    expect(page.get_by_test_id("epoch")).to_have_text(f"{epoch:07,}")
    assert boundary(page) == before
    play_until(page, epoch + 5)


def test_a_page_that_was_opened_under_the_name_of_a_server_follows_its_room_to_another(
    page: Page, several: Several, complaints: Complaints
) -> None:
    complaints.outlive_servers()
    open_page(page, f"{several.http}r1/")
    assert page.url.partition("#")[0] == several.http
    play_until(page, 5)
    several.rooms_are_kept()
    epoch, room = epoch_in(page), room_in(page)
    second = several.lose(several.with_room())
    expect(page.locator(".live")).not_to_have_class(OPEN)
    is_back(page)
    assert several.there(lambda: room in second.playground.rooms)
    expect(page.get_by_test_id("epoch")).to_have_text(f"{epoch:07,}")


def test_a_server_that_stops_hands_its_room_over_and_the_page_goes_with_it(
    page: Page, several: Several, complaints: Complaints
) -> None:
    complaints.outlive_servers()
    open_page(page, several.http)
    page.get_by_role("button", name="Play").click()
    play_on(page, 5)
    room, second = room_in(page), several.stop(several.with_room())
    several.until(lambda: room in second.playground.rooms)
    is_back(page)
    play_on(page, epoch_in(page) + 20)


def test_a_server_that_says_nothing_any_more_is_left_while_it_should_send_pictures(
    page: Page, several: Several, complaints: Complaints
) -> None:
    complaints.outlive_servers()
    open_page(page, several.http)
    page.get_by_role("button", name="Play").click()
    room = room_in(page)
    several.until(lambda: several.is_kept_playing(room))
    second = several.lose(several.with_room(), silently=True)
    several.until(lambda: room in second.playground.rooms)
    is_back(page)
    play_on(page, epoch_in(page) + 20)


def test_what_is_taken_away_from_a_room_comes_from_where_it_is(page: Page, several: Several) -> None:
    unfolded(page, several.http)
    taken(page, re.compile("JSON"))
    (path,) = (path for _, path in several.proxy.asked if "/network/" in path)
    name = several.with_room().playground.settings.replica
    assert path == f"/{name}/rooms/{room_in(page)}/network/json"


def test_a_class_is_joined_from_any_server_and_says_when_it_is_not_kept(
    page: Page, new_page: NewPage, several: Several
) -> None:
    page.goto(f"{several.http}teach")
    page.get_by_role("button", name="Begin a class").click()
    code = page.get_by_test_id("code").inner_text()
    (number,) = several.there(
        lambda: [n for n, each in enumerate(several.servers.lives) if len(each.playground.classes)]
    )
    several.proxy.next_is(f"r{2 - number}")
    student = new_page()
    student.goto(f"{several.http}join")
    several.proxy.next_is(f"r{2 - number}")
    student.get_by_label("Code").fill(code)
    student.get_by_role("button", name="Join").click()
    student.get_by_role("button", name="Enter").click()
    expect(page.get_by_test_id("here")).to_have_text("1 of 1")
    is_back(student)
    several.servers.stores[number].is_cut = True
    line = page.get_by_text("The class goes on, but is not kept at the moment")
    expect(line).to_be_visible()
    several.servers.stores[number].is_cut = False
    expect(line).to_have_count(0, timeout=BACK_WITHIN_MS)


def test_a_room_says_when_it_is_not_kept_until_somebody_has_read_it(page: Page, several: Several) -> None:
    open_page(page, several.http)
    there = several.with_room()
    store = several.servers.stores[several.servers.lives.index(there)]
    line = page.get_by_text("Training goes on, but is not kept at the moment")
    for times in (1, 2):  # a second time it is said again
        store.is_cut = True
        expect(line).to_be_visible(timeout=BACK_WITHIN_MS)
        page.get_by_role("button", name="Close").click()
        expect(line).to_have_count(0)
        store.is_cut = False
        several.until(lambda: not any(room.unkept for room in there.playground.rooms))
        page.keyboard.press("s")
        expect(page.get_by_test_id("epoch")).to_have_text(
            re.compile(rf"^000,00{times}$")
        )  # so it knows of what was before


def test_a_sweep_is_followed_to_where_it_is_trained(
    page: Page, several: Several, complaints: Complaints
) -> None:
    start(page, several.http, **SHORT)
    is_over(page, 12)
    (sweep,) = (each for live in several.servers.lives for each in live.playground.sweeps)
    replica = sweep.id.partition(".")[2]
    link = page.get_by_role("link", name="CSV").get_attribute("href")
    assert link == f"{replica}/sweeps/{sweep.id}/csv"
    for name in ("r1", "r2"):
        several.proxy.next_is(name)
        page.reload()
        is_over(page, 12)
    page.goto(f"{several.http}healthz")  # it would ask for news when the servers have ended
    complaints.texts = [each for each in complaints.texts if "421" not in each]  # it was led, at least once


def test_a_process_that_is_killed_leaves_its_room_to_another(page: Page, complaints: Complaints) -> None:
    complaints.outlive_servers()
    with process("--processes", "2") as (running, address):
        open_page(page, address)
        page.get_by_role("button", name="Play").click()
        play_on(page, 6 * EPOCHS_A_SECOND)  # so that some of it is kept
        children = SeveralProcesses(running.pid, address).children()
        (name,) = (each for each in children if n_rooms(address, each) == 1)
        before, room = epoch_in(page), room_in(page)
        children[name].kill()
        page.locator(".live.open").wait_for(state="detached")
        is_back(page)
        page.evaluate(TWO_PICTURES)
        assert epoch_in(page) >= before - 5 * EPOCHS_A_SECOND
        assert room_in(page) == room
        expect(page.locator(".notices")).to_be_empty()
        play_on(page, before + EPOCHS_A_SECOND)


def n_rooms(address: str, name: str) -> int:
    """How many rooms a process says that it has."""
    with urlopen(f"{address}{name}/metrics", timeout=SECONDS) as answer:
        (found,) = re.findall(r"^playground_rooms\{.*\} (\S+)$", answer.read().decode(), re.MULTILINE)
    return int(float(found))
