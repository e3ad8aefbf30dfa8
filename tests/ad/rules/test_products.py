"""products"""

from collections.abc import Callable

import pytest

from tests.ad.checks import CHECKS
from tests.ad.scenarios import PRODUCTS, Scenario


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("scenario", PRODUCTS, ids=str)
def test_scenario(scenario: Scenario, check: Callable[[Scenario], None]) -> None:
    check(scenario)
