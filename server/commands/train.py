"""Training without a browser: `playground train LINK --epochs 1,2,10,100 [--json]`."""

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any, TextIO

from tqdm import tqdm

from engine.backends.devices import DeviceError, DeviceName, Devices
from engine.backends.interface import DeviceLost
from engine.data.datasets import Points
from engine.evaluation.diagnosis import diagnose
from engine.evaluation.metrics import metrics_of
from engine.experiment.experiment import Experiment
from engine.experiment.option_links import LinkError
from engine.experiment.strict_links import parse_strictly
from engine.training.trainer import Trainer

MAX_EPOCH = 1_000_000
MAX_EPOCHS_NAMED = 1000
DEFAULT_EPOCHS = "1,10,100"
WORTH_LOADING = 1000
"""Fewer epochs are done by the reference before anything faster is loaded."""

EPOCHS_AT_ONCE = 100
"""Between two looks at how far it is."""

Losses = tuple[int, float | None, float | None]
"""An epoch and the training and test loss after it; None where the run has diverged before."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `playground train` to its parser."""
    parser.add_argument(
        "link", metavar="LINK", help="the address of a playground, or the part of it after '#'"
    )
    parser.add_argument(
        "--epochs",
        default=DEFAULT_EPOCHS,
        help=f"after which epochs to tell the losses, separated by commas (default {DEFAULT_EPOCHS})",
    )
    parser.add_argument(
        "--device",
        metavar="DEVICE",
        default="auto",
        help="what computes, as `playground devices` lists it (default auto: the reference, and what is "
        f"fastest here for {WORTH_LOADING} epochs and more)",
    )
    parser.add_argument(
        "--json", action="store_true", help="print one JSON object with points, losses, weights and biases"
    )


def run(args: argparse.Namespace) -> int:
    """Does what the parsed arguments say; returns the exit code: 0, or 2 for a bad link, number or device."""
    try:
        epochs = parse_epochs(args.epochs)
    except ValueError as error:
        return _refuse(f"--epochs: {error}")
    return train(args.link, epochs, as_json=args.json, device=args.device)


def parse_epochs(text: str) -> list[int]:
    """The epochs named in a text like "1,2,10", rising and each once; `ValueError` says what is wrong."""
    parts = text.split(",")
    if len(parts) > MAX_EPOCHS_NAMED:
        raise ValueError(f"at most {MAX_EPOCHS_NAMED} epochs can be named, got {len(parts)}")
    return sorted({_parse_epoch(part.strip()) for part in parts})


def train(
    link: str,
    epochs: Sequence[int],
    as_json: bool = False,
    device: str = "auto",
    devices: Devices | None = None,
) -> int:
    """Trains the link's run to the last of `epochs` (rising) and prints its losses; returns the exit code."""
    devices = devices or Devices()
    try:
        experiment = parse_strictly(link).experiment
        name = _ready_device(devices, device, experiment, max(epochs, default=0))
    except (LinkError, DeviceError) as error:
        return _refuse(str(error))
    trainer = Trainer(experiment, devices.backend(name))
    show_progress = not as_json and sys.stderr.isatty()
    try:
        losses = _train_to(trainer, epochs, show_progress)
    except DeviceLost as error:
        sys.stderr.write(f"playground train: {error}; training begins again with the reference\n")
        name, trainer = "numpy", Trainer(experiment)
        losses = _train_to(trainer, epochs, show_progress)
    if as_json:
        json.dump({**_report(trainer, losses), "device": name}, sys.stdout, allow_nan=False)
        sys.stdout.write("\n")
    else:
        _write_table(sys.stdout, losses)
    if trainer.diverged:
        sentence = f"the run diverged after epoch {trainer.epoch}: its numbers grew past all bounds\n"
        (sys.stderr if as_json else sys.stdout).write(sentence)
    if trainer.stopped is not None:
        sentence = (
            f"the run stopped after epoch {trainer.epoch}: {trainer.stop_reason}{_whose_weights(trainer)}\n"
        )
        (sys.stderr if as_json else sys.stdout).write(sentence)
    stuck = diagnose(trainer)
    if stuck is not None:
        (sys.stderr if as_json else sys.stdout).write(f"the run does not learn: {stuck}\n")
    return 0


def _whose_weights(trainer: Trainer) -> str:
    """The sentence that says so, where the best ones are others."""
    if trainer.better_epoch is None:
        return ""
    better = trainer.better_epoch
    return f" The weights are those of epoch {trainer.epoch}; at epoch {better} the test loss was smaller."


def _ready_device(devices: Devices, chosen: str, experiment: Experiment, n_epochs: int) -> DeviceName:
    """The device that computes so many epochs, loaded. Raises `DeviceError` for one that cannot."""
    name = devices.check(chosen, experiment)
    if name == "auto" and n_epochs < WORTH_LOADING:
        return "numpy"
    for each in devices.preferred if name == "auto" else [name]:
        devices.warm_up(each)
        if not devices.unavailable_reason(each, experiment):
            return each
    devices.check(name, experiment)
    return "numpy"


def _train_to(trainer: Trainer, epochs: Sequence[int], show_progress: bool) -> list[Losses]:
    """Trains, and returns the losses after epoch 0 and after the epochs named; of a run that stops by itself
    after its last."""
    losses: list[Losses] = [(0, trainer.train_loss, trainer.test_loss)]
    last = max(epochs, default=0)
    with tqdm(total=last, unit="epoch", disable=not show_progress, leave=False, file=sys.stderr) as progress:
        for epoch in epochs:
            while trainer.epoch < epoch and not trainer.halted:
                before = trainer.epoch
                trainer.run(trainer.batches_until(min(epoch, before + EPOCHS_AT_ONCE)))
                progress.update(trainer.epoch - before)
            if trainer.epoch == epoch > 0:
                losses.append((epoch, trainer.train_loss, trainer.test_loss))
            elif trainer.diverged and epoch > 0:
                losses.append((epoch, None, None))
    if trainer.stopped is not None and losses[-1][0] != trainer.epoch:
        losses.append((trainer.epoch, trainer.train_loss, trainer.test_loss))
    return losses


def _report(trainer: Trainer, losses: Sequence[Losses]) -> dict[str, Any]:
    """The object that `--json` prints. Weights: layer by layer, per receiving neuron, by input. Gains and
    shifts are there with a normalisation between the layers."""
    return {
        "n_train": len(trainer.data.train.label),
        "n_test": len(trainer.data.test.label),
        "points": {"train": _listed(trainer.data.train), "test": _listed(trainer.data.test)},
        "losses": losses,
        "weights": [layer.weights.tolist() for layer in trainer.parameters],
        "biases": [layer.biases.tolist() for layer in trainer.parameters],
        **{
            name: [scale[part].tolist() for scale in trainer.learner.model.scales]
            for part, name in enumerate(("gains", "shifts"))
            if trainer.learner.model.scales
        },
        "metrics": metrics_of(trainer).as_dict(),
        "learning_rate": trainer.learning_rate,
        "best_epoch": trainer.best_epoch,
        "stopped": trainer.stopped
        and {
            **trainer.stopped._asdict(),
            "sentence": str(trainer.stop_reason),
            "better_epoch": trainer.better_epoch,
        },
    }


def _listed(points: Points) -> list[list[float]]:
    """Points as [x, y, label]."""
    places, labels = points.x.tolist(), points.label.tolist()
    return [[*place, label] for place, label in zip(places, labels, strict=True)]


def _write_table(out: TextIO, losses: Sequence[Losses]) -> None:
    out.write(f"{'epoch':>8}  {'training loss':>14}  {'test loss':>14}\n")
    for epoch, train_loss, test_loss in losses:
        out.write(f"{epoch:>8}  {_shown(train_loss):>14}  {_shown(test_loss):>14}\n")


def _shown(loss: float | None) -> str:
    return "diverged" if loss is None else f"{loss:.8g}"


def _parse_epoch(text: str) -> int:
    # The length first: a number of a million digits would take long to read.
    if not (text.isascii() and text.isdecimal()) or len(text) > 20 or int(text) > MAX_EPOCH:
        raise ValueError(f"an epoch must be a whole number between 0 and {MAX_EPOCH}, got {text!r:.60}")
    return int(text)


def _refuse(sentence: str) -> int:
    """Says on standard error, in one line, why there is nothing to train."""
    sys.stderr.write("playground train: " + " ".join(sentence.split()) + "\n")
    return 2
