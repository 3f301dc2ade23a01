"""Weights that were taken away are brought back; files that are anything else are refused in a sentence."""

import io
import json
import pickle
import time
import zipfile
from typing import Any

import numpy as np
import pytest

from engine.experiment.experiment import Experiment
from engine.export.description import describe
from engine.export.table import MOST_BYTES, exported
from engine.export.weights import bring_back, read_weights
from engine.reasons import ReasonError
from engine.training.trainer import Trainer
from tests.engine.export.cases import OFF, SMALL, experiments, said

NAMES = [name for name, *_ in experiments()]


def trained(experiment: Experiment = SMALL, off: Any = ()) -> Trainer:
    trainer = Trainer(experiment)
    trainer.run(trainer.batches_until(2))
    for layer, neuron in off:
        trainer.switch_neuron(layer, neuron, on=False)
    return trainer


@pytest.mark.parametrize("target", ["json", "npz"])
def test_what_was_taken_away_says_the_same_when_it_is_back(target: str) -> None:
    for name, experiment, off in experiments():
        source, fresh = trained(experiment, off), Trainer(experiment)
        bring_back(fresh, read_weights(exported(describe(source), target).content))
        x = np.random.default_rng(5).uniform(-6, 6, (20, max(2, len(experiment.variables))))
        np.testing.assert_array_equal(said(fresh, x), said(source, x), name)
        assert [mask.tolist() for mask in fresh.hand.off] == [mask.tolist() for mask in source.hand.off]


def test_a_run_trains_on_from_the_weights_and_comes_back_to_them_should_it_diverge() -> None:
    source, run = trained(off=OFF), trained(SMALL.changed(optimizer="adam", regularization="L1"))
    bring_back(run, read_weights(exported(describe(source), "npz").content))
    loss, epoch = run.train_loss, run.epoch
    assert loss == pytest.approx(source.train_loss)
    run.run_epoch()
    assert (run.epoch, run.diverged) == (epoch + 1, False)
    assert run.train_loss != loss
    run.switch_neuron(*OFF[0], on=True)


def test_weights_of_another_shape_are_refused_with_both_shapes_and_the_run_stays() -> None:
    run = trained()
    weights = run.parameters
    other = exported(describe(trained(SMALL.changed(hidden=(5,)))), "json").content
    assert refusal(other, run) == "the weights are of a network of 2-5-1 neurons, this one has 2-4-3-1"
    normalised = exported(describe(trained(SMALL.changed(normalization="batch"))), "json").content
    wanted = "the weights are of a network whose normalization is batch; here it is none"
    assert refusal(normalised, run) == wanted
    assert run.parameters is weights


def refusal(content: bytes, run: Trainer | None = None) -> str:
    """Why a file is refused, which is told quickly."""
    begun = time.thread_time()
    with pytest.raises(ReasonError) as refused:
        bring_back(run or Trainer(SMALL), read_weights(content))
    assert time.thread_time() - begun < 0.2
    return str(refused.value)


def as_json(change: Any) -> bytes:
    """A file of JSON in which something was changed."""
    facts = json.loads(exported(describe(Trainer(SMALL)), "json").content)
    change(facts)
    return json.dumps(facts).encode()


def archive(entries: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", kind) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return file.getvalue()


def npy(array: Any) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


LYING = npy(np.zeros((2, 2))).replace(b"(2, 2)", b"(9, 9)")
HUGE = npy(np.zeros((2, 2))).replace(b"(2, 2), }" + b" " * 11, b"(99999999999, 9), }" + b" ")

NO_WEIGHTS = {
    "nothing": b"",
    "text": b"hello",
    "a number": b"5",
    "an empty list": b'{"layers": []}',
    "no list": b'{"layers": 7}',
    "too many layers": b'{"layers": [' + b",".join([b"{}"] * 500) + b"]}",
    "nested deeply": b"[" * 100_000,
    "a long number": b'{"layers": [{"weights": [[' + b"9" * 5000 + b']], "biases": [1]}]}',
    "ragged": as_json(lambda facts: facts["layers"][0]["weights"][0].pop()),
    "layers that do not fit": as_json(lambda facts: facts["layers"].pop(1)),
    "a text for a number": as_json(lambda facts: facts["layers"][0]["biases"].__setitem__(0, "one")),
    "no biases": as_json(lambda facts: facts["layers"][0].pop("biases")),
    "gains without shifts": as_json(lambda facts: facts["layers"][0].update(gains=[1, 1, 1, 1])),
    "an output that is off": as_json(lambda facts: facts["layers"][-1].update(off=[True])),
    "NUL bytes": bytes(1000),
    "half an archive": exported(describe(Trainer(SMALL)), "npz").content[:700],
    "another archive": archive({"../../etc/passwd": b"x"}),
    "a pickle": archive({"weights1.npy": npy(np.array([{"a": 1}], dtype=object)), "biases1.npy": npy([0.0])}),
    "a bare pickle": archive({"weights1.npy": pickle.dumps(print), "biases1.npy": npy([0.0])}),
    "a header that lies": archive({"weights1.npy": LYING, "biases1.npy": npy([0.0, 0.0])}),
    "a header that lies a lot": archive({"weights1.npy": HUGE, "biases1.npy": npy([0.0, 0.0])}),
    "complex numbers": archive({"weights1.npy": npy(np.ones((1, 2), complex)), "biases1.npy": npy([0.0])}),
    "a missing layer": archive({"weights2.npy": npy(np.ones((1, 2))), "biases2.npy": npy([0.0])}),
}


@pytest.mark.parametrize("name", NO_WEIGHTS)
def test_what_is_no_file_of_weights_is_refused(name: str) -> None:
    wanted = "the file is neither weights in JSON nor an archive of them, as they are taken away here"
    assert refusal(NO_WEIGHTS[name]) == wanted


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 1e10])
def test_numbers_that_are_none_are_refused(value: float) -> None:
    wanted = "weights must be numbers between -1e+09 and 1e+09"
    assert refusal(as_json(lambda facts: facts["layers"][0]["biases"].__setitem__(0, value))) == wanted
    entries = {"weights1.npy": npy(np.full((1, 2), value)), "biases1.npy": npy([0.0])}
    assert refusal(archive(entries)) == wanted


def test_a_file_that_is_too_large_is_refused_before_it_is_looked_into() -> None:
    assert refusal(b" " * (MOST_BYTES + 1)) == "the file must have at most 500 KB, unpacked too, got 500 KB"
    bomb = archive({"weights1.npy": bytes(50_000_000)})
    assert len(bomb) < MOST_BYTES
    assert refusal(bomb) == "the file must have at most 500 KB, unpacked too, got 50000 KB"


def test_an_archive_whose_sizes_lie_is_not_unpacked() -> None:
    size = 100_000_000
    bomb = bytearray(archive({"weights1.npy": bytes(size), "biases1.npy": npy([0.0])}))
    assert bomb.count(size.to_bytes(4, "little")) == 2
    refusal(bytes(bomb.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))))


def test_the_largest_network_can_be_brought_back() -> None:
    largest = Experiment(
        dataset="blobs", classes=8, loss="cross-entropy", hidden=(32,) * 10, normalization="batch"
    )
    for target in ("json", "npz"):
        content = exported(describe(Trainer(largest)), target).content
        assert len(content) < MOST_BYTES
        bring_back(Trainer(largest), read_weights(content))
