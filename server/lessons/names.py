"""The names that a task, and the outcome of a prediction, may use: each with what it is of a run."""

from collections.abc import Callable, Collection, Mapping
from typing import Literal, NamedTuple

from engine.evaluation.metrics import accuracies_of, parameter_count
from engine.experiment.experiment import Experiment
from engine.training.history import LossPoint
from engine.training.trainer import Trainer

NameKind = Literal["count", "number", "share", "percent", "flag"]
"""How a value is told: as so many of something, as a number, as a share of 1 that is told in percent, as
percent, or as one of two sentences, for 0 and 1."""


class TaskName(NamedTuple):
    """What a name of a task stands for. `called` is by language the word for one and for many; of a flag the
    sentences for 0 and for 1; of all else the word, twice. `means` is the line of docs/lessons.md."""

    kind: NameKind
    of: Callable[[Trainer], float]
    called: Mapping[str, tuple[str, str]]
    means: str


def _word(english: str, german: str) -> Mapping[str, tuple[str, str]]:
    return {"en": (english, english), "de": (german, german)}


def _accuracy(trainer: Trainer, which: int) -> float:
    found = accuracies_of(trainer)
    return float("nan") if found is None else found[which]


def _penalty(experiment: Experiment) -> float:
    return 0.0 if experiment.regularization == "none" else experiment.regularization_rate


NAMES: Mapping[str, TaskName] = {
    "epoch": TaskName(
        "count",
        lambda trainer: trainer.epoch,
        {"en": ("epoch", "epochs"), "de": ("Epoche", "Epochen")},
        "how many epochs the run has been trained",
    ),
    "updates": TaskName(
        "count",
        lambda trainer: trainer.updates,
        {"en": ("update", "updates"), "de": ("Update", "Updates")},
        "how many updates it has had",
    ),
    "train_loss": TaskName(
        "number",
        lambda trainer: trainer.train_loss,
        _word("training loss", "Trainingsfehler"),
        "the mean loss on the training points",
    ),
    "test_loss": TaskName(
        "number",
        lambda trainer: trainer.test_loss,
        _word("test loss", "Testfehler"),
        "the mean loss on the test points",
    ),
    "gap": TaskName(
        "number",
        lambda trainer: trainer.test_loss - trainer.train_loss,
        _word("gap between the losses", "Abstand der Fehler"),
        "test loss − training loss",
    ),
    "train_accuracy": TaskName(
        "share",
        lambda trainer: _accuracy(trainer, 0),
        _word("training accuracy", "Trainingsgenauigkeit"),
        "the share of training points told right, 0 to 1; never true where a number is learnt",
    ),
    "test_accuracy": TaskName(
        "share",
        lambda trainer: _accuracy(trainer, 1),
        _word("test accuracy", "Testgenauigkeit"),
        "the share of test points told right, 0 to 1; never true where a number is learnt",
    ),
    "diverged": TaskName(
        "flag",
        lambda trainer: float(trainer.diverged),
        {
            "en": ("the run has not diverged", "the run has diverged"),
            "de": ("das Training ist nicht divergiert", "das Training ist divergiert"),
        },
        "1 where the numbers grew past all bounds, else 0",
    ),
    "layers": TaskName(
        "count",
        lambda trainer: len(trainer.experiment.hidden),
        {"en": ("hidden layer", "hidden layers"), "de": ("verdeckte Schicht", "verdeckte Schichten")},
        "the number of hidden layers",
    ),
    "neurons": TaskName(
        "count",
        lambda trainer: sum(trainer.experiment.hidden),
        {"en": ("neuron", "neurons"), "de": ("Neuron", "Neuronen")},
        "the number of neurons in all hidden layers",
    ),
    "parameters": TaskName(
        "count",
        lambda trainer: parameter_count(trainer.experiment),
        {"en": ("parameter", "parameters"), "de": ("Parameter", "Parameter")},
        "the number of weights, biases, gains and shifts",
    ),
    "features": TaskName(
        "count",
        lambda trainer: len(trainer.experiment.features),
        {"en": ("feature", "features"), "de": ("Merkmal", "Merkmale")},
        "the number of features that are on",
    ),
    "train_points": TaskName(
        "count",
        lambda trainer: len(trainer.data.train.label),
        {"en": ("training point", "training points"), "de": ("Trainingspunkt", "Trainingspunkte")},
        "the number of training points",
    ),
    "test_points": TaskName(
        "count",
        lambda trainer: len(trainer.data.test.label),
        {"en": ("test point", "test points"), "de": ("Testpunkt", "Testpunkte")},
        "the number of test points",
    ),
    "learning_rate": TaskName(
        "number",
        lambda trainer: trainer.experiment.learning_rate,
        _word("learning rate", "Lernrate"),
        "the learning rate as it is set; a schedule makes others of it",
    ),
    "batch_size": TaskName(
        "number",
        lambda trainer: trainer.experiment.batch_size,
        _word("batch size", "Batchgröße"),
        "the number of points in a batch",
    ),
    "noise": TaskName(
        "percent",
        lambda trainer: trainer.experiment.noise,
        _word("noise", "Rauschen"),
        "the noise of the points in percent",
    ),
    "train_percent": TaskName(
        "percent",
        lambda trainer: trainer.experiment.train_percent,
        _word("share of training points", "Trainingsanteil"),
        "how many percent of all points are trained with",
    ),
    "dropout": TaskName(
        "share",
        lambda trainer: trainer.experiment.dropout,
        _word("dropout", "Dropout"),
        "the share of neurons that drop out, 0 to 0.9",
    ),
    "regularization_rate": TaskName(
        "number",
        lambda trainer: _penalty(trainer.experiment),
        _word("regularisation rate", "Regularisierungsrate"),
        "the regularisation rate; 0 without regularisation",
    ),
}
"""All names, in the order in which docs/lessons.md tells of them."""


NOT_IN_THE_CURVE = frozenset({"updates", "train_accuracy", "test_accuracy", "diverged"})
"""The names whose values change while a run is trained and are not known of earlier epochs."""


def values_at(point: LossPoint, values: Mapping[str, float]) -> dict[str, float]:
    """Returns what these values were at a point of the loss curve of the same run, as far as that knows."""
    losses = {"train_loss": point.train, "test_loss": point.test, "gap": point.test - point.train}
    return {**values, **losses, "epoch": point.epoch}


def values_of(trainer: Trainer, names: Collection[str] = NAMES.keys()) -> dict[str, float]:
    """Returns the value of each of these names, of a run as it is now; NaN where it has none."""
    return {name: float(NAMES[name].of(trainer)) for name in names}
