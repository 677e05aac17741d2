"""What the tests of the wiring share."""

import pytest

from tracker import environment
from tracker.variables import VARIABLES


@pytest.fixture
def given(monkeypatch, tmp_path):
    """Read an environment that has these variables and no other of ours."""

    def read(**variables):
        for variable in VARIABLES:
            monkeypatch.delenv(variable.name, raising=False)
        for name, value in ({"DATA_DIR": str(tmp_path / "data")} | variables).items():
            monkeypatch.setenv(name, value)
        return environment.read()

    return read
