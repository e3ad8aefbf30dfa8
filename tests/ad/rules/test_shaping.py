"""shaping"""

from collections.abc import Callable

import pytest

from tests.ad.checks import CHECKS
from tests.ad.scenarios import SHAPING, Scenario


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("scenario", SHAPING, ids=str)
def test_scenario(scenario: Scenario, check: Callable[[Scenario], None]) -> None:
    check(scenario)
