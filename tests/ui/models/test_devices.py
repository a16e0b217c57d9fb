from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from rollcall.protocol.address import Address
from rollcall.ui.models.devices import DevicesModel
from rollcall.usecases.fleet_device import DeviceState, FleetDevice
from tests.ui.device_fakes import GATE, PIN, STORE, a_device, a_find

PRIVATE = Address("192.168.1.20", 443, https=True)


@pytest.fixture
def model(qtbot: QtBot) -> DevicesModel:
    model = DevicesModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    return model


def row(model: DevicesModel, at: int) -> list[str]:
    return [model.index(at, column).data() for column in range(model.columnCount())]


def read_out(model: DevicesModel, at: int) -> list[str]:
    role = Qt.ItemDataRole.AccessibleTextRole
    return [model.index(at, column).data(role) for column in range(model.columnCount())]


def names(model: DevicesModel) -> list[str]:
    return [each.label for each in model.visible_records()]


def test_row_tells_name_state_place_and_privacy(model: DevicesModel) -> None:
    moved = a_device(
        state=DeviceState.MOVED,
        moved_from=Address("192.168.1.9"),
        address=PRIVATE,
        pin=PIN,
        last_seen=datetime.now(UTC),
    )
    model.set_records([moved])
    said = ["Front door", "Moved from 192.168.1.9", "192.168.1.20", "Just now"]
    assert row(model, 0) == [*said, "Yes"]
    assert read_out(model, 0) == [*said, "Private"]


def test_row_of_a_found_device_has_no_name_yet(model: DevicesModel) -> None:
    model.set_records([a_find("10.0.0.7", None, DeviceState.KEY_NEEDED)])
    assert row(model, 0) == ["New device", "API key needed", "10.0.0.7", "Just found", "No"]


@pytest.mark.parametrize("state", DeviceState)
def test_state_has_icon_and_word(model: DevicesModel, state: DeviceState) -> None:
    model.set_records([a_device(state=state)])
    assert model.index(0, 1).data()
    assert not model.index(0, 1).data(Qt.ItemDataRole.DecorationRole).isNull()


def test_found_devices_stand_after_ours_when_sorted_by_name(model: DevicesModel) -> None:
    model.set_records([a_device("Zoo", GATE), a_find("10.0.0.7"), a_device("Annex", STORE)])
    model.sort(0)
    assert names(model) == ["Annex", "Zoo", "10.0.0.7"]


def test_show_tells_the_view_what_changed_in_a_row_that_stays(
    model: DevicesModel, qtbot: QtBot
) -> None:
    model.set_records([a_device()])
    with qtbot.waitSignal(model.dataChanged):
        model.set_records([a_device(state=DeviceState.UNREACHABLE)])
    assert row(model, 0)[1] == "Does not answer"


def test_outside_text_is_shown_as_it_is(model: DevicesModel) -> None:
    device: FleetDevice = a_device("<b>前门</b> %n {x}")
    model.set_records([device])
    assert row(model, 0)[0] == "<b>前门</b> %n {x}"
