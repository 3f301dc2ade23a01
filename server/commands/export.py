"""A trained network as a file: `playground export LINK [--epochs N] --to TARGET [--out FILE]`."""

import argparse
import sys
from pathlib import Path

from engine.backends.devices import DeviceError, Devices
from engine.experiment.option_links import LinkError
from engine.experiment.strict_links import parse_strictly
from engine.export.description import describe
from engine.export.table import TARGETS, exported
from engine.reasons import ReasonError
from server.commands.headless import DEVICE_HELP, LINK_HELP, diverged_sentence, parse_epoch, refuse, run_to

COMMAND = "playground export"
DEFAULT_EPOCHS = "100"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `playground export` to its parser."""
    parser.add_argument("link", metavar="LINK", help=LINK_HELP)
    parser.add_argument(
        "--epochs", default=DEFAULT_EPOCHS, help=f"how many epochs to train (default {DEFAULT_EPOCHS})"
    )
    parser.add_argument("--to", choices=list(TARGETS), required=True, help="what the file is for")
    parser.add_argument("--out", metavar="FILE", help="where to write it (default: standard output)")
    parser.add_argument("--device", metavar="DEVICE", default="auto", help=DEVICE_HELP)


def run(args: argparse.Namespace, devices: Devices | None = None) -> int:
    """Does what the parsed arguments say; returns the exit code: 0, or 2 for a bad link, number, device or
    file."""
    try:
        epochs = [parse_epoch(args.epochs.strip())]
    except ValueError as error:
        return refuse(COMMAND, f"--epochs: {error}")
    target = TARGETS[args.to]
    if not (args.out or target.is_text) and sys.stdout.isatty():
        return refuse(COMMAND, f"{args.to} is nothing to read; name a file with --out")
    try:
        experiment = parse_strictly(args.link).experiment
        trainer, _, _ = run_to(COMMAND, experiment, epochs, args.device, devices, sys.stderr.isatty())
        content = exported(describe(trainer), args.to).content
        if args.out:
            Path(args.out).write_bytes(content)
    except (LinkError, DeviceError, ReasonError) as error:
        return refuse(COMMAND, str(error))
    except OSError as error:
        return refuse(
            COMMAND, f"--out: {args.out!r:.200} cannot be written: {(error.strerror or '').lower()}"
        )
    if not args.out:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
    if trainer.diverged:
        sys.stderr.write(diverged_sentence(trainer))
    return 0
