"""A desk that ends with the test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.usecases.changing.people import Desk, desk


@pytest.fixture
async def at() -> AsyncIterator[Desk]:
    """Give a writer for one empty device."""
    async with desk() as made:
        yield made
