"""Sweeps on a server, over HTTP: trained, looked at, led, and refused with a sentence."""

import asyncio
import csv
import gzip
import io
import json
import socket
import threading
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from engine.sweeps.trials import MOST_SEEDS, MOST_TRIALS
from server.sweeps.live.orders import MOST_BYTES
from server.sweeps.live.sweep import MOST_OF_PAGE
from server.sweeps.plan import SweepPlan
from server.sweeps.rows import SweepRow
from server.web.of_sweeps import sweeps as of_sweeps
from server.web.of_sweeps.sweeps import MOST_TABLES, WAIT_SECONDS
from tests.server.people.sweeping import ORDER, Answer, asked, begun, losses, unbroken_losses
from tests.server.servers.live import SECONDS, Live, joined, now, run, serving

LONG = {"vary": ["learning_rate=0.001..0.1:log:64"], "seeds": 100, "epochs": 15}
"""What takes longer than a test looks at it; what is trained together takes a second."""


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    with serving(max_sweep_epochs=2_000_000, max_running_sweeps=2, max_running_sweeps_per_address=2) as live:
        yield live


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"strategy": "random", "trials": 20, "seeds": 1},
        {"strategy": "tpe", "trials": 20, "seeds": 1},
        {"strategy": "hyperband", "trials": 20, "epochs": 9, "seeds": 2},
    ],
)
def test_a_sweep_gives_the_numbers_that_the_command_gives(live: Live, order: dict[str, Any]) -> None:
    sweep = begun(live.http, **order)
    status, rows = sweep.rows()
    assert losses(rows) == unbroken_losses(**order)
    assert (status["n_done"], status["n_training"], status["progress"]) == (status["n_trials"], 0, 1)
    assert [each["number"] for each in rows] == list(range(1, len(rows) + 1))
    told = list(csv.DictReader(io.StringIO(sweep.ask("/csv"))))
    assert [float(each["test_loss"]) for each in told if each["epochs"] == str(status["order"]["epochs"])]
    assert len(told) == status["n_trials"]


def test_a_status_says_what_was_asked_and_how_far_it_is(live: Live) -> None:
    sweep = begun(live.http, vary=["learning_rate=0.01..1:log:3", "hidden=2|4,3"], seeds=2)
    status, _ = sweep.rows()
    assert status["order"]["vary"] == ["learning_rate=0.01..1:log:3", "hidden=2|4,3"]
    assert status["order"]["device"] == "numpy"
    assert [each["name"] for each in status["fields"]] == ["learning_rate", "hidden"]
    assert status["fields"][0]["values"] == ["0.01", "0.1", "1"]
    assert status["fields"][0]["range"] == {"low": 0.01, "high": 1, "by_factors": True, "is_whole": False}
    assert status["fields"][1] == {"name": "hidden", "values": ["2", "4,3"], "range": None}
    assert (status["n_settings"], status["n_seeds"], status["n_trials"]) == (6, 2, 12)
    assert status["rungs"] == [5]
    assert status["ends_at"] is None
    assert status["seconds"] > 0
    assert sweep.ask()["version"] == status["version"]
    assert begun(live.http, strategy="hyperband", trials=3, epochs=9).ask()["rungs"] == [1, 3, 9]


def test_an_order_is_looked_at_before_anything_is_trained(live: Live) -> None:
    status, told = asked(live.http, "sweeps/checked", {**ORDER, "seeds": 2})
    assert status == 200
    assert (told["n_settings"], told["n_trials"], told["n_epochs"]) == (5, 10, 50)
    assert "seed=0.25" in told["what_stays"]
    assert told["experiment"]["hidden"] == [3]


def test_a_link_without_a_seed_gets_one_that_stays(live: Live) -> None:
    sweep = begun(live.http, link="dataset=gauss", seeds=1)
    status, rows = sweep.rows()
    assert f"seed={rows[0]['seed']}" in status["order"]["link"]


def test_rows_come_in_pages_and_who_has_all_waits_for_news(live: Live) -> None:
    sweep = begun(live.http, seeds=20)
    _, rows = sweep.rows()
    assert len(rows) == 100
    first = sweep.ask("/rows?after=0")
    assert len(first["rows"]) == MOST_OF_PAGE == first["next"]
    assert first["rows"] == rows[:MOST_OF_PAGE]
    assert len(sweep.ask(f"/rows?after={first['next']}")["rows"]) == 100 - MOST_OF_PAGE
    assert sweep.ask("/rows?after=100&seen=1")["next"] == 100


def test_a_sweep_is_paused_goes_on_and_no_network_is_trained_twice(live: Live) -> None:
    order = {"vary": ["learning_rate=0.001..0.1:log:64"], "seeds": 10, "epochs": 15}
    sweep = begun(live.http, **order)
    live.waited(sweep.pauses_at_first(live))
    status = sweep.lead("pause")
    while status["n_training"]:
        status = sweep.ask(f"/rows?after={status['n_trials']}&seen={status['version']}")["status"]
    status, before = sweep.rows("paused")
    assert len(before) == status["n_done"]
    assert 0 < status["n_done"] < status["n_trials"]
    sweep.lead("go_on")
    status, rows = sweep.rows()
    assert len(rows) == status["n_done"] == 640
    assert rows[: len(before)] == before
    assert losses(rows) == unbroken_losses(**order)


def test_more_seeds_repeat_the_settings_that_were_chosen(live: Live) -> None:
    for order in ({"seeds": 2}, {"strategy": "tpe", "trials": 20, "seeds": 1}):
        sweep = begun(live.http, **order)
        _, before = sweep.rows()
        assert sweep.lead("more_seeds", {"n": 2})["n_seeds"] == order["seeds"] + 2
        status, rows = sweep.rows()
        assert rows[: len(before)] == before
        assert status["n_done"] == len(rows) == status["n_settings"] * status["n_seeds"]
        values = {each["setting"]: each["values"] for each in before}
        assert all(each["values"] == values[each["setting"]] for each in rows)
        assert len({(each["setting"], each["seed"]) for each in rows}) == len(rows)


def test_more_seeds_than_there_may_be_are_refused_and_nothing_changes(live: Live) -> None:
    sweep = begun(live.http)
    sweep.rows()
    for n, code in ((MOST_SEEDS, "seeds_out_of_range"), (0, "order_value"), (True, "order_value")):
        status, answer = asked(live.http, f"sweeps/{sweep.id}/more_seeds", {"n": n}, sweep.secret)
        assert (status, answer["reason"]["code"]) == (409, code)
    assert sweep.ask()["n_seeds"] == 3
    varied = begun(live.http, vary=["seed=1|2|3"], seeds=1)
    varied.rows()
    status, answer = asked(live.http, f"sweeps/{varied.id}/more_seeds", {"n": 1}, varied.secret)
    assert (status, answer["reason"]["code"]) == (409, "varied_twice")


def test_a_sweep_that_is_stopped_ends_for_good_and_one_that_is_deleted_is_gone(live: Live) -> None:
    sweep = begun(live.http, **LONG)
    sweep.rows(enough=bool)
    assert sweep.lead("stop")["state"] == "stopped"
    status, answer = asked(live.http, f"sweeps/{sweep.id}/go_on", b"", sweep.secret)
    assert (status, answer["reason"]["code"]) == (409, "sweep_stopped")
    assert sweep.ask(method="DELETE") == {"status": "done"}
    status, answer = asked(live.http, f"sweeps/{sweep.id}")
    assert (status, answer["reason"]["code"]) == (404, "sweep_unknown")


def test_a_sweep_of_large_networks_that_is_stopped_leaves_the_processes_to_others(live: Live) -> None:
    link = f"{ORDER['link']}&networkShape={','.join(['32'] * 10)}&batchSize=1&points=500"
    large = begun(live.http, link=link, vary=["learning_rate=0.0001..0.001:log:8"], seeds=1, epochs=100_000)
    other = begun(live.http)
    while not large.ask()["n_training"]:
        pass
    assert large.lead("stop")["state"] == "stopped"
    assert other.rows()[0]["state"] == "done"


def test_only_the_secret_leads_a_sweep_and_anybody_who_knows_it_may_look(live: Live) -> None:
    sweep = begun(live.http)
    for what in ("pause", "go_on", "stop", "more_seeds"):
        for secret in ("", "wrong", sweep.id, "\xfc"):
            status, answer = asked(live.http, f"sweeps/{sweep.id}/{what}", {"n": 1}, secret)
            assert (status, answer["reason"]["code"]) == (403, "sweep_of_others")
    status, answer = asked(live.http, f"sweeps/{sweep.id}", method="DELETE")
    assert (status, answer["reason"]["code"]) == (403, "sweep_of_others")
    assert asked(live.http, f"sweeps/{sweep.id}/rows")[0] == 200
    for path in ("", "/rows", "/csv", "/pause", "/more_seeds"):
        method = "POST" if path in ("/pause", "/more_seeds") else "GET"
        status, answer = asked(live.http, f"sweeps/unknown{path}", None, sweep.secret, method)
        assert (status, answer["reason"]["code"]) == (404, "sweep_unknown")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "order_no_object"),
        (b"\xff\xfe", "order_no_object"),
        (b"[" * 20_000, "order_no_object"),
        (b"[]", "order_no_object"),
        ({"vary": ["noise=0|1"]}, "order_missing"),
        ({**ORDER, "colour": "red"}, "order_unknown"),
        ({**ORDER, "vary": []}, "order_value"),
        ({**ORDER, "vary": ["noise=0|1"] * 5}, "order_value"),
        ({**ORDER, "vary": [7]}, "order_value"),
        ({**ORDER, "vary": "noise=0|1"}, "order_value"),
        ({**ORDER, "seeds": "3"}, "order_value"),
        ({**ORDER, "seeds": True}, "order_value"),
        ({**ORDER, "epochs": 1e300}, "order_value"),
        ({**ORDER, "pictures": 61}, "order_value"),
        ({**ORDER, "link": None}, "order_value"),
        ({**ORDER, "vary": ["seed=\ud800|a"]}, "order_value"),
        ({**ORDER, "link": "seed=\ud800"}, "order_value"),
        ({**ORDER, "ready": "\ud800"}, "order_value"),
        (b'{"link": "", "vary": ["noise=0|1"], "epochs": %s}' % (b"9" * 4000), "order_value"),
        ({**ORDER, "ready": "x" * 1000}, "order_value"),
        ({**ORDER, "link": "x=" + "1" * 5000}, "link_too_long"),
        ({**ORDER, "link": "batchSize=many"}, "not_a_number"),
        ({**ORDER, "vary": ["learning_rate=1..0.1"]}, "range_backwards"),
        ({**ORDER, "vary": ["table=1|2"]}, "cannot_vary"),
        ({**ORDER, "vary": ["noise=0|1", "noise=2|3"]}, "varied_twice"),
        ({**ORDER, "vary": ["noise=0..50:1000000000"]}, "range_count"),
        ({**ORDER, "strategy": "guess"}, "unknown_strategy"),
        ({**ORDER, "strategy": "random", "trials": 10**9}, "trials_out_of_range"),
        ({**ORDER, "strategy": "random", "trials": MOST_TRIALS, "seeds": 2}, "trials_out_of_range"),
        ({**ORDER, "seeds": 10**9}, "seeds_out_of_range"),
        ({**ORDER, "epochs": 10**9}, "epochs_out_of_range"),
        ({**ORDER, "epochs": -1}, "epochs_out_of_range"),
        ({**ORDER, "measure": "beauty"}, "unknown_measure"),
        ({**ORDER, "device": "abacus"}, "unknown_device"),
        ({**ORDER, "epochs": 100_000, "seeds": 5}, "sweep_epochs"),
        ({**ORDER, "seeds": 100, "pictures": 60}, "sweep_pictures"),
    ],
)
def test_what_cannot_be_swept_gets_a_sentence(live: Live, body: Any, code: str) -> None:
    before = list(live.playground.sweeps)
    for path in ("sweeps", "sweeps/checked"):
        status, answer = asked(live.http, path, body)
        assert (status, answer["reason"]["code"]) == (409, code), answer
        assert len(answer["error"]) < 1000
    assert list(live.playground.sweeps) == before


def test_a_strategy_whose_library_is_missing_is_refused_when_it_is_ordered(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.sweeps.strategies.find_spec", lambda name: None if name == "torch" else name)
    status, told = asked(live.http, "sweeps", {**ORDER, "strategy": "gp", "trials": 20})
    values = {"library": "torch", "extra": "gp"}
    assert (status, told["reason"]) == (409, {"code": "extra_not_installed", "values": values})


def test_tables_are_written_one_after_the_other_and_only_so_many_wait(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_be_written, csv_of = threading.Event(), of_sweeps.csv_of

    def csv_when_some_are_refused(plan: SweepPlan, rows: Sequence[SweepRow]) -> str:
        assert may_be_written.wait(SECONDS)
        return csv_of(plan, rows)

    def ask(path: str) -> Answer:
        answer = asked(live.http, path)
        if answer[0] == 429:
            may_be_written.set()
        return answer

    monkeypatch.setattr(of_sweeps, "csv_of", csv_when_some_are_refused)
    sweep = begun(live.http, vary=["learning_rate=0.001..1:log:40"], seeds=10, epochs=1)
    sweep.rows()
    with ThreadPoolExecutor(3 * MOST_TABLES) as many:
        answers = list(many.map(ask, [f"sweeps/{sweep.id}/csv"] * 3 * MOST_TABLES))
    tables = [text for status, text in answers if status == 200]
    assert {status for status, _ in answers} == {200, 429}
    assert len(tables) >= MOST_TABLES
    assert set(tables) == {sweep.ask("/csv")}
    assert tables[0].count("\n") == 401


def test_a_body_that_is_too_large_is_not_read(live: Live) -> None:
    status, answer = asked(live.http, "sweeps", b"[" + b" " * MOST_BYTES)
    assert (status, answer["reason"]["code"]) == (413, "order_too_large")


def test_a_sweep_that_is_deleted_while_more_seeds_are_on_their_way_is_unknown(live: Live) -> None:
    sweep = begun(live.http)
    sweep.rows()
    body, path = b'{"n": 1}', f"sweeps/{sweep.id}/more_seeds"
    asks = f"POST /{path} HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer {sweep.secret}\r\n"
    asks += f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", live.port), SECONDS) as sends:
        sends.sendall(asks.encode())
        with sends.makefile("rb") as answers:
            assert b"100" in answers.readline()  # what it brings is awaited
            sweep.ask(method="DELETE")
            sends.sendall(body)
            assert b"404" in answers.read().partition(b"HTTP/1.1 ")[2][:3]


def test_numbers_of_a_page_that_are_none_are_refused(live: Live) -> None:
    sweep = begun(live.http)
    for query in ("after=-1", "after=x", "after=1e400", "seen=x", f"after={2**70}"):
        assert asked(live.http, f"sweeps/{sweep.id}/rows?{query}")[0] == 422


def test_further_sweeps_wait_for_their_turn_and_say_so(live: Live) -> None:
    first, second = (begun(live.http, **LONG) for _ in range(2))
    third = begun(live.http)
    status = third.ask()
    assert (status["state"], status["why"]["code"]) == ("running", "sweep_waits")
    assert status["n_training"] == 0
    first.lead("stop")
    status, _ = third.rows()
    assert status["why"] is None
    second.lead("stop")


def test_as_many_sweeps_are_kept_as_there_may_be() -> None:
    with serving(max_sweeps=3, max_sweeps_per_address=2) as live:
        first = begun(live.http)
        begun(live.http)
        status, answer = asked(live.http, "sweeps", ORDER)
        assert (status, answer["reason"]["code"]) == (409, "sweeps_of_address")
        first.ask(method="DELETE")
        begun(live.http)
    with serving(max_sweeps=0) as live:
        status, answer = asked(live.http, "sweeps", ORDER)
        assert (status, answer["reason"]["code"]) == (409, "sweeps_in_all")


def test_rooms_train_and_are_seen_while_a_sweep_is_trained(live: Live) -> None:
    async def scene() -> None:
        async with joined(live) as host:
            await host.ask("play")
            sweep = await asyncio.to_thread(begun, live.http, **LONG)
            told = asyncio.create_task(asyncio.to_thread(sweep.rows, "done", bool))
            while not told.done():  # who reads no pictures meanwhile is let go
                await host.next_frame()
            assert (await told)[1]
            assert host.frame is not None
            before = host.frame.epoch
            await host.next_frame(wanted=lambda frame: frame.epoch > before + 3)
            status = await asyncio.to_thread(sweep.lead, "stop")
            assert status["n_done"] < status["n_trials"]

    run(scene())


def test_who_waits_for_news_is_let_go_when_the_server_stops() -> None:
    with ThreadPoolExecutor() as pool:
        with serving() as live:
            sweep = begun(live.http)
            status, rows = sweep.rows()
            path = f"/rows?after={rows[-1]['number']}&seen={status['version']}"
            begin = now()
            waiting = pool.submit(sweep.ask, path)
            sweep.ask()  # the server is at work, and may have heard of the other by now
        assert waiting.result(SECONDS)["rows"] == []
        assert now() - begin < WAIT_SECONDS


def test_rows_are_sent_compressed_to_who_reads_that(live: Live) -> None:
    sweep = begun(live.http)
    sweep.rows()
    request = urllib.request.Request(
        f"{live.http}sweeps/{sweep.id}/rows", headers={"Accept-Encoding": "gzip"}
    )
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert json.loads(gzip.decompress(answer.read()))["rows"] == sweep.ask("/rows")["rows"]
