"""A room goes through its file unchanged, and what is no room is refused with its reason."""

import dataclasses
import hashlib
import json
import os
import random
import struct
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.experiment.experiment import Experiment
from engine.experiment.view import View
from engine.training.trainer import Trainer
from engine.training.trainer_state import TrainerState
from server.keeping.codec import MOST_BYTES, KeptError
from server.keeping.folder import Folder, FolderInUse
from server.keeping.kept import ROOM, KeptRoom, from_bytes, to_bytes
from server.runs.beginnings import MOST_KEPT_BYTES, Beginnings
from server.runs.states import Slot
from tests.paths import GOLDEN, ROOT

ID = "aB3_-xYz"


def room(trainer: Trainer, **changes: object) -> KeptRoom:
    facts = {"id": ID, "host_token": "h" * 22, "watch_token": "w" * 22, "view": View(discretize=True)}
    facts |= {"playing": True, "speed": None, "generation": 3, "unused_seconds": 1.5}
    return KeptRoom(**{**facts, **changes}, trainer=trainer.state())  # type: ignore[arg-type]


def same(a: TrainerState, b: TrainerState) -> bool:
    """Whether two states are equal, bit for bit (also where both are not finite)."""
    assert a.experiment == b.experiment
    assert (a.rng, a.stride, a.history, a.diverged) == (b.rng, b.stride, b.history, b.diverged)
    return repr(a.as_dict()) == repr(b.as_dict())


EXPERIMENTS = [
    Experiment(),
    Experiment(hidden=(), features=("x",)),
    Experiment(hidden=(3, 1, 5), regularization="L1", regularization_rate=0.1, batch_size=7, noise=30),
    Experiment(problem="regression", learning_rate=10, activation="relu"),
    Experiment(dataset="spiral", hidden=(8, 8), regularization="L2", regularization_rate=0.01),
    Experiment(optimizer="adam", dropout=0.3, shuffle=True, hidden=(6, 6), normalization="batch", skip=True),
    Experiment(optimizer="nesterov", early_stopping=True, patience=1, input_scaling="standard", noise=50),
    Experiment(dataset="blobs", loss="cross-entropy", classes=4, schedule="cosine", optimizer="adamw"),
    Experiment(problem="curve", features=("x",), normalization="layer", regularization="elastic"),
    Experiment(features=("y", "x1^2 - x2", "sin(3*x1)"), hidden=(3,)),
]


@settings(max_examples=40)
@given(experiment=st.sampled_from(EXPERIMENTS), n=st.integers(0, 120))
def test_a_run_goes_on_from_its_file_as_if_nothing_had_been(experiment: Experiment, n: int) -> None:
    trainer = Trainer(experiment)
    for _ in range(n):
        trainer.step()
    read, again = from_bytes(to_bytes(room(trainer)))
    assert same(read.trainer, trainer.state())
    assert (read.view, read.playing, read.speed, read.generation) == (View(discretize=True), True, None, 3)
    for each in (trainer, again):
        for _ in range(60):
            each.step()
        each.reset()
        each.run_epoch()
    assert same(trainer.state(), again.state())


OLD_ROOMS = GOLDEN / "rooms"


@pytest.mark.parametrize("name", [path.stem for path in sorted(OLD_ROOMS.glob("*.room"))])
def test_a_room_that_an_earlier_server_wrote_goes_on_as_it_did_there(name: str) -> None:
    """losses.json has the epoch of each, and the losses after three more on the server that wrote it. Their
    last digits are others without AVX-512: NumPy computes with other instructions there."""
    epoch, *losses = json.loads((OLD_ROOMS / "losses.json").read_text())[name]
    _, trainer = from_bytes((OLD_ROOMS / f"{name}.room").read_bytes())
    assert trainer.epoch == epoch
    trainer.go_on()
    for expected in losses:
        trainer.run_epoch()
        assert [trainer.train_loss, trainer.test_loss] == pytest.approx(expected, rel=1e-9)


def test_the_first_weights_of_earlier_runs_are_kept_with_their_numbers() -> None:
    others = tuple((run, Trainer(each).state()) for run, each in enumerate(EXPERIMENTS[1:4], 2))
    read, _ = from_bytes(to_bytes(room(Trainer(Experiment()), run=5, last_run=7, others=others)))
    assert (read.run, read.last_run) == (5, 7)
    assert [run for run, _ in read.others] == [2, 3, 4]
    assert all(same(was, now) for (_, was), (_, now) in zip(others, read.others, strict=True))


def test_weights_that_do_not_fit_their_experiment_are_refused_in_earlier_runs_too() -> None:
    wrong = dataclasses.replace(Trainer(Experiment()).state(), experiment=Experiment(hidden=(7,)))
    with pytest.raises(KeptError, match="do not fit its experiment"):
        from_bytes(to_bytes(room(Trainer(Experiment()), last_run=2, others=((2, wrong),))))


def test_a_file_holds_the_newest_beginnings_within_a_limit() -> None:
    beginnings = Beginnings()
    for run in range(1, 6):
        slot = Slot(Experiment())
        if run != 4:  # not yet drawn
            slot.fill(Trainer(Experiment()).state())
        beginnings.add(run, slot)
    assert [run for run, _ in beginnings.others(5)] == [1, 2, 3]
    large = Slot(Experiment())
    large.fill(Trainer(Experiment(hidden=(32,) * 10)).state())
    assert large.n_bytes < MOST_KEPT_BYTES < 8 * large.n_bytes
    many = Beginnings.resumed([(run, large.state) for run in range(1, 9) if large.state], 9, large)
    runs = [run for run, _ in many.others(9)]
    assert runs == list(range(9 - len(runs), 9))
    assert 0 < len(runs) <= MOST_KEPT_BYTES / large.n_bytes < len(runs) + 1


def test_gradients_that_overflowed_are_kept_too() -> None:
    state = Trainer(Experiment()).state()
    state.progress.learning.gradients[0].weights[0, 0] = np.inf
    state.progress.learning.gradients[1].weights[0, 0] = np.nan
    made = KeptRoom(
        id=ID, host_token="h" * 22, watch_token="w" * 22, view=View(), playing=False, speed=60.0,
        generation=1, trainer=state,
    )  # fmt: skip
    assert same(from_bytes(to_bytes(made))[0].trainer, state)


def test_a_file_with_anything_changed_or_cut_off_is_refused() -> None:
    data = to_bytes(room(Trainer(Experiment())))
    chosen = random.Random(1)
    for _ in range(200):
        at = chosen.randrange(len(data))
        changed = bytearray(data)
        changed[at] ^= 1 << chosen.randrange(8)
        for bad in (bytes(changed), data[:at], data + data[: at + 1]):
            with pytest.raises(KeptError):
                from_bytes(bad)


def sealed(text: str, numbers: bytes = b"", version: int = ROOM.version) -> bytes:
    whole = struct.pack("<8sII", b"nnp-room", version, len(text)) + text.encode() + numbers
    return whole + hashlib.sha256(whole).digest()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "cut short"),
        (b'{"rooms": []}' * 10, "it is no room of the playground"),
        (
            sealed("{}", version=ROOM.version + 1),
            "newer version of the playground: format 4, this one reads 3",
        ),
        (sealed("{}", version=1), "older version of the playground: format 1, this one reads 3"),
        (sealed("{}"), "do not fit together"),
        (sealed("[" * 100_000), "cannot be read"),
        (sealed('{"trainer": {"f64": 99999999999}}'), "numbers are not there"),
        (sealed('{"trainer": {"f64": -1}}'), "numbers are not there"),
        (sealed('{"trainer": {}}'), "makes no room: KeyError"),
    ],
)
def test_what_is_no_room_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(KeptError, match=reason):
        from_bytes(data)


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "../../etc"}, {"id": "a/b_cdef"}, {"host_token": ""}, {"host_token": "../" + "h" * 19},
        {"playing": 1}, {"speed": 1e9}, {"speed": float("nan")}, {"generation": 0}, {"generation": 1.5},
        {"unused_seconds": -1.0}, {"unused_seconds": float("inf")}, {"last_run": 0}, {"run": 2},
        {"others": ((2, Trainer(Experiment()).state()),)}, {"others": ((0, Trainer(Experiment()).state()),)},
    ],
)  # fmt: skip
def test_a_fact_that_no_room_can_have_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises((KeptError, ValueError)):
        from_bytes(to_bytes(room(Trainer(Experiment()), **changes)))


def test_weights_of_another_network_are_refused() -> None:
    made, other = room(Trainer(Experiment())), Trainer(Experiment(hidden=(4, 3))).state()
    state = dataclasses.replace(other, experiment=made.trainer.experiment)
    data = to_bytes(dataclasses.replace(made, trainer=state))
    with pytest.raises(KeptError, match="weights do not fit"):
        from_bytes(data)


@pytest.mark.parametrize(
    "id", ["..", "../../../x", "/etc/pass", "a\0bcdefg", "%2e%2e%2fx", "short", "a" * 9, ""]
)
def test_an_id_that_is_none_touches_no_file(id: str, tmp_path: Path) -> None:
    folder = Folder(tmp_path / "data")
    for wrong in (lambda: folder.write(id, b"x"), lambda: folder.remove(id)):
        with pytest.raises(ValueError, match="id must be"):
            wrong()
    assert list(tmp_path.rglob("*.room")) == []


def test_what_is_no_ordinary_file_of_a_room_is_not_read(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "data")
    folder.open()
    rooms = tmp_path / "data" / "rooms"
    (tmp_path / "elsewhere").write_bytes(to_bytes(room(Trainer(Experiment()))))
    (rooms / "linkedXX.room").symlink_to(tmp_path / "elsewhere")
    os.mkfifo(rooms / "a_fifo_X.room")
    (rooms / "a_folder.room").mkdir()
    (rooms / "..name.room").write_bytes(b"")
    with open(rooms / "large_XX.room", "wb") as large:
        large.truncate(MOST_BYTES + 1)
    reasons = {}
    for path in folder.files():
        with pytest.raises(KeptError) as refused:
            folder.read(path)
        reasons[path.name] = str(refused.value)
    assert len(reasons) == 5
    assert "too large" in reasons["large_XX.room"]
    assert [reasons[name] for name in ("linkedXX.room", "a_fifo_X.room", "a_folder.room")] == [
        "it is no ordinary file"
    ] * 3


def test_what_is_set_aside_keeps_its_reason_and_overwrites_nothing(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.open()
    for content in (b"one", b"two"):
        path = tmp_path / "rooms" / f"{ID}.room"
        path.write_bytes(content)
        folder.set_aside(path, "it is damaged")
    aside = {path.name: path.read_bytes() for path in (tmp_path / "set-aside").iterdir()}
    assert (aside[f"{ID}.room"], aside[f"{ID}.room.1"]) == (b"one", b"two")
    assert b"because it is damaged" in aside[f"{ID}.room.txt"]
    assert folder.files() == []


def test_only_one_server_has_a_folder(tmp_path: Path) -> None:
    first, second = Folder(tmp_path), Folder(tmp_path)
    first.open()
    with pytest.raises(FolderInUse, match="in use by another playground"):
        second.open()
    first.close()
    second.open()
    second.close()


class ClosedMeanwhile(Folder):
    """A folder that is closed by another thread while it is being opened."""

    def _is_locked(self) -> bool:
        closing = threading.Thread(target=self.close)
        closing.start()
        closing.join()
        return super()._is_locked()


@pytest.mark.parametrize("kind", [Folder, ClosedMeanwhile])
def test_who_opens_a_folder_as_it_is_closed_takes_it_from_nobody(tmp_path: Path, kind: type[Folder]) -> None:
    late, next_server = kind(tmp_path), Folder(tmp_path)
    if kind is Folder:
        late.open()
        late.close()
    with pytest.raises(OSError, match="is closed"):
        late.open()
    next_server.open()
    next_server.close()


WRITE_FOR_EVER = """
import sys
from pathlib import Path
from engine.experiment.experiment import Experiment
from engine.training.trainer import Trainer
from server.keeping.folder import Folder
from server.keeping.kept import to_bytes
from tests.server.keeping.test_kept import ID, room
trainer = Trainer(Experiment(hidden=(32, 32, 32)))
folder, files = Folder(Path(sys.argv[1])), []
for _ in range(2):
    trainer.run_epoch()
    files.append(to_bytes(room(trainer)))
while True:
    for file in files:
        folder.write(ID, file)
        print("written", flush=True)
"""


def test_a_kill_in_the_middle_of_writing_leaves_a_whole_file(tmp_path: Path) -> None:
    chosen = random.Random(2)
    for _ in range(6):
        with subprocess.Popen(
            [sys.executable, "-c", WRITE_FOR_EVER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE
        ) as writer:
            try:
                assert writer.stdout is not None
                for _ in range(chosen.randrange(1, 30)):
                    assert writer.stdout.readline() == b"written\n"
            finally:
                writer.kill()
        folder = Folder(tmp_path)
        (path,) = folder.files()
        assert from_bytes(folder.read(path))[1].epoch in (1, 2)
        assert [each.name for each in (tmp_path / "rooms").iterdir()] == [path.name]
