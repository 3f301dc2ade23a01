"""A run goes through a saved state unchanged, and what is none is refused with its reason."""

import base64
import dataclasses
import hashlib
import json
import random
import struct
import time
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.data.table import Table
from engine.experiment.experiment import Experiment
from engine.experiment.view import View
from engine.reasons import ReasonError
from engine.training.trainer import Trainer
from engine.training.trainer_state import TrainerState
from server.keeping.codec import packed, unpacked
from server.runs.marks import Mark
from server.saved.links import MOST_CHARACTERS, WHOLE, saved_link
from server.saved.state import MOST_BYTES, MOST_UNPACKED, SAVED, SavedState, from_bytes, to_bytes
from tests.engine.drawn import experiments
from tests.server.keeping.test_kept import EXPERIMENTS, same

VIEW = View(discretize=True, hidden_controls=("dataset",))
MARK = Mark(3, {"learning_rate": (0.03, 0.1), "optimizer": ("sgd", "adam")})


def saved(trainer: Trainer, **changes: Any) -> SavedState:
    return SavedState(**{"view": VIEW, "marks": (MARK,), "trainer": trainer.state(), **changes})


def small(drawn: dict[str, Any]) -> dict[str, Any]:
    """Less of what only takes time."""
    return {"hidden": drawn["hidden"][:3], "batch_size": max(20, drawn["batch_size"]), "n_points": 100}


def by_link(data: bytes) -> bytes:
    """The same after it was the fragment of an address."""
    link = "https://example.org/nn/#" + WHOLE + base64.urlsafe_b64encode(data).decode().rstrip("=")
    found = saved_link(link)
    assert found is not None
    return found.content


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_the_next_hundred_epochs_are_the_same_bit_for_bit(experiment: Experiment) -> None:
    goes_on_the_same(experiment, 17)


@settings(max_examples=25)
@given(experiment=experiments(small), n=st.integers(0, 40))
def test_the_next_hundred_epochs_of_any_experiment_are_the_same(experiment: Experiment, n: int) -> None:
    goes_on_the_same(experiment, n)


def goes_on_the_same(experiment: Experiment, n_batches: int) -> None:
    trainer = Trainer(experiment)
    first = trainer.state()
    trainer.run(n_batches)
    data = to_bytes(saved(trainer, first=first))
    state, opened = from_bytes(by_link(data) if len(data) * 4 / 3 <= MOST_CHARACTERS - 10 else data)
    assert (state.view, state.marks) == (VIEW, (MARK,))
    assert same(state.trainer, trainer.state())
    assert state.first is not None
    assert same(state.first, first)
    assert same(opened.state(), trainer.state())
    for each in (trainer, opened):
        each.run(each.batches_until(each.epoch + 100))
    assert same(opened.state(), trainer.state())


def test_the_same_run_gives_the_same_bytes() -> None:
    trainer = Trainer(Experiment())
    trainer.run(30)
    assert to_bytes(saved(trainer)) == to_bytes(from_bytes(to_bytes(saved(trainer)))[0])


def test_a_small_run_fits_into_a_link_and_a_long_one_into_a_file() -> None:
    trainer = Trainer(Experiment())
    trainer.run(trainer.batches_until(100))
    assert len(by_link(to_bytes(saved(trainer)))) * 4 / 3 < MOST_CHARACTERS / 2
    trainer.run(trainer.batches_until(1000))
    assert len(to_bytes(saved(trainer, first=trainer.state()))) < MOST_BYTES / 10


def test_the_largest_network_can_be_saved() -> None:
    largest = Experiment(hidden=(32,) * 10, optimizer="adam", early_stopping=True)
    trainer = Trainer(largest)
    first = trainer.state()
    trainer.run(trainer.batches_until(2))
    assert len(to_bytes(saved(trainer, first=first))) < MOST_BYTES


@pytest.mark.parametrize(("rows", "inputs"), [(30, 2), (5000, 20), (5000, 64)])
def test_data_of_one_s_own_are_part_of_it(rows: int, inputs: int) -> None:
    x = np.random.default_rng(1).normal(size=(rows, inputs)).round(3)
    names = tuple(f"column {n}" for n in range(inputs))
    table = Table(title="mine", names=names, x=x, label=np.arange(rows) % 3, classes=("a", "b", "c"))
    trainer = Trainer(Experiment(dataset="own", table=table, loss="cross-entropy", features=(), hidden=(3,)))
    first = trainer.state()
    trainer.run(5)
    state, opened = from_bytes(to_bytes(saved(trainer, first=first)))
    assert state.trainer.experiment.table == table
    assert same(opened.state(), trainer.state())


def test_what_is_too_large_is_refused() -> None:
    for data in (bytes(MOST_BYTES + 1), random.Random(1).randbytes(3_000_000)):
        with pytest.raises(ReasonError) as refused:
            from_bytes(data)
        assert refused.value.reason.code == "saved_too_large"
    assert "at most 1000 KB, this one has 3000 KB" in str(refused.value)


def facts_of(trainer: Trainer) -> dict[str, Any]:
    return unpacked(SAVED, zlib.decompress(to_bytes(saved(trainer, first=trainer.state()))))


def code_of(data: bytes) -> str:
    """Why some bytes are refused, which is said soon."""
    begun = time.thread_time()
    with pytest.raises(ReasonError) as refused:
        from_bytes(data)
    assert time.thread_time() - begun < 0.5
    return str(refused.value.reason.code)


def sealed(facts: dict[str, Any]) -> bytes:
    return zlib.compress(packed(SAVED, facts))


def changed(facts: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Facts with another value at a place of theirs."""
    facts = json.loads(json.dumps(facts))
    at: Any = facts
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    for part in way:
        at = at[part]
    at[last] = value
    return facts


IMPOSSIBLE = [
    ("trainer.progress.learning.model.parameters.0.0.0", [float("nan"), 1.0]),
    ("trainer.progress.learning.model.parameters.0.0.0", [1.0]),
    ("trainer.checkpoint.learning.model.parameters.0.0.0", [float("inf"), 1.0]),
    ("trainer.progress.losses", [float("nan"), 0.5]),
    ("trainer.progress.place", [-1, 0, 0]),
    ("trainer.progress.place", [1e3, 0, 0]),
    ("trainer.progress.place", ["many", 0, 0]),
    ("trainer.history", [[0, float("inf"), 0.5]]),
    ("trainer.history", [[0, 0.5, 0.5]] * 2),
    ("trainer.history", [[n, 0.5, 0.5] for n in range(1001)]),
    ("trainer.stride", 0),
    ("trainer.diverged", "no"),
    ("trainer.stopped", ["<b>", 3]),
    ("trainer.heeded", ["everything"]),
    ("trainer.rng.0", 300),
    ("trainer.rng.2", [1] * 256),
    ("trainer.experiment.hidden", [10**9]),
    ("trainer.experiment.unheard_of", 1),
    ("view.unheard_of", True),
    ("view.hidden_controls", ["<script>"]),
    ("marks", [[3, {"<script>": [1, 2]}]]),
    ("marks", [[3, {"learning_rate": [{"a": 1}, 2]}]]),
    ("marks", [[3, {"learning_rate": ["x" * 1000, 2]}]]),
    ("marks", [[3, {"learning_rate": [float("nan"), 2]}]]),
    ("marks", "none"),
    ("first.progress.learning.model.parameters", []),
    ("first.experiment", {"hidden": [3]}),
]


@pytest.mark.parametrize(("path", "value"), IMPOSSIBLE, ids=lambda each: str(each)[:50])
def test_what_no_run_can_be_is_refused(path: str, value: Any) -> None:
    trainer = Trainer(Experiment(hidden=(2,)))
    facts = facts_of(trainer)
    from_bytes(sealed(facts))
    assert code_of(written(changed(facts, path, value))) == "saved_damaged"


def written(facts: dict[str, Any]) -> bytes:
    """Facts as bytes, also those that have numbers which JSON does not know."""
    try:
        return sealed(facts)
    except ValueError:
        text = json.dumps(facts).encode()
        return zlib.compress(sealed_text(text))


def sealed_text(text: bytes, version: int = SAVED.version) -> bytes:
    whole = struct.pack("<8sII", SAVED.magic, version, len(text)) + text
    return whole + hashlib.sha256(whole).digest()


NO_STATES = [
    b"",
    b"hello",
    b"\0" * 1000,
    zlib.compress(b"hello" * 100),
    zlib.compress(bytes(200_000_000)),
    zlib.compress(sealed_text(b"{}")),
    zlib.compress(sealed_text(b"[" * 500_000)),
    zlib.compress(sealed_text(b'{"trainer": {"f64": 1e308}}')),
    zlib.compress(sealed_text(b'{"trainer": {}, "first": null, "view": {}, "marks": []}')),
]


@pytest.mark.parametrize("data", NO_STATES, ids=range(len(NO_STATES)))
def test_what_is_no_saved_state_is_refused(data: bytes) -> None:
    assert code_of(data) == "saved_damaged"


def test_a_bomb_takes_no_more_memory_than_a_state_may() -> None:
    bomb = zlib.compress(bytes(500_000_000))
    assert len(bomb) < MOST_BYTES
    assert code_of(bomb) == "saved_damaged"
    assert MOST_UNPACKED < 10_000_000


def test_a_state_of_a_newer_version_says_so() -> None:
    assert code_of(zlib.compress(sealed_text(b"{}", SAVED.version + 1))) == "saved_newer"


def test_a_damaged_state_is_refused_wherever_it_is_damaged() -> None:
    trainer = Trainer(Experiment(hidden=(2,)))
    good = zlib.decompress(to_bytes(saved(trainer)))
    chance = random.Random(0)
    for _ in range(60):
        bad = bytearray(good)
        bad[chance.randrange(16, len(bad))] ^= 1 << chance.randrange(8)
        assert code_of(zlib.compress(bytes(bad))) == "saved_damaged"
    whole = to_bytes(saved(trainer))
    for n in range(0, len(whole), 97):
        assert code_of(whole[:n]) == "saved_damaged"
    assert code_of(whole + b"x") == "saved_damaged"


def test_nothing_that_opens_a_room_is_in_a_saved_state() -> None:
    assert {each.name for each in dataclasses.fields(SavedState)} == {"view", "trainer", "first", "marks"}
    assert set(facts_of(Trainer(Experiment()))) == {"view", "trainer", "first", "marks"}
    assert "token" not in "".join(each.name for each in dataclasses.fields(TrainerState))


@pytest.mark.parametrize(
    ("link", "code"),
    [
        ("#saved=short", "saved_unknown"),
        ("#saved=" + "x" * 23, "saved_unknown"),
        ("#saved=" + "ä" * 22, "saved_unknown"),
        ("state=%%%", "saved_damaged"),
        ("state=a", "saved_damaged"),
        ("state=" + "a" * (MOST_CHARACTERS + 1), "saved_too_large"),
    ],
)
def test_links_that_can_mean_no_state_are_refused(link: str, code: str) -> None:
    with pytest.raises(ReasonError) as refused:
        saved_link(link)
    assert refused.value.reason.code == code


def test_links_of_experiments_are_none_of_states() -> None:
    assert saved_link("#dataset=gauss&seed=0.5") is None
    assert saved_link("") is None
    assert saved_link(None) is None
    found = saved_link("https://example.org/#saved=" + "x" * 22)
    assert found is not None
    assert found.id == "x" * 22
