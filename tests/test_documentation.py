"""What the documentation shows runs: the examples in docstrings and the code blocks of README."""

import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import ad

ROOT = Path(__file__).parents[1]
MODULES = ["ad", *(module.name for module in pkgutil.walk_packages(ad.__path__, "ad."))]


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples(name):
    results = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert results.failed == 0


def test_public_functions_have_an_example_that_runs():
    for name in ("jvp", "vjp", "grad", "value_and_grad", "jacobian", "jacfwd", "jacrev", "hessian", "hvp", "linearize"):
        assert ">>>" in getattr(ad, name).__doc__, name


def blocks(language):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


@pytest.mark.parametrize("code", blocks("python"))
def test_readme_code_blocks(code):
    """Run a block; a line that ends in a comment ``# value`` is an expression that must print that value."""
    parser = doctest.DocTestParser()
    example = parser.get_doctest(code, {}, "README.md", "README.md", 0)
    assert example.examples, "a block without examples shows nothing"
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    assert runner.run(example).failed == 0


def test_readme_links_exist():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    assert targets
    missing = [target for target in targets if not (ROOT / target).exists()]
    assert not missing
