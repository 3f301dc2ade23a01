"""Where sweeps are trained on this machine: processes that come, go, die and are replaced."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from pathlib import Path

import pytest

from engine.backends.cores import n_cores
from engine.experiment.links import parse_link
from engine.reasons import ReasonError
from engine.sweeps.varied import read_varied
from server.sweeps.executors import InThisProcess, Workers, places_for
from server.sweeps.gpus import VISIBLE, one_for_each_gpu, visible
from server.sweeps.plan import planned
from server.sweeps.pool import MOST_TIMES, Pool, abandon
from server.sweeps.process import AFTER_OTHERS
from server.sweeps.running import last_rows, run
from tests.server.sweeps import sweep_tasks

PATIENCE = 60


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool([{"NUMBER": "0"}, {"NUMBER": "1"}])
    yield pool
    pool.end()


def until(is_so: Callable[[], bool]) -> None:
    """Looks again and again, for a minute at most."""
    looking = threading.Event()
    for _ in range(PATIENCE * 20):
        if is_so():
            return
        looking.wait(0.05)
    raise AssertionError("it never came to be")


def is_there(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def test_each_process_computes_on_one_core_after_all_others_in_an_environment_of_its_own(pool: Pool) -> None:
    pool.start()
    asked = [pool.submit(sweep_tasks.told, "NUMBER") for _ in range(40)]
    answers = [each.result(PATIENCE) for each in asked]
    pids = {pid for pid, *_ in answers}
    assert 1 <= len(pids) <= 2
    assert os.getpid() not in pids
    assert {cores for _, cores, *_ in answers} == {1}
    assert {nice for *_, nice, _ in answers} == {AFTER_OTHERS}
    assert len({(pid, number) for pid, *_, number in answers}) == len(pids)
    assert {number for *_, number in answers} <= {"0", "1"}


def test_many_processes_give_the_bits_that_one_gives() -> None:
    link = parse_link("dataset=gauss&networkShape=3&seed=0.25&noise=10&points=60")
    plan = planned(link.experiment, [read_varied("learning_rate=0.001..3:log:5")], n_seeds=3, epochs=5)
    with Workers() as workers:
        workers.ready()
        place = workers.executor()
        assert (place.n_workers, place.where) == (n_cores(), "cores")
        assert last_rows(run(plan, place.executor, "numpy", 2)) == last_rows(
            run(plan, InThisProcess(), "numpy")
        )


def test_a_process_that_dies_is_replaced_and_its_task_begun_anew(pool: Pool, tmp_path: Path) -> None:
    doomed = pool.submit(sweep_tasks.die_at_first, tmp_path / "times", MOST_TIMES - 1)
    others = [pool.submit(sweep_tasks.told, "NUMBER") for _ in range(10)]
    assert doomed.result(PATIENCE) == "done"
    assert [each.result(PATIENCE)[1] for each in others] == [1] * 10
    assert len((tmp_path / "times").read_text()) == MOST_TIMES


def test_a_task_that_kills_its_process_each_time_ends_with_a_sentence_and_harms_no_other(
    pool: Pool, tmp_path: Path
) -> None:
    doomed = pool.submit(sweep_tasks.die_at_first, tmp_path / "times", 1_000)
    other = pool.submit(sweep_tasks.told, "NUMBER")
    with pytest.raises(ReasonError, match="was lost 3 times; it may need more memory than there is"):
        doomed.result(PATIENCE)
    assert other.result(PATIENCE)[1] == 1
    assert pool.submit(sweep_tasks.talk).result(PATIENCE) == "done"


def test_what_a_task_raises_is_raised_where_its_result_is_asked_for(pool: Pool) -> None:
    with pytest.raises(ReasonError, match="device must be one of numpy, got abacus") as caught:
        pool.submit(sweep_tasks.fail_without_device).result(PATIENCE)
    assert (caught.value.reason.code, caught.value.field) == ("unknown_device", "device")
    with pytest.raises(RuntimeError, match="Stubborn: this and that"):
        pool.submit(sweep_tasks.fail_stubbornly).result(PATIENCE)


def test_processes_without_a_task_end_after_a_while_and_come_again() -> None:
    pool = Pool([{}, {}], idle_seconds=0.05)
    first = pool.submit(sweep_tasks.told, "NUMBER").result(PATIENCE)[0]
    until(lambda: not is_there(first))
    assert not pool.pids
    assert pool.submit(sweep_tasks.told, "NUMBER").result(PATIENCE)[0] != first
    pool.end()


def test_a_pool_that_ends_cancels_what_waits_and_what_goes_on(pool: Pool, tmp_path: Path) -> None:
    held = [pool.submit(sweep_tasks.hold, tmp_path / str(k)) for k in range(2)]
    waiting = pool.submit(sweep_tasks.talk)
    until(lambda: all(pid.isdecimal() for pid in texts(tmp_path)) and len(texts(tmp_path)) == 2)
    pool.end()
    for each in (*held, waiting):
        with pytest.raises(CancelledError):
            each.result(PATIENCE)
    assert not any(is_there(int(pid)) for pid in texts(tmp_path))
    with pytest.raises(RuntimeError, match="takes no tasks any more"):
        pool.submit(sweep_tasks.talk)


def test_a_task_that_nobody_wants_any_more_ends_and_others_have_its_process(
    pool: Pool, tmp_path: Path
) -> None:
    held = [pool.submit(sweep_tasks.hold, tmp_path / str(k)) for k in range(2)]
    waiting = pool.submit(sweep_tasks.talk)
    until(lambda: all(pid.isdecimal() for pid in texts(tmp_path)) and len(texts(tmp_path)) == 2)
    abandon(held[0])
    assert waiting.result(PATIENCE) == "done"
    with pytest.raises(CancelledError):
        held[0].result(PATIENCE)
    assert not held[1].done()
    assert sum(is_there(int(pid)) for pid in texts(tmp_path)) == 1


def test_a_task_that_is_done_when_nobody_wants_it_harms_no_process(pool: Pool) -> None:
    pid = pool.submit(sweep_tasks.told, "NUMBER").result(PATIENCE)[0]
    done = pool.submit(sweep_tasks.talk)
    assert done.result(PATIENCE) == "done"
    abandon(done)
    assert done.result() == "done"
    assert pid in pool.pids


def texts(folder: Path) -> list[str]:
    return [path.read_text() for path in folder.iterdir()]


def test_a_server_that_is_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from server.sweeps.pool import Pool\n"
        "from tests.server.sweeps import sweep_tasks\n"
        "Pool([{}]).submit(sweep_tasks.hold, Path(sys.argv[1])).result()"
    )
    path = tmp_path / "pid"
    server = subprocess.Popen([sys.executable, "-c", program, str(path)])
    try:
        until(lambda: path.exists() and path.read_text().isdecimal())
        pid = int(path.read_text())
        assert is_there(pid)
    finally:
        server.send_signal(signal.SIGKILL)
        server.wait()
    until(lambda: not is_there(pid))


def test_a_server_on_which_nobody_sweeps_loads_no_library_for_it() -> None:
    program = (
        "import sys; from server.commands import cli; from server.web.app import create_app\n"
        "from server.settings import Settings; from fastapi.testclient import TestClient\n"
        "with TestClient(create_app(Settings())) as client: client.get('/')\n"
        "print(*sorted({'optuna', 'distributed', 'dask', 'tornado', 'scipy', 'torch'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_closed_workers_train_nothing_more() -> None:
    with Workers() as workers:
        pass
    with pytest.raises(RuntimeError, match="closed"):
        workers.executor()


@pytest.mark.parametrize(
    ("named", "n", "names"),
    [
        (None, 0, []),
        (None, 3, ["0", "1", "2"]),
        ("", 3, []),
        ("2,0", 3, ["2", "0"]),
        ("1, 3, 0", 3, ["1"]),
        ("0,0,1", 3, ["0"]),
        ("-1,0", 3, []),
        ("GPU-5c4f,MIG-77", 2, ["GPU-5c4f", "MIG-77"]),
        ("GPU-5c4f", 0, []),
        ("x", 1, []),
    ],
)
def test_each_gpu_that_may_be_used_has_a_process(named: str | None, n: int, names: list[str]) -> None:
    assert visible(named, n) == names


def test_a_gpu_that_is_hidden_from_the_server_is_hidden_from_its_sweeps() -> None:
    assert one_for_each_gpu({VISIBLE: ""}) == []


def test_the_cores_train_what_is_no_gpus_and_never_more_processes_than_there_are_cores() -> None:
    for device in ("auto", "numpy", "numba"):
        assert places_for(device) == ("cores", [{}] * n_cores())
    assert places_for("auto", 1) == ("cores", [{}])
    assert places_for("auto", 10_000) == ("cores", [{}] * n_cores())
    where, places = places_for("cuda")
    assert where == "gpu"
    assert len(places) == max(1, len(one_for_each_gpu()))
