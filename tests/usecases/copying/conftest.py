"""Devices that end with the test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.usecases.copying.building import Building, building, door, store


@pytest.fixture
async def two() -> AsyncIterator[Building]:
    """Give an empty Front door and an empty Warehouse."""
    async with building(door(), store()) as made:
        yield made
