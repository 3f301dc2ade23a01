"""Training without a browser: `playground train LINK --epochs 1,2,10,100 [--data PATH] [--json]`."""

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any, TextIO

from engine.backends.devices import DeviceError, Devices
from engine.data.dataset import Points
from engine.data.table import Table
from engine.evaluation.diagnosis import diagnose
from engine.evaluation.metrics import metrics_of
from engine.experiment.option_links import LinkError
from engine.experiment.strict_links import parse_strictly
from engine.reasons import ReasonError
from engine.training.trainer import Trainer
from server.commands import own_data
from server.commands.headless import (
    DEVICE_HELP,
    LINK_HELP,
    Losses,
    diverged_sentence,
    parse_epoch,
    refuse,
    run_to,
    weights_in,
)

COMMAND = "playground train"
MAX_EPOCHS_NAMED = 1000
DEFAULT_EPOCHS = "1,10,100"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `playground train` to its parser."""
    parser.add_argument("link", metavar="LINK", nargs="?", default="", help=LINK_HELP)
    own_data.add_arguments(parser)
    parser.add_argument(
        "--epochs",
        default=DEFAULT_EPOCHS,
        help=f"after which epochs to tell the losses, separated by commas (default {DEFAULT_EPOCHS})",
    )
    parser.add_argument(
        "--weights",
        metavar="FILE",
        help="begin with the weights of this file, as `playground export` writes them to json or npz",
    )
    parser.add_argument("--device", metavar="DEVICE", default="auto", help=DEVICE_HELP)
    parser.add_argument(
        "--json", action="store_true", help="print one JSON object with points, losses, weights and biases"
    )


def run(args: argparse.Namespace) -> int:
    """Does what the parsed arguments say; returns the exit code: 0, or 2 for a bad link, number or device."""
    if not args.link and args.data is None:
        return refuse(COMMAND, "a link or --data must say what is to be learnt")
    try:
        epochs = parse_epochs(args.epochs)
    except ValueError as error:
        return refuse(COMMAND, f"--epochs: {error}")
    try:
        table = own_data.table_named(args)
    except own_data.DataError as error:
        return refuse(COMMAND, str(error))
    return train(args.link, epochs, as_json=args.json, device=args.device, weights=args.weights, table=table)


def parse_epochs(text: str) -> list[int]:
    """The epochs named in a text like "1,2,10", rising and each once; `ValueError` says what is wrong."""
    parts = text.split(",")
    if len(parts) > MAX_EPOCHS_NAMED:
        raise ValueError(f"at most {MAX_EPOCHS_NAMED} epochs can be named, got {len(parts)}")
    return sorted({parse_epoch(part.strip()) for part in parts})


def train(
    link: str,
    epochs: Sequence[int],
    as_json: bool = False,
    device: str = "auto",
    devices: Devices | None = None,
    weights: str | None = None,
    table: Table | None = None,
) -> int:
    """Trains the link's run to the last of `epochs` (rising), from the weights in a file if one is named,
    with the points of a `table` if there is one, and prints its losses; returns the exit code."""
    show_progress = not as_json and sys.stderr.isatty()
    try:
        experiment = parse_strictly(link, table=table).experiment
        first = None if weights is None else weights_in(weights)
        trainer, losses, name = run_to(COMMAND, experiment, epochs, device, devices, show_progress, first)
    except (LinkError, DeviceError) as error:
        return refuse(COMMAND, str(error))
    except ReasonError as error:
        return refuse(COMMAND, f"--weights: {error}")
    except OSError as error:
        why = (error.strerror or "").lower()
        return refuse(COMMAND, f"--weights: {weights!r:.200} cannot be read: {why}")
    if as_json:
        json.dump({**_report(trainer, losses, table is None), "device": name}, sys.stdout, allow_nan=False)
        sys.stdout.write("\n")
    else:
        _write_table(sys.stdout, losses)
        if trainer.experiment.active_table is not None:
            _write_accuracies(sys.stdout, trainer)
    if trainer.diverged:
        (sys.stderr if as_json else sys.stdout).write(diverged_sentence(trainer))
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


def _report(trainer: Trainer, losses: Sequence[Losses], has_points: bool) -> dict[str, Any]:
    """The object that `--json` prints. Points are there unless they are somebody's own, who has them.
    Weights: layer by layer, per receiving neuron, by input. Gains and shifts are there with a normalisation
    between the layers."""
    train, test = trainer.data
    return {
        "n_train": len(train.label),
        "n_test": len(test.label),
        **({"points": {"train": _listed(train), "test": _listed(test)}} if has_points else {}),
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


def _write_accuracies(out: TextIO, trainer: Trainer) -> None:
    """Says in the end how many points of a table are told right, where it has classes."""
    metrics = metrics_of(trainer)
    train, test = metrics.train.accuracy, metrics.test.accuracy
    if train is not None and test is not None:
        out.write(f"told right: {train:.1%} of the training points, {test:.1%} of the test points\n")


def _shown(loss: float | None) -> str:
    return "diverged" if loss is None else f"{loss:.8g}"
