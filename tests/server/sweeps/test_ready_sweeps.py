"""The sweeps that one click starts, docs/words/sweeps.toml: what their sentences promise comes of them."""

import json
import re
import statistics
from collections.abc import Callable, Iterable

import numpy as np
import pytest
from fastapi.testclient import TestClient

from engine.data.dataset import EXTENT
from engine.evaluation.metrics import parameter_count
from engine.experiment.links import Link, write_link
from engine.experiment.strict_links import parse_strictly
from engine.experiment.view import View
from engine.sweeps.trials import grid, trials_of
from engine.training.trainer import Trainer
from server.frames.cells import SIDE
from server.sweeps.executors import InThisProcess
from server.sweeps.live.orders import plan_of as served
from server.sweeps.live.orders import read_order
from server.sweeps.plan import SweepPlan
from server.sweeps.rows import SweepRow
from server.sweeps.running import last_rows, run
from server.web.app import create_app
from server.web.pages.examples import LANGUAGES
from server.web.pages.ready_sweeps import ready_sweeps

READY = {each["key"]: each for each in ready_sweeps("en")}
RACES = [key for key in READY if key.startswith("race_")]
MOST_WORK = 2_000_000
"""Networks times epochs: what two cores train in half a minute."""


def plan_of(key: str, **changes: object) -> SweepPlan:
    order = read_order(json.dumps({**READY[key]["order"], **changes}).encode())
    return served(order, lambda digest: None, MOST_WORK)[1]


def trained(key: str, **changes: object) -> list[SweepRow]:
    """The rows of a ready-made sweep, perhaps with some of its order changed."""
    plan = plan_of(key, **changes)
    return sorted(last_rows(run(plan, InThisProcess())), key=lambda row: (row.setting, row.repeat))


def medians(rows: Iterable[SweepRow], of: Callable[[SweepRow], object]) -> dict[object, float]:
    found: dict[object, list[float]] = {}
    for row in rows:
        assert row.test_loss is not None
        found.setdefault(of(row), []).append(row.test_loss)
    return {value: statistics.median(losses) for value, losses in found.items()}


def cut(key: str, kept: Iterable[str]) -> list[str]:
    """What varies, with only some of the values of its one field."""
    (vary,) = READY[key]["order"]["vary"]
    field, _, values = vary.partition("=")
    assert set(kept) <= set(values.split("|"))
    return [f"{field}={'|'.join(kept)}"]


def pictures(rows: list[SweepRow]) -> np.ndarray:
    """The last picture of each, (n, SIDE, SIDE), from -1 to 1."""
    cells = np.array([np.frombuffer(row.pictures[-1], np.uint8) for row in rows], np.float64)
    return ((cells - 127) / 127).reshape(-1, SIDE, SIDE)


@pytest.mark.parametrize("key", READY)
def test_an_order_is_accepted_and_trained_while_one_looks(key: str) -> None:
    plan = plan_of(key)
    assert READY[key]["order"]["ready"] == key
    trials = trials_of(plan.experiment, grid(plan.fields), plan.n_seeds)
    assert len(trials) == plan.n_trials == READY[key]["n_networks"]
    learnt = Trainer(plan.experiment).data.train.x
    assert READY[key]["n_points"] == len(learnt) * plan.experiment.n_outputs


@pytest.mark.parametrize("key", READY)
def test_a_link_says_nothing_that_is_not_read(key: str) -> None:
    link = READY[key]["order"]["link"].removeprefix("#")
    written = dict(pair.split("=") for pair in write_link(parse_strictly(link)).split("&"))
    for name, value in (pair.split("=") for pair in link.split("&")):
        assert written[name] == value, f"{name}={value}"


def test_every_language_has_the_same_sweeps_in_whole_sentences() -> None:
    for language in LANGUAGES:
        found = ready_sweeps(language)
        assert [each["order"] for each in found] == [each["order"] for each in READY.values()]
        for each in found:
            assert not each["title"].endswith(".")
            assert re.fullmatch(r".{80,330}\.", each["text"]), each["key"]
            assert each["sources"]
    with pytest.raises(KeyError):
        ready_sweeps("xx")


def test_the_page_gets_them_by_language() -> None:
    with TestClient(create_app()) as client:
        assert client.get("/sweeps/ready/de.json").json() == ready_sweeps("de")
        assert client.get("/sweeps/ready/xx.json").status_code == 404


def test_five_times_the_batch_wants_five_times_the_rate_until_steps_are_too_long() -> None:
    found = medians(
        trained("rate_batch"), lambda row: (row.values["learning_rate"], row.values["batch_size"])
    )
    for rate in (0.001, 0.005):
        for batch in (1, 5, 25):
            assert found[5 * rate * batch, 5 * batch] == pytest.approx(found[rate * batch, batch], abs=0.03)
    assert found[0.025, 1] < 0.05 < 0.4 < found[0.001, 1]
    assert found[3.125, 1] > 0.4


def width(row: SweepRow) -> int:
    return int(row.values["hidden"][0])


@pytest.mark.parametrize("seed", ["0.5", "another"])
def test_the_test_loss_falls_twice_and_is_worst_where_parameters_are_about_as_many_as_points(
    seed: str,
) -> None:
    experiment = parse_strictly(READY["double_descent"]["order"]["link"]).experiment
    rows = trained(
        "double_descent",
        vary=cut("double_descent", ["1", "2", "10", "32"]),
        link=write_link(Link(experiment.changed(seed=seed), View())),
    )
    found = medians(rows, width)
    n_points = READY["double_descent"]["n_points"]
    n_parameters = {width(row): row.n_parameters for row in rows}
    assert n_points == 60
    assert n_parameters[2] < n_points < n_parameters[10] < 1.5 * n_points < 4 * n_points < n_parameters[32]
    assert found[2] < found[1]
    assert found[10] > 1.3 * found[2]
    assert found[10] > 1.3 * found[32]
    fitted = {n: statistics.median(row.train_loss or 0 for row in rows if width(row) == n) for n in found}
    assert fitted[2] > 0.05 > 0.005 > fitted[10] > fitted[32]


def test_of_networks_with_as_many_parameters_two_layers_win_on_the_spiral() -> None:
    plan = plan_of("depth_width")
    shapes = [trial.experiment for trial in trials_of(plan.experiment, grid(plan.fields), 1)]
    assert all(abs(parameter_count(shape) - 129) <= 5 for shape in shapes)
    found = medians(trained("depth_width"), lambda row: len(row.values["hidden"]))
    assert min(found, key=lambda depth: found[depth]) == 2
    assert found[1] > 1.5 * found[2]
    assert max(found, key=lambda depth: found[depth]) == 7


@pytest.mark.parametrize("key", RACES)
def test_a_race_has_up_to_eight_that_differ_in_one_thing_and_many_pictures_of_each(key: str) -> None:
    plan = plan_of(key)
    assert 2 <= plan.n_trials <= 8
    assert len(plan.fields) == 1
    rows = trained(key)
    assert all(len(row.pictures) >= 30 for row in rows)
    assert len({row.train_curve[0] for row in rows}) > 1
    expected = parse_strictly(READY[key]["order"]["link"]).experiment
    points = Trainer(expected).task.points.train
    shown = np.array(READY[key]["points"])
    np.testing.assert_allclose(shown[:, :2], points.x[: len(shown)], atol=1e-3)
    np.testing.assert_array_equal(shown[:, 2], points.label[: len(shown)])


def test_steps_of_one_size_for_every_weight_win_the_race_of_optimisers_and_sgd_is_last() -> None:
    place = [row.values["optimizer"] for row in by_loss("race_optimizers")]
    assert place[0] == "rmsprop"
    assert set(place[:3]) == {"rmsprop", "adam", "adamw"}
    assert set(place[3:5]) == {"momentum", "nesterov"}
    best, *_, last = by_loss("race_optimizers")
    assert (best.test_accuracy or 0) > 0.97
    assert (last.test_loss or 0) > 0.4


def test_only_zeros_never_leave_in_the_race_of_first_weights() -> None:
    *others, last = by_loss("race_initializers")
    assert last.values["initializer"] == "zeros"
    assert (last.train_loss or 0) > 0.45
    assert all((row.train_loss or 1) < 0.05 for row in others)


def test_sines_win_the_race_of_activations_and_tanh_is_second() -> None:
    place = [row.values["activation"] for row in by_loss("race_activations")]
    assert place[:2] == ["sine", "tanh"]
    (linear,) = (row for row in by_loss("race_activations") if row.values["activation"] == "linear")
    assert (linear.test_loss or 0) > 0.4


def by_loss(key: str) -> list[SweepRow]:
    return sorted(trained(key), key=lambda row: row.test_loss or 0)


def test_bias_falls_and_variance_rises_with_the_degree_and_their_sum_is_smallest_between() -> None:
    rows = trained("bias_variance")
    truth = np.array(READY["bias_variance"]["truth"])
    np.testing.assert_allclose(truth, 0.6 * np.sin(np.linspace(-EXTENT, EXTENT, SIDE)), atol=1e-6)
    bias, variance = [], []
    for setting in range(8):
        curves = pictures([row for row in rows if row.setting == setting])[:, 0]
        bias.append(np.mean((curves.mean(axis=0) - truth) ** 2))
        variance.append(np.mean(curves.var(axis=0)))
    total = np.add(bias, variance)
    assert np.argmin(total) + 1 in (5, 6)
    assert bias[0] > 5 * bias[4]
    assert variance[7] > 3 * variance[0]
    assert total[4] < 0.8 * min(total[0], total[7])


def test_the_mean_of_many_is_right_more_often_and_errs_where_they_disagree() -> None:
    rows = trained("bagging")
    fresh = np.array(READY["bagging"]["points"])
    x = np.column_stack([fresh[:, 0], fresh[:, 1], np.sin(fresh[:, 0]), np.sin(fresh[:, 1])])
    answers = []
    for row in rows:
        trainer = Trainer(parse_strictly(row.link).experiment)
        trainer.run(trainer.batches_until(row.epochs))
        answers.append(trainer.outputs_at(x.astype(np.float32))[-1][0])
    truth = fresh[:, 2] > 0
    single = [np.mean((each > 0) == truth) for each in answers]
    mean = np.mean(answers, axis=0)
    is_right = (mean > 0) == truth
    assert np.mean(is_right) > np.mean(single) + 0.01
    spread = np.std(answers, axis=0)
    unsure = spread > np.quantile(spread, 0.75)
    assert np.mean(~is_right & unsure) > 0.5 * np.mean(~is_right)
