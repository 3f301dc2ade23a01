"""An experiment is everything that decides a run: equal experiments give equal runs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, make_dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from engine.data.curve_points import FUNCTION
from engine.data.dataset import PROBLEMS, ProblemName
from engine.data.datasets import (
    DATASETS,
    DATASETS_OF,
    MOST_POINTS,
    table_behind,
)
from engine.data.features import FEATURES, VARIABLES
from engine.data.more_points import RULE
from engine.data.plane_points import TURNS
from engine.data.scaling import INPUT_SCALINGS
from engine.data.table import Table
from engine.experiment.checks import ExperimentError, Limit, shown
from engine.experiment.fitting import (
    ACTIVE,
    ADAPTED,
    going_along,
    misfits,
    variables_of,
)
from engine.experiment.options import (
    FORMULAS,
    LAYERS,
    N_FORMULAS,
    NEURONS,
    SEED_LENGTH,
    Option,
    checked_activations,
    checked_features,
    checked_sizes,
    checked_table,
    choice,
    expression,
    flag,
    formula_numbers,
    number,
    option,
    seeding,
    whole,
)
from engine.formulas.activations import ACTIVATIONS
from engine.formulas.initializers import INITIALIZERS
from engine.formulas.losses import LOSSES
from engine.formulas.normalizations import AXES
from engine.formulas.optimizers import OPTIMIZERS
from engine.formulas.penalties import PENALTIES
from engine.formulas.schedules import SCHEDULES


def _heeding(field: str) -> dict[str, tuple[str, ...]]:
    """When a field means anything that only some datasets heed, all of one problem."""
    names = tuple(name for name, each in DATASETS.items() if field in each.heeds)
    problem = DATASETS[names[0]].problem
    return {"problem": (problem,), "curve_dataset" if problem == "curve" else "dataset": names}


if TYPE_CHECKING:
    FormulaNumbers = object
else:
    FormulaNumbers = make_dataclass(
        "FormulaNumbers",
        [
            (name, type(each.default), each)
            for field in FORMULAS
            for name, each in formula_numbers(field).items()
        ],
        frozen=True,
        slots=True,
        kw_only=True,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment(FormulaNumbers):
    """Everything that decides a run, checked when it is made (`ExperimentError`).

    Each field is an option, written down here once, or a number that a formula names in its table
    (formulas/). What they mean stands in docs/options.md. `noise` and `train_percent` are percentages,
    `hidden` the number of neurons of each hidden layer. `features` are kept in the order of `FEATURE_NAMES`,
    formulas behind them in their own, each once. The default is TensorFlow Playground's.
    """

    # the problem and its points
    problem: ProblemName = choice("classification", PROBLEMS, "problem")  # noqa: RUF009
    dataset: str = choice("circle", DATASETS_OF["classification"], "dataset")
    regression_dataset: str = choice("reg-plane", DATASETS_OF["regression"], "regDataset")
    curve_dataset: str = choice("sine", DATASETS_OF["curve"], "curveDataset")
    table: Table | None = option("table", None, checked_table, "data")  # noqa: RUF009
    classes: int = whole(3, 2, 8, "classes", group="task", shown_when=_heeding("classes"))
    n_points: int = whole(0, 0, MOST_POINTS, "points", group="points")  # 0: as many as usual
    turns: float = number(TURNS, 0.25, 5, "turns", group="points", shown_when=_heeding("turns"))
    gap: float = number(1.0, 0, 2, "gap", group="points", shown_when=_heeding("gap"))  # times the usual
    rule: str = expression(RULE, VARIABLES, "truth", "rule", group="points", shown_when=_heeding("rule"))
    function: str = expression(
        FUNCTION, VARIABLES[:1], "number", "function", group="points", shown_when=_heeding("function")
    )
    imbalance: float = number(
        0.0, 0, 95, "imbalance", group="points", shown_when={"problem": ("classification",)}
    )  # percent of the first class that is left out
    label_noise: float = number(0.0, 0, 50, "labelNoise", group="points")  # percent of all points
    outliers: float = number(0.0, 0, 50, "outliers", group="points")  # percent of all points
    noise: float = number(0.0, 0, 80, "noise")  # percent
    train_percent: float = number(50.0, 1, 99, "percTrainData")  # percent of all points
    loss: str = choice("square", LOSSES, "loss", group="task")
    # what the network is fed and how it is built
    features: tuple[str, ...] = option(
        "features", ("x", "y"), checked_features, "formulas", names=tuple(FEATURES)
    )
    input_scaling: str = choice("none", INPUT_SCALINGS, "inputScaling", group="task")
    initializer: str = choice("original", INITIALIZERS, "initializer", group="task")
    hidden: tuple[int, ...] = option("sizes", (4, 2), checked_sizes, "networkShape")
    activation: str = choice("tanh", ACTIVATIONS, "activation", live=True)
    normalization: str = choice("none", AXES, "normalization", group="network")
    skip: bool = flag("skip", live=True, group="network")
    layer_activations: tuple[str, ...] = option(
        "activations", (), checked_activations, "layerActivations",
        live=True, group="network", names=tuple(ACTIVATIONS),
    )  # fmt: skip
    # how it learns
    batch_size: int = whole(10, 1, 1200, "batchSize", live=True)  # points
    optimizer: str = choice("sgd", OPTIMIZERS, "optimizer", live=True, group="descent")
    learning_rate: float = number(0.03, 0, 100, "learningRate", live=True, own=True)
    schedule: str = choice("constant", SCHEDULES, "schedule", live=True, group="descent")
    clip_norm: float = number(
        0.0, 0, 1000, "clipNorm", live=True, own=True, group="descent"
    )  # 0: not clipped
    shuffle: bool = flag("shuffle", live=True, group="descent")
    # against overfitting
    regularization: str = choice("none", PENALTIES, "regularization", live=True)
    regularization_rate: float = number(0.0, 0, 100, "regularizationRate", live=True, own=True)
    dropout: float = number(
        0.0, 0, 0.9, "dropout", live=True, own=True, group="overfitting"
    )  # share of neurons
    early_stopping: bool = flag("earlyStopping", live=True, own=True, group="overfitting")
    patience: int = whole(
        20, 1, 100_000, "patience",
        live=True, own=True, group="overfitting", shown_when={"early_stopping": (True,)},
    )  # fmt: skip
    # when to stop; 0: never
    stop_epoch: int = whole(0, 0, 1_000_000, "stopEpoch", live=True, own=True, group="overfitting")
    stop_loss: float = number(0.0, 0, 1000, "stopLoss", live=True, own=True, group="overfitting")
    stop_accuracy: float = number(
        0.0, 0, 100, "stopAccuracy",
        live=True, own=True, group="overfitting", shown_when={"problem": ("classification",)},
    )  # fmt: skip
    # where chance comes from; empty: made from the main seed
    seed: str = seeding("0.5", "seed")
    data_seed: str = seeding("", "dataSeed")
    split_seed: str = seeding("", "splitSeed")
    weights_seed: str = seeding("", "weightsSeed")
    batch_seed: str = seeding("", "batchSeed")
    dropout_seed: str = seeding("", "dropoutSeed")

    def __post_init__(self) -> None:
        for field, each in OPTIONS.items():
            value = getattr(self, field)
            if not (value is each.default and field in _SOUND):
                object.__setattr__(self, field, each.check(field, value))
        self._check_together()

    def _check_together(self) -> None:
        for misfit in misfits(self):
            raise misfit

    @property
    def active_dataset(self) -> str:
        """The dataset of the present problem."""
        return str(getattr(self, ACTIVE[self.problem]))

    @property
    def active_table(self) -> Table | None:
        """The table that the points are of, if they are."""
        return table_behind(self.active_dataset, self.table)

    @property
    def variables(self) -> tuple[str, ...]:
        """What a point consists of, as formulas name it."""
        return variables_of(self.problem, self.active_table)

    @property
    def formulas(self) -> tuple[str, ...]:
        """The features that have no names of their own."""
        return tuple(name for name in self.features if name not in FEATURES)

    @property
    def n_classes(self) -> int | None:
        """How many classes there are to tell apart; None where a number is to be learnt."""
        if self.problem != "classification":
            return None
        table = self.active_table
        if table is not None:
            return table.n_classes
        return self.classes if DATASETS[self.dataset].has_classes else 2

    @property
    def n_outputs(self) -> int:
        """One output neuron; or one for each class, if there are more than two or they share a softmax."""
        if self.n_classes is None or (self.n_classes == 2 and self.loss != "cross-entropy"):
            return 1
        return self.n_classes

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of neurons of every layer: inputs, hidden layers, outputs."""
        return (len(self.features), *self.hidden, self.n_outputs)

    @property
    def activations(self) -> tuple[str, ...]:
        """The activation of each hidden layer."""
        missing = len(self.hidden) - len(self.layer_activations)
        return (*self.layer_activations, *(self.activation,) * missing)

    @property
    def skips(self) -> tuple[bool, ...]:
        """Whether each hidden layer adds what came into it to what it says: it must be as wide."""
        return tuple(self.skip and n == before for before, n in zip(self.sizes, self.hidden, strict=False))

    def formula_number(self, name: str) -> float:
        """One of the numbers that a formula has, by its name."""
        return float(getattr(self, name))

    def changed(self, /, **changes: Any) -> "Experiment":
        """This experiment with some fields changed; `ExperimentError` for an unknown field or a bad value."""
        for name in changes:
            if name not in OPTIONS:
                raise ExperimentError(name, "unknown_field", got=shown(name))
        made = object.__new__(type(self))
        for put, value in zip(_PUT, _values_of(self), strict=True):
            put(made, value)
        for name in sorted(changes, key=_PLACES.__getitem__):
            object.__setattr__(made, name, OPTIONS[name].check(name, changes[name]))
        made._check_together()
        return made

    def fitting(self, /, **changes: Any) -> "Experiment":
        """`changed`, and fields that nobody named go to what fits: a curve takes no features of x₂, say.

        What is named and does not fit is refused all the same. A table that has other columns than the one
        before is fed whole.
        """
        changes = {**going_along(self, changes), **changes}
        for field, adapt in ADAPTED.items():
            if field in changes:
                continue
            try:
                return self.changed(**changes)
            except ExperimentError as error:
                if error.field != field:
                    continue
                changes = {**changes, field: adapt(self, changes)}
        return self.changed(**changes)

    def as_dict(self) -> dict[str, Any]:
        """The fields as values that JSON can carry."""
        values = {name: getattr(self, name) for name in OPTIONS}
        return {**values, "table": self.table and self.table.as_dict()}

    def shown(self) -> dict[str, Any]:
        """The fields as they are told of: of a table everything but its rows."""
        values = {name: getattr(self, name) for name in OPTIONS}
        return {**values, "table": self.table and self.table.shown()}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Experiment":
        """The experiment that `as_dict` wrote; raises `ReasonError`, `KeyError`, `TypeError` or `ValueError`
        for anything else."""
        table = values.get("table")
        return cls(**{**values, "table": table and Table.from_dict(table)})

    def differences(self, other: "Experiment") -> list[str]:
        """The names of the fields in which this experiment and another differ."""
        return [name for name in OPTIONS if getattr(self, name) != getattr(other, name)]


def _all_options() -> Iterator[tuple[str, Option]]:
    """Every option, the numbers of formulas behind the field that chooses a formula."""
    by_name = {each.name: each.metadata["option"] for each in fields(Experiment)}
    for name in Experiment.__annotations__:
        yield name, by_name[name]
        if name in FORMULAS:
            yield from ((own, by_name[own]) for own in formula_numbers(name))


OPTIONS: dict[str, Option] = dict(_all_options())
"""All options by the fields' names; links, limits, forms, and what a population may differ in, follow."""

_PLACES = {name: place for place, name in enumerate(OPTIONS)}
_values_of = attrgetter(*OPTIONS)
_PUT = [getattr(Experiment, name).__set__ for name in OPTIONS]
"""What writes a field of an experiment that is being made of another: to check anew what has not changed, as
`dataclasses.replace` does, takes three times as long as all the rest."""

_SOUND = frozenset(
    field for field, each in OPTIONS.items() if each.check(field, each.default) is each.default
)
"""Fields whose default need not be checked again: it stays what it is. Most experiments have most of them."""

LIMITS: dict[str, Limit] = {
    **{field: each.limit for field, each in OPTIONS.items() if each.limit is not None},
    "layers": LAYERS,
    "neurons": NEURONS,
    "formulas": N_FORMULAS,
    "seed_length": SEED_LENGTH,
    "weight": Limit(-1000, 1000),  # a weight or bias set by hand
}

LIVE_FIELDS: frozenset[str] = frozenset(field for field, each in OPTIONS.items() if each.live)
"""Fields that may change while training goes on; a change of any other begins the run anew."""

OWN_FIELDS: frozenset[str] = frozenset(field for field, each in OPTIONS.items() if each.own)
"""In what the experiments of a population may differ: numbers and seeds, but nothing that changes the shape
of the computation. Stop rules are for whoever runs the population to heed."""

POINT_FIELDS: frozenset[str] = frozenset({
    "n_points", "train_percent", "noise", "label_noise", "outliers", "imbalance", "turns", "gap", "rule",
    "function",
})  # fmt: skip
"""What decides nothing but which points there are, and how many: the networks of a population that learn from
points of their own may differ in these too."""
