"""The distribution: `ad` needs NumPy alone, and the wheel that is built holds it and nothing else."""

import importlib.util
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(*command: str | Path, **options: object) -> str:
    result = subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_ad_imports_nothing_beyond_numpy_and_the_standard_library():
    program = textwrap.dedent(
        """
        import sys

        class OnlyNumPy:
            def find_spec(self, name, path=None, target=None):
                top = name.partition(".")[0]
                if top not in sys.stdlib_module_names and top not in ("ad", "numpy"):
                    raise ImportError(f"{name} is blocked")

        sys.meta_path.insert(0, OnlyNumPy())
        from ad import forward, reverse
        print(forward.grad(lambda x: x * x)(3.0), reverse.grad(lambda x: x * x)(3.0))
        """
    )
    assert run(sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{program}") == "6.0 6.0\n"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    if importlib.util.find_spec("hatchling") is None:
        pytest.skip("hatchling is not installed")
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    (path,) = folder.glob("dualtape-*.whl")
    return path


def test_the_wheel_holds_ad_alone(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0] for name in names if ".dist-info/" not in name} == {"ad"}
    assert "ad/py.typed" in names
    assert "ad/rules/elementwise.py" in names


def test_the_wheel_installs_in_a_fresh_environment_and_imports(wheel, tmp_path):
    run(sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv")
    python = next(path for path in (tmp_path / "venv").glob("*/python*") if path.stem == "python")
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    run(sys.executable, "-m", "pip", "install", "--no-deps", "--quiet", "--target", site, wheel)
    (site / "numpy_of_the_tests.pth").write_text(str(Path(importlib.util.find_spec("numpy").origin).parents[1]))
    program = "import ad; from ad import forward, reverse; print(ad.__file__, reverse.grad(lambda x: x * x)(3.0))"
    output = run(python, "-c", program, cwd=tmp_path)
    assert output.startswith(str(site))
    assert output.endswith("6.0\n")
