"""`station read-id IMAGE...`: documents from pictures, one row per picture."""

import argparse
import time
from pathlib import Path

from app.domain.identity import IdDocument
from app.errors import PictureUnreadable
from app.scanning.id_reader import UNREADABLE, IdReader
from ui.commands.world import DONE, NEEDS_A_PERSON, WRONG_INPUT, World
from ui.document_text import document_text

HELP = "从图片识读身份证件"


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the subcommand."""
    parser.add_argument("images", nargs="+", metavar="IMAGE", help="图片文件，可以多个")


def run(args: argparse.Namespace, world: World) -> int:
    """Read every picture; a file that is none gets a row too. No store, no user, nothing written."""
    reader = IdReader()
    opened = 0
    for name in args.images:
        data = picture_bytes(name)
        if data:
            reader.warm_up()  # once; the time of a picture is told with the models loaded
        started = time.perf_counter()
        try:
            found = reader.read(data)
            opened += 1
        except PictureUnreadable:
            found = UNREADABLE
        spent_ms = round((time.perf_counter() - started) * 1000)
        world.answer(row(name, found, spent_ms), f"{name}\n{document_text(found)}")
    if opened == len(args.images):
        return DONE
    if opened:
        return NEEDS_A_PERSON
    world.say("没有一个文件能够作为图片打开。")
    return WRONG_INPUT


def picture_bytes(name: str) -> bytes:
    """The file's bytes; empty when it cannot be read, which counts as unreadable."""
    try:
        return Path(name).read_bytes()
    except (OSError, ValueError):
        return b""


def row(name: str, found: IdDocument, spent_ms: int) -> dict[str, object]:
    """The object of the outside interface."""
    return {
        "file": name,
        "doc_type": found.doc_type.value,
        "fields": found.fields.present(),
        "confidence": dict(found.confidence),
        "warnings": list(found.warnings),
        "ms": spent_ms,
    }
