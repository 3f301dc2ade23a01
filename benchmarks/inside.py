"""What each view into a network costs the worker a picture.

    .venv/bin/python -m benchmarks.inside [--rounds 15]

In milliseconds of the thread's processor time, the median of so many pictures with an epoch before each, as
it is drawn while it plays and on a pause:
for the default network, for the largest of TensorFlow Playground and for the largest there is. The path of a
landscape has as many moments as a room gives it.
"""

from __future__ import annotations

import argparse
import statistics
import time

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from engine.experiment.experiment import Experiment
from engine.training.trainer import Trainer
from server.frames.inside.frame import inside_frame
from server.frames.inside.sections import Notes, Path, Visited
from server.frames.layout import Stamp
from server.rooms.looked_at import MOST_OF_PATH, MOST_OF_PATH_PLAYING

NETWORKS = {
    "4-2": Experiment(),
    "8-8-8-8-8-8": Experiment(hidden=(8,) * 6, dataset="spiral", activation="relu"),
    "10 x 32": Experiment(hidden=(32,) * 10, activation="relu"),
}
PICTURES = ("hidden", "hidden,deep:0", "landscape", "landscape,random:1", "cut", "lines", "update", "modes")
"""The views, with what is chosen in them where that costs."""


def milliseconds(trainer: Trainer, view: str, path: Path, playing: bool, rounds: int) -> float:
    """Returns what a picture of a view takes."""
    stamp = Stamp(playing=playing)
    took, notes = [], Notes()
    for _ in range(rounds):
        trainer.run_epoch()
        began = time.thread_time()
        inside_frame(stamp, trainer, tuple(view.split(",")), path, notes)
        took.append(time.thread_time() - began)
    return 1000 * statistics.median(took)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    threadpool_limits(1)  # as the server has it
    print(f"{'network':14}" + "".join(f"{view:>20}" for view in PICTURES) + "   (playing / paused, ms)")
    for name, experiment in NETWORKS.items():
        trainer, path = Trainer(experiment), []
        for _ in range(MOST_OF_PATH):
            trainer.run_epoch()
            path.append(Visited(trainer.epoch, experiment, trainer.learner.model))
        cells = []
        for view in PICTURES:
            both = []
            for playing, n in ((True, MOST_OF_PATH_PLAYING), (False, MOST_OF_PATH)):
                looked_at: Path = (path[0], None) if view == "cut" else path[-n:]
                both.append(milliseconds(trainer, view, looked_at, playing, rounds))
            cells.append(" / ".join(f"{each:.1f}" for each in both))
        print(f"{name:14}" + "".join(f"{cell:>20}" for cell in cells))


if __name__ == "__main__":
    main()
