"""The devices of a desk."""

from pathlib import Path

import pytest

from app.printing.folder import FolderPrinter
from app.scanning.id_reader import IdReader
from ui.devices import DeskDevices


@pytest.mark.parametrize(("port", "there"), [("ttyUSB0", True), ("ttyUSB1", False)])
def test_a_reader_whose_port_is_gone_is_not_taken_for_plugged_in(
    tmp_path: Path, port: str, there: bool
) -> None:
    (tmp_path / "ttyUSB0").touch()
    devices = DeskDevices(FolderPrinter(tmp_path), IdReader(), reader=str(tmp_path / port))
    assert devices.reader_plugged is there


def test_a_port_that_is_no_file_is_taken_as_it_is(tmp_path: Path) -> None:
    assert DeskDevices(FolderPrinter(tmp_path), IdReader(), reader="COM7").reader_plugged
