"""What every figure has to be."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from reports import style


@pytest.fixture(scope="session")
def sound() -> Callable[[Callable[[], str]], str]:
    """Give the check that a figure is well-formed, without a date and the same bytes each time; it returns the SVG."""

    def check(draw: Callable[[], str]) -> str:
        svg = draw()
        assert ElementTree.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"
        assert "dc:date" not in svg
        assert draw() == svg
        return svg

    return check


@pytest.fixture(scope="session")
def in_palette() -> Callable[[str], bool]:
    """Give the check that every colour of a figure is one that follows the theme."""
    palette = {light for light, _ in style.COLOURS.values()}
    return lambda svg: set(re.findall(r"#[0-9a-f]{6}", svg)) <= palette
