"""A network as a class in scikit-learn's manner, trained already: `Network` and `network`."""

from engine.export.description import ActivationStep, Description, SoftmaxStep
from engine.export.targets import numpy_script
from engine.export.writing import about


def write(description: Description) -> str:
    """The script. `Network` needs no `fit`; it has `predict`, and where classes are told apart
    `decision_function`, and `predict_proba` where the outputs lie between two values."""
    mixin = "ClassifierMixin" if description.labels else "RegressorMixin"
    n_raw = len(description.inputs)
    return "\n".join(
        [
            *(f"# {each}" for each in about(description)),
            "import numpy as np",
            f"from sklearn.base import BaseEstimator, {mixin}",
            "from sklearn.utils.validation import check_array",
            "",
            numpy_script.definitions(description),
            "",
            f"class Network({mixin}, BaseEstimator):",
            f'    """A network that is trained already, for raw inputs {", ".join(description.inputs)}."""',
            "",
            f"    n_features_in_ = {n_raw}",
            *([f"    classes_ = np.array({list(description.labels)})"] if description.labels else []),
            "",
            "    def fit(self, X, y=None):",
            '        """Changes nothing."""',
            "        return self",
            "",
            "    def __sklearn_is_fitted__(self):",
            "        return True",
            "",
            "    def outputs(self, X):",
            f'        """What the output neurons say, shape (n, {description.n_outputs})."""',
            "        x = check_array(X, dtype=np.float64)",
            *(f"        {line}" for line in numpy_script.computation(description)[1:]),
            "        return a",
            *_of_classes(description),
            *([] if description.labels else _of_numbers()),
            "",
            "",
            "network = Network()",
            "",
        ]
    )


def _of_numbers() -> list[str]:
    return [
        "",
        "    def predict(self, X):",
        '        """The value of each point, shape (n,)."""',
        "        return self.outputs(X)[:, 0]",
    ]


def _of_classes(description: Description) -> list[str]:
    """The methods of a classifier; none where a number is learnt."""
    if not description.labels:
        return []
    lines = ["", "    def decision_function(self, X):"]
    if description.n_outputs == 1:
        lines += [
            '        """How far each point is on the side of the second class, shape (n,)."""',
            f"        return self.outputs(X)[:, 0] - {description.middle!r}",
            *_probabilities(description, "second = (a[:, 0] - low) / (high - low)", "[1 - second, second]"),
        ]
        chosen = "(self.decision_function(X) > 0).astype(int)"
    else:
        lines += [
            '        """What is said for each class, shape (n, n_classes)."""',
            "        return self.outputs(X)",
            *_probabilities(
                description, "shares = (a - low) / (high - low)", "shares.T / shares.sum(axis=1)"
            ),
        ]
        chosen = "self.outputs(X).argmax(axis=1)"
    return [
        *lines,
        "",
        "    def predict(self, X):",
        '        """The class of each point, shape (n,)."""',
        f"        return self.classes_[{chosen}]",
    ]


def _probabilities(description: Description, shares: str, columns: str) -> list[str]:
    """`predict_proba`, where the outputs end in something that lies between two values."""
    last = description.steps[-1]
    bounds = None
    if isinstance(last, SoftmaxStep):
        bounds = (0.0, 1.0)
    elif isinstance(last, ActivationStep):
        bounds = BOUNDS.get(last.name)
    if bounds is None:
        return []
    return [
        "",
        "    def predict_proba(self, X):",
        '        """The outputs as shares of 1, shape (n, n_classes)."""',
        f"        a, low, high = self.outputs(X), {bounds[0]!r}, {bounds[1]!r}",
        f"        {shares}",
        f"        return np.transpose({columns})",
    ]


BOUNDS = {"tanh": (-1.0, 1.0), "sigmoid": (0.0, 1.0)}
"""Between what the outputs' activations lie."""
