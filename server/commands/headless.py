"""What commands that train a link have in common: the device, the way to the epochs named, the refusals."""

import sys
from collections.abc import Sequence
from typing import NamedTuple

from tqdm import tqdm

from engine.backends import reference
from engine.backends.devices import DeviceName, Devices
from engine.backends.interface import Backend, DeviceLost
from engine.experiment.experiment import Experiment
from engine.export.table import MOST_BYTES
from engine.export.weights import Weights, bring_back, read_weights
from engine.training.trainer import Trainer

MAX_EPOCH = 1_000_000
WORTH_LOADING = 250_000
"""As long as points are looked at less often, in all epochs together, the reference is done before anything
faster is loaded."""

POINTS_AT_ONCE = 25_000
"""About so many points are learnt from between two looks at how far it is."""

DEVICE_HELP = (
    "what computes, as `playground devices` lists it (default auto: the reference, or what is fastest here "
    f"where epochs times training points are {WORTH_LOADING} and more)"
)
LINK_HELP = "the address of a playground, or the part of it after '#'"

Losses = tuple[int, float | None, float | None]
"""An epoch and the training and test loss after it; None where the run has diverged before."""


class HeadlessRun(NamedTuple):
    """A run trained without a browser, its losses after epoch 0 and after the epochs named (of a run that
    stops by itself after its last), and the device that computed it."""

    trainer: Trainer
    losses: list[Losses]
    device: DeviceName


def run_to(
    command: str,
    experiment: Experiment,
    epochs: Sequence[int],
    device: str = "auto",
    devices: Devices | None = None,
    show_progress: bool = False,
    weights: Weights | None = None,
) -> HeadlessRun:
    """Trains to the last of `epochs` (rising), from these weights if there are any; anew with the reference
    if the device is lost, of which `command` tells on standard error. Raises `DeviceError` for a device that
    cannot be had, and `ReasonError` for weights of another shape."""
    devices = devices or Devices()
    trainer = _begun(experiment, reference, weights)
    n_visits = max(epochs, default=0) * len(trainer.data.train.label)
    is_short = devices.check(device, experiment) == "auto" and n_visits < WORTH_LOADING
    name: DeviceName = "numpy" if is_short else devices.ready(device, experiment)
    trainer.compute_with(devices.backend(name))
    try:
        losses = _train_to(trainer, epochs, show_progress)
    except DeviceLost as error:
        sys.stderr.write(f"{command}: {error}; training begins again with the reference\n")
        name, trainer = "numpy", _begun(experiment, reference, weights)
        losses = _train_to(trainer, epochs, show_progress)
    return HeadlessRun(trainer, losses, name)


def _begun(experiment: Experiment, backend: Backend, weights: Weights | None) -> Trainer:
    trainer = Trainer(experiment, backend)
    if weights is not None:
        bring_back(trainer, weights)
    return trainer


def weights_in(path: str) -> Weights:
    """The weights in a file; `ReasonError` for one that has none, OSError for one that cannot be read."""
    with open(path, "rb") as file:
        return read_weights(file.read(MOST_BYTES + 1))


def _train_to(trainer: Trainer, epochs: Sequence[int], show_progress: bool) -> list[Losses]:
    losses: list[Losses] = [(0, trainer.train_loss, trainer.test_loss)]
    last = max(epochs, default=0)
    at_once = max(1, POINTS_AT_ONCE // len(trainer.data.train.label))
    with tqdm(total=last, unit="epoch", disable=not show_progress, leave=False, file=sys.stderr) as progress:
        for epoch in epochs:
            while trainer.epoch < epoch and not trainer.halted:
                before = trainer.epoch
                trainer.run(trainer.batches_until(min(epoch, before + at_once)))
                progress.update(trainer.epoch - before)
            if trainer.epoch == epoch > 0:
                losses.append((epoch, trainer.train_loss, trainer.test_loss))
            elif trainer.diverged and epoch > 0:
                losses.append((epoch, None, None))
    if trainer.stopped is not None and losses[-1][0] != trainer.epoch:
        losses.append((trainer.epoch, trainer.train_loss, trainer.test_loss))
    return losses


def parse_epoch(text: str) -> int:
    """The epoch that a text names; `ValueError` says what is wrong."""
    # The length first: a number of a million digits would take long to read.
    if not (text.isascii() and text.isdecimal()) or len(text) > 20 or int(text) > MAX_EPOCH:
        raise ValueError(f"an epoch must be a whole number between 0 and {MAX_EPOCH}, got {text!r:.60}")
    return int(text)


def diverged_sentence(trainer: Trainer) -> str:
    """What is said of a run that has diverged."""
    return f"the run diverged after epoch {trainer.epoch}: its numbers grew past all bounds\n"


def refuse(command: str, sentence: str) -> int:
    """Says on standard error, in one line, why there is nothing to do; returns the exit code."""
    sys.stderr.write(f"{command}: {' '.join(sentence.split())}\n")
    return 2
