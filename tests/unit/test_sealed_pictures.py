"""Pictures of a sealed matter's papers as files: once, for their owner alone, never over another file."""

import stat
from pathlib import Path

import pytest

from app.domain.sealed import OpenedSealed, SealedPaper
from app.errors import BadInput
from ui.sealed_pictures import save_pictures

JPEG, PDF = b"\xff\xd8\xff\xe0picture", b"%PDF-1.7"
OPENED = OpenedSealed(
    {},
    (
        SealedPaper("举报信", 2, original=True, content=JPEG),
        SealedPaper("没有图片", 1, original=True),
        SealedPaper("扫描件", 3, original=False, content=PDF),
    ),
)


def test_each_picture_is_a_file_under_the_matters_number(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    first, none, last = save_pictures(OPENED, "110199/2-1", folder)
    assert none is None
    assert first is not None
    assert last is not None
    assert (first.name, first.read_bytes()) == ("110199_2-1-附件1.jpg", JPEG)
    assert (last.name, last.read_bytes()) == ("110199_2-1-附件3.pdf", PDF)
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert "举报信" not in first.name


def test_nothing_is_written_over(tmp_path: Path) -> None:
    save_pictures(OPENED, "110199-1", tmp_path)
    with pytest.raises(BadInput):
        save_pictures(OPENED, "110199-1", tmp_path)


def test_a_folder_that_cannot_be_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BadInput):
        save_pictures(OPENED, "110199-1", tmp_path / "file" / "below")
