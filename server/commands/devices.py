"""What can compute on this machine: `playground devices [LINK] [--json]`."""

import argparse
import json
import sys
import time
from typing import Any

from engine.backends.devices import Devices
from engine.backends.measured import Measured, Measuring
from engine.experiment.experiment import Experiment
from engine.experiment.option_links import LinkError
from engine.experiment.strict_links import parse_strictly
from engine.training.trainer import Trainer

SECONDS = 0.5
"""For so long each device trains."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `playground devices` to its parser."""
    parser.add_argument(
        "link", metavar="LINK", nargs="?", help="measure with the network of this link, not the default one"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace, devices: Devices | None = None) -> int:
    """Does what the parsed arguments say; returns the exit code: 0, or 2 for a bad link."""
    try:
        experiment = parse_strictly(args.link).experiment if args.link else Experiment()
    except LinkError as error:
        sys.stderr.write("playground devices: " + " ".join(str(error).split()) + "\n")
        return 2
    devices = devices or Devices()
    rows = measured(devices, experiment)
    sizes = [*experiment.sizes]
    if args.json:
        found = {"network": sizes, "devices": [_listed(row) for row in rows]}
        sys.stdout.write(json.dumps(found, allow_nan=False) + "\n")
    else:
        sys.stdout.write(table(rows, "-".join(map(str, sizes))))
    return 0


def measured(devices: Devices, experiment: Experiment) -> list[Measured]:
    """All devices, each loaded, compiled and measured if it is there."""
    for name in devices.names:
        if name != "auto" and not devices.unavailable_reason(name, experiment):
            devices.warm_up(name)
    measuring = Measuring(devices, Trainer(experiment).opening(), time.perf_counter, SECONDS)
    while not measuring.go_on(SECONDS):
        pass
    return measuring.rows


def _listed(row: Measured) -> dict[str, Any]:
    return row._asdict() | {"unavailable_reason": str(row.unavailable_reason or "")}


def table(rows: list[Measured], network: str) -> str:
    """The devices as lines for people."""
    cells = [("device", "what it is", f"epochs/s of {network}")]
    for name, label, unavailable_reason, _, is_auto, rate in rows:
        star = " (auto)" if is_auto else ""
        said = (
            f"not here: {unavailable_reason}"
            if unavailable_reason
            else "?"
            if rate is None
            else f"{rounded(rate):,g}"
        )
        cells.append((name + star, label, said))
    widths = [max(len(row[column]) for row in cells) for column in (0, 1)]
    return "".join(f"{one:<{widths[0]}}  {two:<{widths[1]}}  {three}\n" for one, two, three in cells)


def rounded(rate: float) -> float:
    """A rate in two digits that mean something: the third changes from one moment to the next."""
    return float(f"{rate:.2g}")
