"""Here people come by the form, with a letter and a device that is known."""

import pytest

from tests import cast
from tests.cast import Comes


@pytest.fixture
def comes() -> Comes:
    return cast.join
