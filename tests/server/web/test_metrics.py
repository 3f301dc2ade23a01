"""What can be seen of a server: numbers for Prometheus, the page of the administrator, the log."""

import asyncio
import json
import re
import signal
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.error import HTTPError

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from server.metrics import bound_of
from server.settings import Settings, SettingsError
from server.version import version
from server.web.app import create_app
from tests.server.servers.live import Live, joined, run, serving, socket_to
from tests.server.servers.process import client_at, process, said

TOKEN = "a-token-of-some-length"
Samples = dict[tuple[str, ...], float]


def fetch(url: str, **headers: str) -> bytes:
    request = urllib.request.Request(url, headers=headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        content: bytes = answer.read()
        return content


async def samples(live: Live) -> Samples:
    """Returns all samples as Prometheus reads them: (name, label values…) → value."""
    text = (await asyncio.to_thread(fetch, live.http + "metrics")).decode()
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def eventually(live: Live, is_so: Callable[[Samples], bool]) -> Samples:
    """Waits until the numbers say something."""
    async with asyncio.timeout(10):
        while not is_so(found := await samples(live)):
            pass
    return found


def test_the_numbers_follow_what_happens() -> None:
    async def work() -> None:
        with serving() as live:
            before = await samples(live)
            assert before[("playground_rooms",)] == before[("playground_frames_sent_total",)] == 0
            async with (
                joined(live) as host,
                joined(live, room=host.welcome["room"], token=host.welcome["watch"]),
            ):
                await host.ask("play")
                await host.next_frame(wanted=lambda frame: frame.updates >= 50)
                during = await samples(live)
                assert during[("playground_rooms",)] == during[("playground_rooms_playing",)] == 1
                assert (
                    during[("playground_members", "host")] == during[("playground_members", "watcher")] == 1
                )
                assert during[("playground_connections",)] == 2
                assert during[("playground_training_updates_total",)] >= 50
                assert during[("playground_frames_sent_total",)] >= 8
                assert during[("playground_sent_bytes_total",)] > 50_000
                await host.ask(
                    "change", changes={"learning_rate": 10, "problem": "regression", "activation": "linear"}
                )
                await host.ask("play")
                await eventually(live, lambda found: found[("playground_rooms_diverged",)] == 1)
            async with socket_to(live) as stranger:
                await stranger.send("hello", room="nosuch", token="x")
                assert await stranger.closed() == 4502
            after = await eventually(live, lambda found: found[("playground_connections",)] == 0)
            assert after[("playground_refused_connections_total", "4502")] == 1
            assert after[("playground_refused_connections_total", "4503")] == 0
            assert after[("playground_rooms_playing",)] == 0

    run(work())


def test_frames_that_a_slow_browser_misses_are_counted() -> None:
    async def work() -> None:
        with serving() as live:
            async with joined(live) as host:
                await host.ask("play")
                host.acknowledges = False
                await eventually(live, lambda found: found[("playground_frames_dropped_total",)] >= 5)
            left = await eventually(live, lambda found: found[("playground_connections",)] == 0)
            assert left[("playground_frames_dropped_total",)] >= 5

    run(work())


def test_a_loop_that_is_held_up_is_seen() -> None:
    async def work() -> None:
        with serving() as live:
            await eventually(live, lambda found: found[("playground_loop_lateness_seconds_count",)] >= 3)
            over = ("playground_loop_lateness_seconds_bucket", "0.2")
            count = ("playground_loop_lateness_seconds_count",)

            def hold_up(seconds: float = 0.5) -> None:
                clock = asyncio.get_running_loop().time
                until = clock() + seconds
                while clock() < until:
                    pass

            before = await samples(live)
            live.playground.runner._task.get_loop().call_soon_threadsafe(hold_up)  # type: ignore[union-attr]
            after = await eventually(live, lambda now: now[count] - now[over] > before[count] - before[over])
            assert after[count] > after[over]

    run(work())


def test_what_could_not_be_written_is_counted(tmp_path: Path) -> None:
    async def work() -> None:
        with serving(data=str(tmp_path)) as live:
            async with joined(live):
                await eventually(live, lambda found: found[("playground_rooms_written_total",)] == 1)
            found = await samples(live)
            assert found[("playground_rooms_not_written_total",)] == found[("playground_rooms_unkept",)] == 0
        (tmp_path / "file").write_text("")
        with serving(data=str(tmp_path / "file" / "data")) as live:
            async with joined(live):
                await eventually(live, lambda found: found[("playground_rooms_not_written_total",)] >= 1)
                assert (await samples(live))[("playground_rooms_unkept",)] == 1

    run(work())


def test_the_bound_of_a_share_is_the_first_bucket_that_holds_it() -> None:
    buckets = {"0.1": 50.0, "1.0": 99.0, "+Inf": 100.0}
    assert [bound_of(buckets, share) for share in (0.5, 0.51, 0.99, 0.991)] == [0.1, 1.0, 1.0, None]
    assert bound_of({"0.1": 0.0, "+Inf": 0.0}, 0.5) is None


def test_two_apps_count_apart() -> None:
    async def work() -> None:
        with serving() as one, serving() as other:
            async with joined(one):
                assert (await samples(one))[("playground_rooms",)] == 1
                assert (await samples(other))[("playground_rooms",)] == 0

    run(work())


def test_without_a_token_there_is_no_page_of_the_administrator() -> None:
    with TestClient(create_app(Settings())) as client:
        assert client.get("/admin").status_code == 404
        assert client.get("/api/admin", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize(
    "given", [None, "", "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN]
)
def test_only_the_token_opens_the_numbers(given: str | None) -> None:
    with TestClient(create_app(Settings(admin_token=TOKEN))) as client:
        refused = client.get("/api/admin", headers={} if given is None else {"Authorization": given})
        assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
        assert "rooms" not in refused.json()
        assert client.get(f"/api/admin?token={TOKEN}").status_code == 401


def test_a_token_in_letters_that_no_header_has_is_refused() -> None:
    with TestClient(create_app(Settings(admin_token=TOKEN))) as client:
        assert client.get("/api/admin", headers={"Authorization": b"Bearer \xfc"}).status_code == 401


def test_the_administrator_sees_numbers_and_shapes_and_no_secrets() -> None:
    async def work() -> None:
        with serving(admin_token=TOKEN) as live:
            async with joined(live, link="dataset=xor&networkShape=3,2&seed=secret") as host:
                text = await asyncio.to_thread(
                    fetch, live.http + "api/admin", Authorization=f"Bearer {TOKEN}"
                )
                shown = json.loads(text)
                (room,) = shown["rooms"]
                assert (room["id"], room["shape"], room["hosts"]) == (host.welcome["room"], [2, 3, 2, 1], 1)
                numbers = {(row["name"], row["label"]): row["value"] for row in shown["numbers"]}
                assert numbers[("rooms", "")] == numbers[("members", "host")] == 1
                assert numbers.keys() >= {
                    ("frames sent", ""),
                    ("training updates", ""),
                    ("loop lateness seconds", "half at most"),
                }
                assert all(row["help"].endswith(".") for row in shown["numbers"])
                for secret in (host.welcome["token"], host.welcome["watch"], "secret", "xor", TOKEN):
                    assert secret.encode() not in text
            page = (await asyncio.to_thread(fetch, live.http + "admin")).decode()
            assert TOKEN not in page
            assert f"Neural Network Playground {version()}" in page
            with pytest.raises(HTTPError, match="401"):
                await asyncio.to_thread(fetch, live.http + "api/admin")

    run(work())


def test_a_short_token_of_the_administrator_is_refused() -> None:
    with pytest.raises(SettingsError, match="admin_token must be at least 16 plain letters"):
        Settings(admin_token="short")


@pytest.mark.parametrize("format", ["text", "json"])
def test_the_log_tells_events_and_no_secrets(format: str, tmp_path: Path) -> None:
    async def work() -> None:
        arguments = ["--data", str(tmp_path), "--log-level", "info", "--log-format", format]
        with process(*arguments, "--admin-token", TOKEN) as (running, address):
            async with client_at(address) as host, client_at(address) as watcher, client_at(address) as other:
                await host.hello(link="seed=geheim&learningRate=10&problem=regression&activation=linear")
                room, token, watch = (host.welcome[name] for name in ("room", "token", "watch"))
                await watcher.hello(room=room, token=watch)
                await other.send("hello", room=room, token="wrong")
                assert await other.closed() == 4503
                await host.ask("play")
                await host.settled(lambda: host.state["diverged"])
                await asyncio.to_thread(fetch, f"{address}?{token}=x")
                with pytest.raises(HTTPError):
                    await asyncio.to_thread(fetch, f"{address}{watch}", Authorization=token)
            running.send_signal(signal.SIGTERM)
            log = await asyncio.to_thread(said, running)
        assert not [each for each in (token, watch, TOKEN, "geheim", "learningRate") if each in log]
        lines = log.splitlines()
        if format == "json":
            entries = [json.loads(line) for line in lines]
            events = [entry["event"] for entry in entries]
            assert next(each for each in entries if each["event"] == "connection_ended")["code"] == 4503
            assert {each["level"] for each in entries} == {"info"}
        else:
            assert all(re.match(r"\d{4}-\d\d-\d\dT[\d:.]{12}Z INFO \w+", line) for line in lines)
            events = [line.split()[2] for line in lines]
        wanted = [
            "started",
            "room_made",
            "joined",
            "diverged",
            "left",
            "connection_ended",
            "stopping",
            "stopped",
        ]
        assert set(wanted) <= set(events)
        assert (events[0], events[-1]) == ("started", "stopped")

    run(work(), seconds=30)
