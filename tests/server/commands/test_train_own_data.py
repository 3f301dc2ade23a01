"""`playground train --data`: what it learns from files of one's own, and what it refuses."""

import argparse
import json
import os
from pathlib import Path

import numpy as np
import pytest

from engine.data.reading.limits import BY_COMMANDS, BY_ROOMS
from engine.data.table import OF_COMMANDS, OF_ROOMS, Table, TableError
from server.commands import train
from tests.engine.data.reading import idx_files

LINK = (
    "networkShape=8,8&activation=relu&initializer=he&loss=cross-entropy&optimizer=adam"
    "&learningRate=0.01&seed=0.5"
)


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    train.add_arguments(parser)
    return train.run(parser.parse_args(arguments))


def write_csv(path: Path, n: int = 60) -> str:
    """A table with inputs a and b, a word, the classes of a + b > 0, and a number to be learnt."""
    x = np.random.default_rng(3).normal(size=(n, 2))
    rows = [
        f"{a:.3f},{b:.3f},{'left' if a < 0 else 'right'},{'yes' if a + b > 0 else 'no'},{10 * a + 3:.2f}"
        for a, b in x.tolist()
    ]
    path.write_text("\n".join(["a,b,side,is it,price", *rows]) + "\n")
    return str(path)


@pytest.mark.parametrize("packed", [False, True])
def test_pictures_of_a_folder_are_learnt(
    packed: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    idx_files.write(tmp_path, packed)
    assert run(LINK, "--data", str(tmp_path), "--epochs", "20", "--json") == 0
    out, err = capsys.readouterr()
    report = json.loads(out)
    assert err == ""
    assert (report["n_train"], report["n_test"]) == (60, 20)
    assert "points" not in report
    assert [len(layer[0]) for layer in report["weights"]] == [36, 8, 8]
    assert report["metrics"]["test"]["accuracy"] == 1


def test_a_link_need_not_be_there_and_in_the_end_it_is_said_what_is_told_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    idx_files.write(tmp_path)
    assert run(f"--data={tmp_path}", "--epochs", "1,2") == 0
    out = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in out[1:4]] == ["0", "1", "2"]
    assert out[4].startswith("told right: ")
    assert run() == 2
    assert capsys.readouterr().err == ("playground train: a link or --data must say what is to be learnt\n")


def test_all_784_pixels_of_pictures_of_28_by_28_are_inputs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = np.random.default_rng(1)
    for prefix, n in (("train", 40), ("t10k", 10)):
        (tmp_path / f"{prefix}-images-idx3-ubyte").write_bytes(
            idx_files.idx(rng.integers(0, 256, (n, 28, 28)))
        )
        (tmp_path / f"{prefix}-labels-idx1-ubyte").write_bytes(idx_files.idx(np.arange(n) % 10))
    assert run("networkShape=4&formulas=x3;x784;x3*x784", f"--data={tmp_path}", "--epochs=1", "--json") == 0
    assert [len(layer[0]) for layer in json.loads(capsys.readouterr().out)["weights"]] == [5, 4]
    assert run("networkShape=4", f"--data={tmp_path}", "--epochs", "1", "--json") == 0
    assert [len(layer[0]) for layer in json.loads(capsys.readouterr().out)["weights"]] == [784, 4]


def test_the_columns_of_a_file_are_learnt(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write_csv(tmp_path / "points.csv")
    assert run(LINK, "--data", file, "--target", "is it", "--epochs", "100", "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["n_train"], report["n_test"]) == (30, 30)
    assert [len(layer[0]) for layer in report["weights"]] == [3, 8, 8]  # a, b and the price
    assert report["metrics"]["test"]["accuracy"] > 0.8


def test_inputs_are_those_that_are_named_and_of_words_one_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_csv(tmp_path / "points.csv")
    arguments = ("--data", file, "--target", "price", "--inputs", "side, b", "--epochs", "1", "--json")
    assert run("networkShape=5", *arguments) == 0
    report = json.loads(capsys.readouterr().out)
    assert [len(layer[0]) for layer in report["weights"]] == [3, 5]
    assert report["metrics"]["test"]["accuracy"] is None


def test_one_column_can_be_all_that_is_fed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write_csv(tmp_path / "points.csv")
    arguments = ("--data", file, "--target", "price", "--inputs", "a", "--epochs", "1", "--json")
    assert run("networkShape=5", *arguments) == 0
    assert [len(layer[0]) for layer in json.loads(capsys.readouterr().out)["weights"]] == [1, 5]


def test_a_column_that_splits_says_what_is_to_test_with_and_rows_with_gaps_are_told_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "points.csv"
    rows = [f"{i};{i * i},5;{'test' if i % 4 == 0 else 'train'}" for i in range(20)]
    file.write_text("\n".join(["x;y;set", *rows, "3;;train"]) + "\n")
    assert run("networkShape=2", "--data", str(file), "--target", "y", "--epochs", "1", "--json") == 0
    out, err = capsys.readouterr()
    assert err == "1 of 21 rows have gaps and are left out\n"
    assert (json.loads(out)["n_train"], json.loads(out)["n_test"]) == (15, 5)
    file.write_text("\n".join(["x;y;set", *rows, "3;none;train"]) + "\n")
    assert run("networkShape=2", "--data", str(file), "--target", "y", "--epochs", "1", "--json") == 0
    assert "column y: 1 of 21 cells are no numbers and count as gaps, first 'none' in row 22" in (
        capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["--data", "{csv}"],
            "--target must name the column that is to be learnt; there is a, b, side, is it",
        ),
        (["--data", "{csv}", "--target", "c"], "--data: there is no column 'c'; there is a, b, side"),
        (["--data", "{csv}", "--target", "is it", "--inputs", "a,z"], "there is no column 'z'"),
        (["--data", "{csv}", "--target", "is it", "--inputs", "is it"], "at least 1 column must be an input"),
        (["--data", "{csv}x", "--target", "a"], "cannot be read: no such file"),
        (["--data", "{folder}", "--target", "a"], "--target and --inputs are for a file; in a folder"),
        (["--target", "a"], "a link or --data must say what"),
        (["dataset=gauss", "--target", "a"], "--target and --inputs are for columns of a file"),
        (["--data", "{folder}"], "must have a file train-images-idx3-ubyte or train-images-idx3-ubyte.gz"),
        (["formulas=x9", "--data", "{csv}", "--target", "is it"], "features must be"),
        (["loss=hinge", "--data", "{csv}", "--target", "price"], "loss must be"),
    ],
)
def test_what_cannot_be_learnt_is_one_line_that_says_why(
    arguments: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    csv = write_csv(tmp_path / "points.csv")
    given = [each.format(csv=csv, folder=folder) for each in arguments]
    assert run(*given) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert err.startswith("playground train: ")
    assert sentence in err


def test_a_file_may_have_more_than_a_room_reads_up_to_bounds_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, n = tmp_path / "points.csv", OF_ROOMS.rows + 1
    columns = [f"c{i}" for i in range(BY_ROOMS.columns + 1)]
    row = ",".join(str(i) for i in range(len(columns)))
    file.write_text("\n".join([",".join(columns), *[row, row[::-1]] * (n // 2 + 1)]))
    assert run("networkShape=2", f"--data={file}", "--target", "c0", "--epochs", "1", "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["n_train"] + report["n_test"] > OF_ROOMS.rows
    file.write_text("\n".join(["a,b", *["1,2"] * (OF_COMMANDS.rows + 1)]))
    assert run("networkShape=2", f"--data={file}", "--target", "b") == 2
    assert "a table must have at most 70000 rows; here there are more" in capsys.readouterr().err
    file.write_text(",".join(map(str, range(BY_COMMANDS.columns + 1))) + "\n")
    assert run("networkShape=2", f"--data={file}", "--target", "b") == 2
    assert "a table must have 1 to 100 columns, got 101" in capsys.readouterr().err
    with file.open("wb") as large:
        os.truncate(large.fileno(), 10 * BY_COMMANDS.n_bytes)
    assert run("networkShape=2", f"--data={file}", "--target", "b") == 2
    assert "a table must have at most 50000 KB, got 50001 KB" in capsys.readouterr().err


def test_no_state_that_is_kept_can_bring_a_table_that_only_commands_may_have() -> None:
    n = OF_ROOMS.rows + 1
    large = Table(title="t", names=("a",), x=np.zeros((n, 1)), label=np.zeros(n), limits=OF_COMMANDS)
    with pytest.raises(TableError, match="the number of rows must be between 2 and 5000, got 5001"):
        Table.from_dict(large.as_dict())
    wide = tuple(f"c{i}" for i in range(OF_ROOMS.inputs + 1))
    wider = Table(title="t", names=wide, x=np.zeros((2, 65)), label=[0, 1], limits=OF_COMMANDS)
    with pytest.raises(TableError, match="the number of inputs must be between 1 and 64, got 65"):
        Table.from_dict(wider.as_dict())
