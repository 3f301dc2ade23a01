"""An experiment is everything that decides a run: equal experiments give equal runs."""

from dataclasses import dataclass, fields, replace
from typing import Any

from engine.experiment.checks import ExperimentError, Limit, checked_index, checked_number, shown
from engine.experiment.options import (
    CURVE_FEATURES,
    FEATURE_NAMES,
    LIMITS,
    LIVE_FIELDS,
    OPTIONS,
    ActivationName,
    AnyDatasetName,
    CurveDatasetName,
    DatasetName,
    FeatureName,
    InitializerName,
    InputScalingName,
    LossName,
    NormalizationName,
    OptimizerName,
    ProblemName,
    RegressionDatasetName,
    RegularizationName,
    ScheduleName,
)

__all__ = [
    "FEATURE_NAMES",
    "LIMITS",
    "LIVE_FIELDS",
    "OPTIONS",
    "ActivationName",
    "CurveDatasetName",
    "DatasetName",
    "Experiment",
    "ExperimentError",
    "FeatureName",
    "Limit",
    "ProblemName",
    "RegressionDatasetName",
    "RegularizationName",
    "checked_index",
    "checked_number",
]

WITH_CLASSES: tuple[DatasetName, ...] = ("blobs", "rings", "pinwheel")
"""The datasets of `classes` classes; the others have two."""

REGRESSION_LOSSES: tuple[LossName, ...] = ("square", "absolute", "huber")
"""The losses that can compare numbers; the others need classes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """Everything that decides a run, checked when it is made (`ExperimentError`).

    What each field means and may be stands in `OPTIONS` and in docs/options.md. `noise` and `train_percent`
    are percentages, `hidden` the number of neurons of each hidden layer. `features` are kept in the order of
    `FEATURE_NAMES`, each once. The default is TensorFlow Playground's.
    """

    problem: ProblemName = "classification"
    dataset: DatasetName = "circle"
    regression_dataset: RegressionDatasetName = "reg-plane"
    curve_dataset: CurveDatasetName = "sine"
    classes: int = 3
    noise: float = 0.0
    train_percent: float = 50.0
    features: tuple[FeatureName, ...] = ("x", "y")
    input_scaling: InputScalingName = "none"
    hidden: tuple[int, ...] = (4, 2)
    activation: ActivationName = "tanh"
    layer_activations: tuple[ActivationName, ...] = ()
    steepness: float = 1.0
    normalization: NormalizationName = "none"
    skip: bool = False
    initializer: InitializerName = "original"
    loss: LossName = "square"
    huber_delta: float = 1.0
    batch_size: int = 10
    shuffle: bool = False
    optimizer: OptimizerName = "sgd"
    momentum: float = 0.9
    rms_decay: float = 0.9
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    weight_decay: float = 0.01
    learning_rate: float = 0.03
    schedule: ScheduleName = "constant"
    schedule_epochs: int = 100
    schedule_factor: float = 0.1
    clip_norm: float = 0.0
    regularization: RegularizationName = "none"
    regularization_rate: float = 0.0
    l1_ratio: float = 0.5
    dropout: float = 0.0
    early_stopping: bool = False
    patience: int = 20
    stop_epoch: int = 0
    stop_loss: float = 0.0
    stop_accuracy: float = 0.0
    seed: str = "0.5"
    data_seed: str = ""
    split_seed: str = ""
    weights_seed: str = ""
    batch_seed: str = ""
    dropout_seed: str = ""

    def __post_init__(self) -> None:
        for field, option in OPTIONS.items():
            object.__setattr__(self, field, option.check(field, getattr(self, field)))
        for misfit in _misfits(self):
            raise misfit

    @property
    def active_dataset(self) -> AnyDatasetName:
        """The dataset of the present problem."""
        if self.problem == "classification":
            return self.dataset
        return self.regression_dataset if self.problem == "regression" else self.curve_dataset

    @property
    def n_classes(self) -> int | None:
        """How many classes there are to tell apart; None where a number is to be learnt."""
        if self.problem != "classification":
            return None
        return self.classes if self.dataset in WITH_CLASSES else 2

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
    def activations(self) -> tuple[ActivationName, ...]:
        """The activation of each hidden layer."""
        missing = len(self.hidden) - len(self.layer_activations)
        return (*self.layer_activations, *(self.activation,) * missing)

    @property
    def skips(self) -> tuple[bool, ...]:
        """Whether each hidden layer adds what came into it to what it says: it must be as wide."""
        return tuple(self.skip and n == before for before, n in zip(self.sizes, self.hidden, strict=False))

    def changed(self, **changes: Any) -> "Experiment":
        """This experiment with some fields changed; `ExperimentError` for an unknown field or a bad value."""
        for name in changes:
            if name not in OPTIONS:
                raise ExperimentError(name, "unknown_field", got=shown(name))
        return replace(self, **changes)

    def fitting(self, **changes: Any) -> "Experiment":
        """`changed`, and fields that nobody named go to what fits: a curve takes no features of x₂, say.

        What is named and does not fit is refused all the same.
        """
        for field, adapt in _ADAPTED.items():
            if field in changes:
                continue
            try:
                return self.changed(**changes)
            except ExperimentError as error:
                if error.field != field:
                    continue
                changes = {**changes, field: adapt(self, changes)}
        return self.changed(**changes)

    def differences(self, other: "Experiment") -> list[str]:
        """The names of the fields in which this experiment and another differ."""
        return [
            field.name for field in fields(self) if getattr(self, field.name) != getattr(other, field.name)
        ]


def _misfits(experiment: Experiment) -> list[ExperimentError]:
    """What cannot go together: an error for each field at fault."""
    e = experiment
    found = []
    if e.problem != "classification" and e.loss not in REGRESSION_LOSSES:
        allowed = ", ".join(REGRESSION_LOSSES)
        found.append(ExperimentError("loss", "loss_of_classes", allowed=allowed, got=shown(e.loss)))
    strange = [name for name in e.features if name not in CURVE_FEATURES]
    if e.problem == "curve" and strange:
        allowed = ", ".join(CURVE_FEATURES)
        found.append(
            ExperimentError("features", "features_of_planes", allowed=allowed, got=shown(strange[0]))
        )
    if len(e.layer_activations) > len(e.hidden):
        n_given, n_layers = len(e.layer_activations), len(e.hidden)
        found.append(
            ExperimentError("layer_activations", "activations_without_layers", high=n_layers, got=n_given)
        )
    if e.normalization == "batch" and e.batch_size < 2:
        found.append(ExperimentError("batch_size", "batch_of_one", got=e.batch_size))
    if e.normalization == "layer" and 1 in e.hidden:
        found.append(ExperimentError("hidden", "layer_of_one"))
    if e.stop_accuracy and e.problem != "classification":
        found.append(ExperimentError("stop_accuracy", "accuracy_of_numbers", got=e.stop_accuracy))
    return found


_ADAPTED: dict[str, Any] = {
    "loss": lambda old, changes: "square",
    "features": lambda old, changes: tuple(n for n in old.features if n in CURVE_FEATURES) or ("x",),
    "layer_activations": lambda old, changes: old.layer_activations[: len(changes.get("hidden", old.hidden))],
    "stop_accuracy": lambda old, changes: 0.0,
}
"""What takes the place of a field that does not fit any more, from the old experiment and the changes; in the
order in which misfits are found."""
