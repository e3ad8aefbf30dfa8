"""The command line: what it hands to `ad.compare`, and one line for every error."""

import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import ad
from benchmarks.__main__ import main

ROOT = Path(__file__).parents[2]
MODULE = """
import numpy as np

def loss(w, x, rate=1.0, *, power=2):
    return rate * np.sum((w @ x) ** power)

def backwards(rate, x):
    return rate * x

def any_number(*arrays, **options):
    return sum(np.sum(array) for array in arrays) * options.get("factor", 1.0)

class Model:
    @staticmethod
    def loss(x):
        return np.sum(x)

def unsupported(x):
    return np.sort_complex(x)

def words(x):
    return "words"

NUMBER = 3.0
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a module of the user's, and forget both."""
    (tmp_path / "mine.py").write_text(MODULE)
    (tmp_path / "broken.py").write_text("import a_package_that_is_not_there")
    (tmp_path / "failing.py").write_text("1 / 0")
    np.savez(tmp_path / "data.npz", x=np.arange(3.0), w=np.ones((2, 3)))
    np.savez(tmp_path / "text.npz", x=np.array(["a"], dtype=object))
    np.save(tmp_path / "one.npy", np.ones(3))
    (tmp_path / "none.npz").write_text("not an archive")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    for name in ("mine", "broken", "failing"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return tmp_path


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return the list of what `ad.compare` is called with."""
    calls: list[Any] = []
    monkeypatch.setattr(ad, "compare", lambda f, *args, **options: calls.append((f, args, options)))
    return calls


def run(*arguments: str) -> int:
    return main(["compare", *arguments])


def test_a_function_of_the_current_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("mine:loss", "--shape", "4x3", "--shape", "3", "--seconds", "0.001") == 0
    output = capsys.readouterr().out
    assert output.startswith("loss: 12 inputs, 1 output, evaluated in ")
    assert "gradient / function" in output
    assert "DISAGREE" not in output


def test_random_inputs_are_seeded(handed: list[Any]) -> None:
    for seed in ("1", "1", "2"):
        assert run("mine:loss", "--shape", "2x3", "--shape", "scalar", "--seed", seed) == 0
    (f, (w, x), options), (_, (again, _), _), (_, (other, _), _) = handed
    assert f.__name__ == "loss"
    assert (w.shape, w.dtype, np.shape(x)) == ((2, 3), float, ())
    assert options == {"argnums": 0, "seconds": 1.0}
    assert np.array_equal(w, again)
    assert not np.array_equal(w, other)


def test_arrays_of_a_file_find_their_parameters(handed: list[Any]) -> None:
    assert run("mine:loss", "--inputs", "data.npz", "--argnums", "0", "1", "--seconds", "2.5") == 0
    ((_, (w, x), options),) = handed
    assert np.array_equal(w, np.ones((2, 3)))
    assert np.array_equal(x, np.arange(3.0))
    assert options == {"argnums": [0, 1], "seconds": 2.5}


def test_shapes_go_to_what_has_no_value(handed: list[Any]) -> None:
    np.savez("half.npz", w=np.ones((2, 3)))
    assert run("mine:loss", "--shape", "3", "--inputs", "half.npz") == 0
    assert run("mine:backwards", "--shape", "3", "--arg", "rate=0.5") == 0
    assert run("mine:any_number", "--shape", "3", "--shape", "2x2") == 0
    (_, (w, x), _), (_, (rate, y), options), (_, arrays, _) = handed
    assert (w.shape, x.shape, y.shape) == ((2, 3), (3,), (3,))
    assert rate == 0.5
    assert options["argnums"] == 1
    assert [array.shape for array in arrays] == [(3,), (2, 2)]


def test_constants_by_position_and_by_keyword(handed: list[Any]) -> None:
    shapes = ("--shape", "2x3", "--shape", "3")
    assert run("mine:loss", *shapes, "--arg", "rate=0.5", "--arg", "power=4") == 0
    assert run("mine:any_number", *shapes, "--arg", "factor=(1, 'a')") == 0
    assert run("mine:loss", *shapes) == 0
    (f, (_, _, rate), _), (g, arrays, _), (_, plain, _) = handed
    assert isinstance(f, partial)
    assert (f.func.__name__, f.keywords, rate) == ("loss", {"power": 4}, 0.5)
    assert (g.keywords, len(arrays)) == ({"factor": (1, "a")}, 2)
    assert len(plain) == 2  # defaults are left to the function


def test_names_with_dots_and_functions_of_libraries(handed: list[Any]) -> None:
    assert run("mine:Model.loss", "--shape", "3") == 0
    assert run("numpy:tanh", "--shape", "3") == 0
    assert [len(args) for _, args, _ in handed] == [1, 1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["mine.loss"], "write the function as module:function"),
        (["mine:"], "write the function as module:function"),
        (["nowhere:f"], "there is no module 'nowhere', neither installed nor in this folder"),
        (["mine.inner:f"], "there is no module 'mine.inner'"),
        (["broken:f"], "importing broken fails: ModuleNotFoundError: No module named 'a_package_that_is_not_there'"),
        (["failing:f"], "importing failing fails: ZeroDivisionError: division by zero"),
        (["mine:gain"], "the module mine has no function 'gain'"),
        (["mine:Model.gain"], "the module mine has no function 'Model.gain'"),
        (["mine:NUMBER"], "mine:NUMBER is not a function but of type float"),
        (["mine:loss", "--shape", "3y4"], "'3y4' is not a shape: write 1000, 3x4 or scalar"),
        (["mine:loss", "--shape=-3"], "'-3' is not a shape"),
        (["mine:loss", "--shape", "9" * 30], "does not fit into memory"),
        (["mine:loss", "--arg", "rate"], "'rate' is not an argument: write NAME=VALUE"),
        (["mine:loss", "--arg", "rate=fast"], "'fast' is not a Python literal"),
        (["mine:loss", "--inputs", "missing.npz"], "cannot read missing.npz: No such file or directory"),
        (["mine:loss", "--inputs", "none.npz"], "none.npz is not a file of arrays of numbers"),
        (["mine:loss", "--inputs", "one.npy"], "one.npy is not a file of arrays of numbers"),
        (["mine:loss", "--inputs", "text.npz"], "text.npz is not a file of arrays of numbers"),
        (["mine:loss", "--inputs", "data.npz", "--arg", "x=1"], "the parameter 'x' is given twice"),
        (["mine:loss", "--shape", "3"], "the parameter 'x' has no value"),
        (["mine:backwards", "--inputs", "data.npz", "--arg", "rate=1"], "the function has no parameter 'w'"),
        (["mine:backwards", *["--shape", "3"] * 4], "there are 4 shapes, 2 more than there are parameters"),
        (["mine:any_number"], "mine:any_number is given no array to differentiate by"),
        (["mine:loss", "--shape", "2x3", "--shape", "4"], "cannot compare mine:loss((2, 3), (4,)): ValueError: matmul"),
        (["mine:unsupported", "--shape", "3"], "UnsupportedError: numpy.sort_complex has no derivative rule"),
        (["mine:words", "--shape", "3"], "OutputShapeError: the function returned 'words'"),
        (["mine:Model.loss", "--shape", "3", "--argnums", "1"], "argnums=1 chooses no argument"),
        (["mine:Model.loss", "--shape", "3", "--seconds", "0"], "seconds must be positive"),
    ],
)
def test_an_error_is_one_line(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("benchmarks: ")
    assert captured.err.count("\n") == 1
    assert message in captured.err


@pytest.mark.parametrize("arguments", [[], ["compare"], ["measure"], ["compare", "f", "--seconds", "long"]])
def test_a_wrong_command_shows_how_it_is_used(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit:
        main(arguments)
    assert exit.value.code == 2
    assert "usage: python -m benchmarks" in capsys.readouterr().err


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit:
        run("--help")
    assert exit.value.code == 0
    assert "python -m benchmarks compare scipy.optimize:rosen --shape 1000" in capsys.readouterr().out


def test_as_a_program(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "compare", "mine:Model.loss", "--shape", "3", "--seconds", "0.001"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("loss: 3 inputs, 1 output")
    assert done.stderr == ""
