"""How fast the engine trains the default task, and whether a change made it slower.

    python benchmarks/engine_speed.py
    python benchmarks/engine_speed.py --against ../before

With `--against` another checkout of this repository (a git worktree, say) is measured in turn with this one,
so that whatever else the machine does falls on both alike. Each measurement is a process of its own that
takes the median over slices of epochs of the time its one thread had a processor; printed are the medians
over the rounds and that of their ratios.
"""

import argparse
import os
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
WARM_UP_EPOCHS, SLICES, EPOCHS = 100, 15, 40
PROGRAM = f"""
import statistics, time
from engine.experiment.experiment import Experiment
from engine.training.trainer import Trainer
trainer = Trainer(Experiment())
def epochs(n):
    start = time.process_time()
    for _ in range(n):
        trainer.run_epoch()
    return (time.process_time() - start) / n
epochs({WARM_UP_EPOCHS})
print(statistics.median(epochs({EPOCHS}) for _ in range({SLICES})))
"""


def main() -> None:
    """Measures, and prints a table."""
    parser = argparse.ArgumentParser(description="Measures how fast the engine trains the default task.")
    parser.add_argument("--against", type=Path, help="another checkout, measured in turn with this one")
    parser.add_argument("--rounds", type=int, default=15, help="how often each is measured (default 15)")
    given = parser.parse_args()
    trees = [HERE] if given.against is None else [given.against.resolve(), HERE]
    rounds = [[seconds_per_epoch(tree) for tree in trees] for _ in range(given.rounds)]
    for tree, seconds in zip(trees, zip(*rounds, strict=True), strict=True):
        median = statistics.median(seconds)
        print(f"{median * 1e6:8.0f} µs an epoch  {1 / median:8.0f} epochs/s   {tree}")
    if given.against is not None:
        ratio = statistics.median(here / there for there, here in rounds)
        print(f"this one takes {ratio:.3f} times as long (median of {given.rounds} pairs)")


def seconds_per_epoch(tree: Path) -> float:
    """The median time of an epoch of the default task, with this tree's engine and one thread."""
    one_thread = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    environment = {**os.environ, **one_thread, "PYTHONPATH": str(tree)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=tree, env=environment, capture_output=True, text=True, check=True
    )
    return float(done.stdout)


if __name__ == "__main__":
    main()
