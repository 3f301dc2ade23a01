"""What a class sees of a student's network: a small picture, losses, and how far it is, as JSON."""

import json
from base64 import b64encode

import numpy as np

from engine.data.plane import Look
from engine.evaluation.metrics import accuracies_of
from engine.evaluation.snapshot import Decision, decision_of
from engine.training.history import LossPoint
from engine.training.trainer import Trainer
from server.frames.values import quantise

SIDE = 32  # cells of the picture
MOST_LOSSES = 40  # of the curve
LARGEST_LOSS = 1e9


def cell_text(trainer: Trainer, look: Look = (), score: tuple[int, float] | None = None) -> str:
    """Returns the cell of a run as it is now; a diverged one has the losses that could be computed last.
    `score` is the number of a challenge, and the score in it."""
    kind, picture = picture_of(decision_of(trainer, SIDE, look))
    accuracy = accuracies_of(trainer)
    points = trainer.history.points()
    return json.dumps(
        {
            "kind": kind,
            "picture": b64encode(picture).decode(),
            "n_outputs": trainer.experiment.n_outputs,
            "epoch": trainer.epoch,
            "train_loss": _plain(trainer.train_loss),
            "test_loss": _plain(trainer.test_loss),
            "accuracy": None if accuracy is None else accuracy[1],
            "curve": [(_plain(each.train), _plain(each.test)) for each in thinned(points)],
            "score": score,
        },
        separators=(",", ":"),
        allow_nan=False,
    )


def picture_of(decision: Decision) -> tuple[str, bytes]:
    """Returns the kind of a decision's picture and its bytes, row by row from the top: `signed`, a byte for
    each cell as `quantise` has it, or `classes`, all winners and then all leads, from 0 to 255."""
    if decision.winner is not None and decision.confidence is not None:
        lead = np.rint(decision.confidence * 255).astype(np.uint8)
        return "classes", decision.winner.tobytes() + lead.tobytes()
    assert decision.signed is not None
    return "signed", quantise(decision.signed).tobytes()


def thinned(points: list[LossPoint]) -> list[LossPoint]:
    """Returns so many points of a loss curve as a small picture shows, the first and the last among them."""
    if len(points) <= MOST_LOSSES:
        return points
    places = np.linspace(0, len(points) - 1, MOST_LOSSES).round().astype(int)
    return [points[place] for place in places]


def _plain(loss: float) -> float:
    """Returns a loss as JSON can have it, with as many digits as anybody reads."""
    return float(f"{min(loss, LARGEST_LOSS):.4g}") if loss == loss else LARGEST_LOSS
