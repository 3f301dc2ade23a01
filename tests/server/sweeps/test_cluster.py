"""Sweeps on a Dask cluster: real schedulers and workers, some of which are killed."""

import shutil
import signal
import socket
import subprocess
import threading
from concurrent.futures import CancelledError
from pathlib import Path

import pytest
from dask import config as dask_config

from engine.experiment.links import parse_link
from engine.reasons import ReasonError
from engine.sweeps.reasons import refuse
from engine.sweeps.varied import read_varied
from server.sweeps.cluster import Cluster
from server.sweeps.executors import InThisProcess, Workers
from server.sweeps.plan import SweepPlan, planned
from server.sweeps.rows import SweepRow
from server.sweeps.running import last_rows, run
from tests.server.people.sweeping import begun, losses, unbroken_losses
from tests.server.servers.dask import scheduler, worker
from tests.server.servers.live import serving
from tests.server.servers.ports import free_port
from tests.server.sweeps import sweep_tasks

PATIENCE = 60
LINK = "dataset=gauss&networkShape=3&seed=0.25&noise=10&points=60"


@pytest.fixture
def plan() -> SweepPlan:
    fields = [read_varied("learning_rate=0.001..3:log:5")]
    return planned(parse_link(LINK).experiment, fields, n_seeds=12, epochs=30)


def no_loop_is_left() -> bool:
    """Waits until Dask has no thread here to speak with schedulers."""
    for each in threading.enumerate():
        if each.name == "IO loop":
            each.join(PATIENCE)
    return all(each.name != "IO loop" for each in threading.enumerate())


def test_a_cluster_that_loses_a_worker_gives_the_same_bits(plan: SweepPlan) -> None:
    rows: list[SweepRow] = []
    with scheduler() as (_, address), worker(address) as first, worker(address), Workers(address) as workers:
        place = workers.executor()
        assert (place.n_workers, place.where) == (2, "cluster")
        for row in run(plan, place.executor, "numpy", 8):
            if not rows:
                first.send_signal(signal.SIGKILL)
            rows.append(row)
    assert last_rows(rows) == last_rows(run(plan, InThisProcess(), "numpy"))


def test_a_worker_computes_on_one_core_and_raises_here_what_it_raises_there() -> None:
    with scheduler() as (_, address), worker(address) as process, Workers(address) as workers:
        executor = workers.executor().executor
        pid, cores, *_ = executor.submit(sweep_tasks.told, "NUMBER").result(PATIENCE)
        assert (pid, cores) == (process.pid, 1)
        with pytest.raises(ReasonError, match="device must be one of numpy, got abacus"):
            executor.submit(sweep_tasks.fail_without_device).result(PATIENCE)


def test_a_scheduler_that_is_lost_is_said_and_used_again_when_it_is_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("server.sweeps.cluster.PATIENCE", 1.0)
    port = free_port()
    with scheduler(port) as (process, address), Workers(address) as workers:
        executor = workers.executor().executor
        with worker(address):
            assert executor.submit(sweep_tasks.talk).result(PATIENCE) == "done"
        held = executor.submit(sweep_tasks.talk)
        process.send_signal(signal.SIGKILL)
        process.wait()
        with pytest.raises(ReasonError) as caught:
            held.result(PATIENCE)
        assert caught.value.reason == refuse("cluster_lost", address=address).reason
        with pytest.raises(ReasonError, match=f"there is no cluster at {address}"):
            workers.executor()
        with scheduler(port) as (_, again), worker(again):
            assert again == address
            assert workers.executor().executor.submit(sweep_tasks.talk).result(PATIENCE) == "done"
    assert no_loop_is_left()


def test_a_sweep_whose_scheduler_is_lost_stands_still_and_goes_on_when_that_is_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("server.sweeps.cluster.PATIENCE", 1.0)
    order = {"vary": ["learning_rate=0.001..0.1:log:64"], "seeds": 10, "epochs": 30}
    port = free_port()
    with scheduler(port) as (process, address), serving(cluster=address) as live:
        with worker(address):
            sweep = begun(live.http, **order)
            status, _ = sweep.rows(enough=bool)
            assert (status["where"], status["n_workers"]) == ("cluster", 1)
            process.send_signal(signal.SIGKILL)
            status, before = sweep.rows("paused")
        assert status["why"] == {"code": "cluster_lost", "values": {"address": address}}
        sweep.lead("go_on")
        status, _ = sweep.rows("paused")
        assert status["why"]["code"] == "no_cluster"
        with scheduler(port), worker(address):
            sweep.lead("go_on")
            status, rows = sweep.rows()
        assert rows[: len(before)] == before
        assert len(rows) == status["n_done"] == 640
        assert losses(rows) == unbroken_losses(**order)


def test_a_cluster_without_workers_takes_tasks_and_does_them_when_one_comes() -> None:
    with scheduler() as (_, address), Workers(address) as workers:
        place = workers.executor()
        assert place.n_workers == 1
        waiting = place.executor.submit(sweep_tasks.talk)
        with worker(address), worker(address):
            assert waiting.result(PATIENCE) == "done"
            looking = threading.Event()
            while place.n_workers != 2:
                looking.wait(0.1)


def test_a_task_that_kills_its_worker_each_time_ends_with_a_sentence(tmp_path: Path) -> None:
    once = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
    with scheduler(environment=once) as (_, address), worker(address), Workers(address) as workers:
        doomed = workers.executor().executor.submit(sweep_tasks.die_at_first, tmp_path / "times", 1_000)
        with pytest.raises(ReasonError, match="was lost 1 times; it may need more memory"):
            doomed.result(PATIENCE)


def test_who_leaves_takes_its_tasks_along(tmp_path: Path) -> None:
    with scheduler() as (_, address), worker(address):
        with Workers(address) as workers:
            executor = workers.executor().executor
            held = executor.submit(sweep_tasks.hold, tmp_path / "pid")
            waiting = [executor.submit(sweep_tasks.talk) for _ in range(5)]
            assert waiting[0].cancel()
        for each in (held, *waiting):
            with pytest.raises(CancelledError):
                each.result(PATIENCE)
        other = Cluster(address)
        client = other.executor()._client
        looking = threading.Event()
        while client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks)):
            looking.wait(0.05)
        other.close()


@pytest.mark.filterwarnings("ignore:Mismatched versions")
def test_a_worker_of_another_version_trains_nothing(tmp_path: Path) -> None:
    (tmp_path / "numpy-0.1.dist-info").mkdir()
    (tmp_path / "numpy-0.1.dist-info" / "METADATA").write_text("Name: numpy\nVersion: 0.1\n")
    older = {"PYTHONPATH": str(tmp_path)}
    with scheduler() as (_, address), worker(address, environment=older), Workers(address) as workers:
        refused = workers.executor().executor.submit(sweep_tasks.talk)
        with pytest.raises(ReasonError, match=r"would give other bits: of numpy it has 0\.1, and here it is"):
            refused.result(PATIENCE)


@pytest.mark.parametrize("address", ["nonsense", "tcp://127.0.0.1:1", "tcp://", "http://127.0.0.1:1"])
def test_a_wrong_address_is_refused_with_a_sentence(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.sweeps.cluster.PATIENCE", 0.5)
    with Workers(address) as workers, pytest.raises(ReasonError, match=f"there is no cluster at {address}: "):
        workers.executor()


def test_a_scheduler_that_takes_connections_and_says_nothing_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.sweeps.cluster.PATIENCE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"tcp://127.0.0.1:{mute.getsockname()[1]}"
        with (
            Workers(address) as workers,
            pytest.raises(ReasonError, match=f"there is no cluster at {address}: "),
        ):
            workers.executor()
    assert no_loop_is_left()


def test_a_scheduler_that_says_nothing_any_more_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    with scheduler() as (process, address), Workers(address) as workers:
        place = workers.executor()
        monkeypatch.setattr("server.sweeps.cluster.PATIENCE", 0.5)
        monkeypatch.setattr("server.sweeps.cluster.COUNT_SECONDS", 0.0)
        process.send_signal(signal.SIGSTOP)
        try:
            with pytest.raises(ReasonError, match="does not answer any more"):
                place.executor.n_workers()  # type: ignore[attr-defined]
        finally:
            process.send_signal(signal.SIGCONT)


def test_one_thread_waits_for_a_scheduler_that_does_not_answer_however_many_ask(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def connecting() -> list[threading.Thread]:
        return [each for each in threading.enumerate() if each.name == "connecting to the cluster"]

    monkeypatch.setattr("server.sweeps.cluster.PATIENCE", 3.0)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        with Workers(f"tcp://127.0.0.1:{mute.getsockname()[1]}") as workers:
            for _ in range(50):
                workers.ready()
            waits = connecting()
            assert len(waits) == 1
        waits[0].join(PATIENCE)  # or it would wait on while other tests run
    assert no_loop_is_left()
    assert connecting() == []


def test_a_cluster_that_speaks_tls_is_reached_by_who_has_a_certificate(
    tmp_path: Path,
) -> None:
    if not shutil.which("openssl"):
        pytest.skip("openssl makes the certificate")
    key, certificate = str(tmp_path / "key.pem"), str(tmp_path / "cert.pem")
    of_this_machine = ("-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "1")
    kind = ("-x509", "-newkey", "rsa:2048", "-nodes")
    made = ["openssl", "req", *kind, "-keyout", key, "-out", certificate, *of_this_machine]
    subprocess.run(made, check=True, capture_output=True)
    files = ("--tls-ca-file", certificate, "--tls-cert", certificate, "--tls-key", key)
    with scheduler(0, *files, protocol="tls") as (_, address), worker(address, *files):
        assert address.startswith("tls://")
        with Workers(address) as workers, pytest.raises(ReasonError, match="there is no cluster at tls://"):
            workers.executor()
        assert no_loop_is_left()
        of_client = {"ca-file": certificate, "client.cert": certificate, "client.key": key}
        told = {f"distributed.comm.tls.{name}": path for name, path in of_client.items()}
        with dask_config.set(told), Workers(address) as workers:
            assert workers.executor().executor.submit(sweep_tasks.talk).result(PATIENCE) == "done"
