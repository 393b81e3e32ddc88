"""Which way a printer's name leads, and the folder that is one."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from app.errors import NoPrinter, PdfNotWritten, PrintFailed
from app.printing.folder import FolderPrinter
from app.printing.jobs import SIZES, PrinterCondition, PrinterInfo, PrintJob, PrintOrder, PrintState
from app.printing.printers import Printers
from ui.text import sentence_for

PDF = b"%PDF-1.4 whole"


class NoSystem(FolderPrinter):
    """A system whose print service does not answer."""

    def printers(self) -> tuple[PrinterInfo, ...]:
        raise NoPrinter("none")


def printed(printer: Any, name: str = "", title: str = "V1") -> PrintJob:
    job = printer.begin(PrintOrder(name, title, "a5"))
    printer.send(job, PDF)
    assert printer.look(job).state is PrintState.PRINTED
    return job  # type: ignore[no-any-return]


def test_a_folder_has_each_paper_once_whole(tmp_path: Path) -> None:
    printer = FolderPrinter(tmp_path / "new")
    assert printer.condition("") is PrinterCondition.READY
    assert printer.papers("").supported == set(SIZES)
    printed(printer)
    printed(printer)
    job = printer.begin(PrintOrder("", "V2"))
    assert printer.look(job).state is PrintState.WAITING
    assert printer.cancel(job).state is PrintState.CANCELLED
    with pytest.raises(PrintFailed):
        printer.send(job, PDF)
    assert sorted(p.name for p in (tmp_path / "new").iterdir()) == ["V1-2.pdf", "V1.pdf"]
    assert (tmp_path / "new" / "V1.pdf").read_bytes() == PDF
    later = FolderPrinter(tmp_path)
    printed(later)
    printed(later)
    printed(later)
    assert later.look(job).state is PrintState.UNKNOWN, "a job of an earlier run is none of this one"


def test_a_full_disk_leaves_nothing_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    printer = FolderPrinter(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        job = printer.begin(PrintOrder("", "V1"))
        with pytest.raises(PdfNotWritten) as refused:
            printer.send(job, PDF)
    assert refused.value.full
    assert "磁盘已满" in sentence_for(refused.value)
    assert printer.look(job).state is PrintState.FAILED
    assert list(tmp_path.iterdir()) == []
    printed(printer)


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("x")
    with pytest.raises(PdfNotWritten) as refused:
        printed(FolderPrinter(place))
    assert not refused.value.full
    assert "文件夹" in sentence_for(refused.value)


def test_names_lead_their_ways(tmp_path: Path) -> None:
    system = FolderPrinter(tmp_path / "system", "HP")
    printers = Printers(system)
    printed(printers, "HP")
    address = f"pdf://{tmp_path / 'folder'}"
    job = printed(printers, address)
    assert job.printer == address
    assert (tmp_path / "system" / "V1.pdf").exists()
    assert (tmp_path / "folder" / "V1.pdf").exists()
    assert printers.condition("tcp://127.0.0.1:1") is PrinterCondition.MISSING
    assert printers.papers("tcp://127.0.0.1:1").supported == {"80mm", "58mm"}
    assert printers.cancel(printers.begin(PrintOrder(address, "V3"))).state is PrintState.CANCELLED
    assert [p.name for p in printers.printers()] == ["HP"]


def test_an_address_without_a_folder(tmp_path: Path) -> None:
    printers = Printers(FolderPrinter(tmp_path))
    assert printers.condition("pdf://") is PrinterCondition.MISSING
    assert printers.papers("pdf://").takes("a5")
    with pytest.raises(NoPrinter):
        printers.begin(PrintOrder("pdf://", "V1"))


def test_without_a_print_service_slip_printers_are_still_offered(tmp_path: Path) -> None:
    slips = FolderPrinter(tmp_path, "usb://04b8:0202")
    assert [p.name for p in Printers(NoSystem(tmp_path), slips).printers()] == ["usb://04b8:0202"]

    class NoSlips(FolderPrinter):
        def printers(self) -> tuple[PrinterInfo, ...]:
            return ()

    with pytest.raises(NoPrinter):
        Printers(NoSystem(tmp_path), NoSlips(tmp_path)).printers()
