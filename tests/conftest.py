"""Options shared by the tests."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--draws", type=int, default=200, help="draws per family in the solver test")


@pytest.fixture(scope="session")
def draws(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--draws"))
