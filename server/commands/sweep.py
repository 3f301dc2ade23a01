"""Many networks at once: `playground sweep LINK --vary FIELD=VALUES … [--seeds N] [--out FILE]`."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from tqdm import tqdm

from engine.backends.cores import n_cores
from engine.backends.devices import DeviceError, Devices
from engine.experiment.option_links import LinkError
from engine.experiment.strict_links import parse_strictly
from engine.reasons import ReasonError
from engine.sweeps.varied import MOST_FIELDS, read_varied
from server.commands.headless import DEVICE_HELP, LINK_HELP, refuse
from server.sweeps.executors import InThisProcess, SweepPlace, Workers
from server.sweeps.plan import MEASURES, STRATEGIES, USUAL_TRIALS, SweepPlan, planned
from server.sweeps.rows import SweepRow, as_csv, cells, header
from server.sweeps.running import best_first, last_rows
from server.sweeps.running import run as run_plan

COMMAND = "playground sweep"
WORTH_A_POOL = 20_000
"""Networks times epochs from which on it pays to start processes."""
SHOWN = 10
"""Rows that are printed."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `playground sweep` to its parser."""
    parser.add_argument("link", metavar="LINK", help=LINK_HELP)
    parser.add_argument(
        "--vary",
        metavar="FIELD=VALUES",
        action="append",
        default=[],
        help=(
            "what varies: a range as learning_rate=0.001..1:log:7 or noise=0..50:6, or values as "
            f"hidden=2|4|8,4; up to {MOST_FIELDS} times"
        ),
    )
    parser.add_argument("--seeds", type=int, default=1, help="networks of each setting (default 1)")
    parser.add_argument("--epochs", type=int, default=100, help="how long each is trained (default 100)")
    parser.add_argument(
        "--strategy", choices=STRATEGIES, default="grid", help="how settings are chosen (default grid)"
    )
    parser.add_argument(
        "--measure", choices=MEASURES, default="test_loss", help="what is compared (default test_loss)"
    )
    parser.add_argument(
        "--trials", type=int, help=f"settings that are tried, but for a grid (default {USUAL_TRIALS})"
    )
    parser.add_argument("--device", metavar="DEVICE", default="auto", help=DEVICE_HELP)
    parser.add_argument(
        "--cluster", metavar="ADDRESS", help="the Dask scheduler whose workers train, as tcp://host:8786"
    )
    parser.add_argument("--out", metavar="FILE", help="where to write all rows as CSV")
    parser.add_argument("--json", action="store_true", help="print one JSON object with all rows")


def run(args: argparse.Namespace) -> int:
    """Does what the parsed arguments say; returns the exit code: 0, or 2 for what cannot be."""
    try:
        experiment = parse_strictly(args.link).experiment
        plan = planned(
            experiment,
            [read_varied(each) for each in args.vary],
            n_seeds=args.seeds,
            epochs=args.epochs,
            strategy=args.strategy,
            measure=args.measure,
            n_settings=args.trials,
        )
        Devices().check(args.device, experiment)
        with Workers(args.cluster or "") as workers:
            executor, counted, _ = _place(plan, workers, args)
            running = run_plan(plan, executor, args.device, counted)
            rows = last_rows(_shown_running(plan, running, not args.json))
    except (LinkError, DeviceError, ReasonError) as error:
        return refuse(COMMAND, str(error))
    rows = best_first(plan, rows)
    if args.out:
        try:
            Path(args.out).write_text(as_csv(plan, rows), encoding="utf-8")
        except OSError as error:
            why = (error.strerror or "").lower()
            return refuse(COMMAND, f"--out: {args.out!r:.200} cannot be written: {why}")
    if args.json:
        names = header(plan)
        told = [dict(zip(names, cells(plan, row), strict=True)) for row in rows]
        json.dump({"measure": plan.measure, "trials": told}, sys.stdout, allow_nan=False)
        sys.stdout.write("\n")
    else:
        _write_table(sys.stdout, plan, rows)
    return 0


def _place(plan: SweepPlan, workers: Workers, args: argparse.Namespace) -> SweepPlace:
    if not args.cluster and plan.n_trials * plan.epochs < WORTH_A_POOL:
        return SweepPlace(InThisProcess(), n_cores, "cores")
    return workers.executor(args.device)


def _shown_running(plan: SweepPlan, rows: Iterator[SweepRow], is_shown: bool) -> Iterable[SweepRow]:
    """The rows, with a bar on standard error where somebody looks at it."""
    hidden = not (is_shown and sys.stderr.isatty())
    return tqdm(rows, total=plan.n_trials, unit="network", disable=hidden, leave=False, file=sys.stderr)


def _write_table(out: TextIO, plan: SweepPlan, rows: Sequence[SweepRow]) -> None:
    """The best rows, in columns; links stand in the file alone."""
    names = header(plan)[:-1]
    lines = [names, *([_told(cell) for cell in cells(plan, row)[:-1]] for row in rows[:SHOWN])]
    widths = [max(len(line[column]) for line in lines) for column in range(len(names))]
    for line in lines:
        out.write("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) + "\n")
    if rows and rows[0].value is not None:
        out.write(f"best of {len(rows)} by {plan.measure}: {rows[0].link}\n")
    elif rows:
        out.write("every network diverged: its numbers grew past all bounds\n")


def _told(cell: object) -> str:
    if cell is None:
        return "-"
    return f"{cell:.5g}" if isinstance(cell, float) else str(cell)
