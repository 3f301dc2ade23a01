"""What an administrator does and sees: a server that is killed and comes back, the page behind the token."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from server.keeping.kept import from_bytes
from tests.browser.conftest import Complaints, running_server
from tests.browser.reaching.test_first_visit import boundary, open_page, play_until, watch_link
from tests.server.servers.process import port_of, process

TOKEN = "a-token-of-some-length"


def number(text: str) -> int:
    """The number in a text like 000,123."""
    return int(re.sub(r"\D", "", text))


def is_kept(file: Path, epoch: int) -> bool:
    """Whether a room stands in its file, paused at an epoch."""
    room, trainer = from_bytes(file.read_bytes())
    return not room.playing and trainer.epoch == epoch


def test_after_a_kill_the_pages_come_back_to_their_room_by_themselves(
    page: Page, new_page: Callable[..., Page], complaints: Complaints, tmp_path: Path
) -> None:
    complaints.outlive_servers()
    with process("--data", str(tmp_path)) as (running, address):
        open_page(page, f"{address}#seed=0.59704")
        link = watch_link(page)
        watcher = new_page()
        open_page(watcher, link)
        play_until(page, 60)
        shown = page.get_by_test_id("epoch").inner_text()
        (file,) = (tmp_path / "rooms").glob("*.room")
        while not is_kept(file, number(shown)):
            page.wait_for_timeout(20)
        before = boundary(page)
        running.kill()
        expect(page.get_by_text("Next try in")).to_be_visible()
        expect(watcher.get_by_text("Next try in")).to_be_visible()
    with process("--data", str(tmp_path), port=port_of(address)):
        for each in (page, watcher):
            expect(each.get_by_text("Next try in")).to_have_count(0, timeout=20_000)
            expect(each.get_by_test_id("epoch")).to_have_text(shown)
        assert boundary(page) == before
        play_until(page, number(shown) + 30)
        expect(watcher.get_by_test_id("epoch")).to_have_text(page.get_by_test_id("epoch").inner_text())


def test_of_a_replica_its_name_its_rooms_and_its_numbers_are_shown(
    page: Page, new_page: Callable[..., Page]
) -> None:
    with running_server("--admin-token", TOKEN, "--replica", "r1") as address:
        open_page(new_page(), f"{address}#networkShape=5,3")
        page.goto(f"{address}admin#token={TOKEN}")
        chosen = page.get_by_role("button", name="r1")
        expect(chosen).to_have_attribute("aria-pressed", "true")
        expect(page.get_by_role("row", name=re.compile(r"^r1 \S+ 2-5-3-1 "))).to_be_visible()
        expect(page.get_by_role("heading", name="Numbers of r1")).to_be_visible()
        chosen.focus()
        with page.expect_response(f"{address}r1/api/admin"):
            chosen.press("Enter")
        with page.expect_response(f"{address}r1/api/admin"):  # the next time, by itself
            pass
        expect(chosen).to_be_focused()


def test_the_administrator_sees_the_rooms_with_the_token_only(
    page: Page, new_page: Callable[..., Page], complaints: Complaints
) -> None:
    complaints.outlive_servers()
    with running_server("--admin-token", TOKEN) as address:
        open_page(new_page(), f"{address}#networkShape=5,3")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{address}admin")
        page.get_by_label("Token").fill("a-token-that-is-wrong")
        page.get_by_role("button", name="Show").click()
        expect(page.get_by_text("does not accept this token")).to_be_visible()
        complaints.expect("401")
        page.get_by_label("Token").fill(TOKEN)
        page.get_by_role("button", name="Show").click()
        expect(page.get_by_role("cell", name="2-5-3-1")).to_be_visible()
        page.goto(f"{address}#")
        page.goto(f"{address}admin#token={TOKEN}")
        expect(page.get_by_role("cell", name="2-5-3-1")).to_be_visible()
        assert page.url == f"{address}admin"
        assert not [url for url in asked if TOKEN in url.split("#")[0]]
