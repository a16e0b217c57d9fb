"""A device to enroll at."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.usecases.enrolling.door import Door


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with Door() as door:
        yield door
