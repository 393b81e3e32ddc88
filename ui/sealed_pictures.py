"""Pictures of a sealed matter's papers, saved as files because a person asked for them."""

import os
from pathlib import Path

from app.domain.sealed import OpenedSealed
from app.errors import BadInput

_ENDINGS = ((b"\xff\xd8", ".jpg"), (b"\x89PNG", ".png"), (b"%PDF", ".pdf"), (b"BM", ".bmp"), (b"II*", ".tif"))


def save_pictures(opened: OpenedSealed, reg_no: str, folder: Path) -> list[Path | None]:
    """Write each picture under the matter's number, for the owner alone to read.

    Returns:
        Where each paper's picture is; None: it has none here.

    Raises:
        BadInput: the folder cannot be written to, or such a file is there already.
    """
    saved: list[Path | None] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for nth, paper in enumerate(opened.papers, 1):
            if not paper.content:
                saved.append(None)
                continue
            ending = next((end for start, end in _ENDINGS if paper.content.startswith(start)), ".bin")
            path = folder / f"{reg_no.replace('/', '_')}-附件{nth}{ending}"
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(paper.content)
            saved.append(path)
    except FileExistsError as error:
        raise BadInput([f"“{error.filename}”已经有了，没有覆盖。请换一个文件夹。"]) from error
    except OSError as error:
        raise BadInput(["文件夹写不进去。请换一个文件夹，或看看磁盘是否已满。密件仍在本机。"]) from error
    return saved
