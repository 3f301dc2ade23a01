"""`playground sweep`: what it trains, prints, writes and refuses."""

import argparse
import csv
import json
import sys
from pathlib import Path

import pytest

from engine.experiment.experiment import Experiment
from engine.experiment.links import parse_link
from engine.reasons import ReasonError
from engine.sweeps.varied import read_varied
from server.commands import sweep as command
from server.commands import train
from server.sweeps import sweep
from server.sweeps.executors import InThisProcess
from server.sweeps.live.orders import n_epochs
from server.sweeps.plan import STRATEGIES, SweepPlan, planned
from server.sweeps.rows import as_csv
from server.sweeps.running import best_first, last_rows, run
from server.sweeps.strategies import AT_ONCE, rungs

LINK = "dataset=gauss&networkShape=3&seed=0.25&noise=10&points=60"
RATES = "learning_rate=0.001..3:log:5"


def swept(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(arguments))


def losses_of(link: str, epochs: int, device: str, capsys: pytest.CaptureFixture[str]) -> list[float | None]:
    parser = argparse.ArgumentParser()
    train.add_arguments(parser)
    assert train.run(parser.parse_args([link, "--epochs", str(epochs), "--device", device, "--json"])) == 0
    _, train_loss, test_loss = json.loads(capsys.readouterr().out)["losses"][-1]
    return [train_loss, test_loss]


@pytest.mark.parametrize(("device", "tolerance"), [("numpy", 0), ("numba", 1e-9)])
def test_the_link_of_every_row_gives_those_very_losses_again(
    device: str, tolerance: float, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "results.csv"
    arguments = ["--vary", RATES, "--vary", "hidden=2|4,3", "--seeds", "2", "--epochs", "7"]
    assert swept(LINK, *arguments, "--device", device, "--out", str(out)) == 0
    assert "best of 20 by test_loss" in capsys.readouterr().out
    with out.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 20
    assert list(rows[0]) == [
        *("learning_rate", "hidden", "seed", "epochs", "train_loss", "test_loss"),
        *("train_accuracy", "test_accuracy", "n_parameters", "link"),
    ]
    for row in rows:
        experiment = parse_link(row["link"]).experiment
        assert (str(experiment.learning_rate), ",".join(map(str, experiment.hidden)), experiment.seed) == (
            str(float(row["learning_rate"])), row["hidden"], row["seed"],
        )  # fmt: skip
        told = [float(row[name]) for name in ("train_loss", "test_loss")]
        assert told == pytest.approx(losses_of(row["link"], 7, device, capsys), rel=tolerance, abs=0)


def test_the_best_setting_in_the_middle_of_its_seeds_comes_first_and_what_ran_away_last() -> None:
    plan = planned(
        Experiment(problem="regression", seed="1", n_points=60),
        [read_varied("learning_rate=0.001|0.03|100")],
        n_seeds=3,
        epochs=30,
    )
    rows = best_first(plan, last_rows(run(plan, InThisProcess())))
    assert [row.values["learning_rate"] for row in rows] == [0.03] * 3 + [0.001] * 3 + [100] * 3
    assert [row.test_loss for row in rows[-3:]] == [None] * 3
    assert as_csv(plan, rows[-1:]).splitlines()[1].startswith("100,1-3,30,,")


def test_one_json_object_has_all_rows(capsys: pytest.CaptureFixture[str]) -> None:
    measured = ("--measure", "best_test_loss", "--epochs", "4", "--json")
    assert swept(LINK, "--vary", "activation=tanh|relu", *measured) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["measure"] == "best_test_loss"
    assert {each["activation"] for each in told["trials"]} == {"tanh", "relu"}
    for each in told["trials"]:
        by_epoch = [losses_of(each["link"], epoch, "numpy", capsys)[1] or 0 for epoch in (1, 2, 3, 4)]
        assert each["best_test_loss"] == pytest.approx(min(by_epoch), rel=1e-9)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_strategy_tries_what_may_be_tried_and_the_same_again(strategy: str) -> None:
    if strategy == "gp":
        pytest.importorskip("torch", reason="Gaussian processes need PyTorch: make pytorch")
    experiment = parse_link(LINK).experiment
    fields = [read_varied(RATES), read_varied("activation=tanh|relu"), read_varied("width=1..6")]
    n = None if strategy == "grid" else 20
    plan = planned(experiment, fields, epochs=6, strategy=strategy, n_settings=n)
    rows = last_rows(run(plan, InThisProcess(), "numpy"))
    assert len(rows) == (50 if strategy == "grid" else 20)
    for row in rows:
        assert 0.001 <= row.values["learning_rate"] <= 3
        assert row.values["activation"] in ("tanh", "relu")
        assert row.values["width"] in range(1, 7)
    assert rows == last_rows(run(plan, InThisProcess(), "numpy"))


def test_a_bayesian_strategy_comes_nearer_to_the_best_once_it_has_heard_something() -> None:
    plan = planned(
        parse_link(LINK).experiment,
        [read_varied("learning_rate=0.00001..0.3:log")],
        epochs=10,
        strategy="tpe",
        n_settings=5 * AT_ONCE,
    )
    rows = last_rows(run(plan, InThisProcess(), "numpy"))
    first, last = ([row.test_loss or 9 for row in part] for part in (rows[:AT_ONCE], rows[-AT_ONCE:]))
    assert sorted(last)[AT_ONCE // 2] < sorted(first)[AT_ONCE // 2]


def test_hyperband_trains_few_to_the_end_and_those_are_among_the_best_of_the_first_rung() -> None:
    plan = planned(
        parse_link(LINK).experiment,
        [read_varied("learning_rate=0.0001..1:log")],
        epochs=27,
        strategy="hyperband",
        n_settings=30,
    )
    every = list(run(plan, InThisProcess(), "numpy"))
    assert sorted({row.epochs for row in every}) == [1, 3, 9, 27] == rungs(27)
    counts = [sum(row.epochs == epochs for row in every) for epochs in (1, 3, 9, 27)]
    assert counts[0] == 30
    assert counts == sorted(counts, reverse=True)
    assert 1 <= counts[-1] < 20
    rows = last_rows(every)
    assert len(rows) == 30
    assert sum(row.epochs for row in every) < 30 * 27


@pytest.mark.parametrize(("epochs", "n_settings"), [(27, 50), (81, 200), (100, 60)])
def test_it_is_known_beforehand_for_how_many_epochs_hyperband_trains_about(
    epochs: int, n_settings: int
) -> None:
    plan = planned(
        Experiment(n_points=20, seed="1", hidden=(2,)),
        [read_varied("learning_rate=0.0001..1:log")],
        epochs=epochs,
        strategy="hyperband",
        n_settings=n_settings,
    )
    trained = sum(row.epochs for row in run(plan, InThisProcess(), "numba"))
    assert 0.5 * trained < n_epochs(plan) < 1.5 * trained


def test_a_table_comes_back_from_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    table = sweep(parse_link(LINK).experiment, [RATES, "hidden=2|3"], epochs=3)
    assert len(table) == 10
    assert table.learning_rate.dtype == float
    assert list(table.test_loss) == sorted(table.test_loss)
    assert parse_link(str(table.link[0])).experiment.learning_rate == table.learning_rate[0]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([LINK], "at least one field must vary"),
        (["batchSiz=3", "--vary", RATES], "perhaps batchSize is meant"),
        ([LINK, "--vary", "learning_rate=3..1"], "learning_rate must go from a number to a larger one"),
        ([LINK, "--vary", "table=1"], "'table' cannot vary"),
        ([LINK, "--vary", RATES, "--seeds", "1000000000"], "number of seeds must be between 1 and 100"),
        ([LINK, "--vary", RATES, "--epochs", "0"], "number of epochs must be between 1 and 100000"),
        ([LINK, "--vary", RATES, "--trials", "7"], "a grid has every combination, here 5"),
        (
            [LINK, "--vary", RATES, "--strategy", "random", "--trials", "1000000000"],
            "number of trials must be between 1 and 10000, got 1000000000",
        ),
        ([LINK, "--vary", RATES, "--device", "abacus"], "device must be one of"),
        ([LINK, "--vary", "batch_size=1|2", "--vary", "normalization=batch|none"], "do not go together"),
        (["problem=regression", "--vary", RATES, "--measure", "test_accuracy"], "needs classes"),
        ([LINK, "--vary", RATES, "--epochs", "1", "--out", "/nowhere/x.csv"], "cannot be written"),
        ([LINK, "--vary", RATES, "--cluster", "nonsense"], "there is no cluster at nonsense"),
    ],
)
def test_what_cannot_be_gets_a_line_and_exit_code_2(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert swept(*arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err
    assert err.startswith("playground sweep: ")
    assert err.count("\n") == 1


def test_a_plan_says_how_many_networks_there_are() -> None:
    plan = planned(Experiment(), [read_varied(RATES), read_varied("hidden=2|4")], n_seeds=3)
    assert isinstance(plan, SweepPlan)
    assert plan.n_trials == 30
    with pytest.raises(ReasonError, match="the strategy must be one of grid"):
        planned(Experiment(), [read_varied(RATES)], strategy="guess")
    with pytest.raises(ReasonError, match="the measure must be one of test_loss"):
        planned(Experiment(), [read_varied(RATES)], measure="beauty")
