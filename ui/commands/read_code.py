"""`station read-code IMAGE...`: QR and bar codes from pictures, one row per picture."""

import argparse
import time

from app.errors import PictureUnreadable
from app.scanning.codes import Code, read_codes
from ui.commands.read_id import picture_bytes
from ui.commands.world import DONE, NEEDS_A_PERSON, WRONG_INPUT, World

HELP = "从图片识读二维码和条形码"


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the subcommand."""
    parser.add_argument("images", nargs="+", metavar="IMAGE", help="图片文件，可以多个")


def run(args: argparse.Namespace, world: World) -> int:
    """Read every picture; a file that is none gets a row without codes. Nothing is written."""
    opened = 0
    for name in args.images:
        started = time.perf_counter()
        codes: tuple[Code, ...] = ()
        readable = True
        try:
            codes = read_codes(picture_bytes(name))
            opened += 1
        except PictureUnreadable:
            readable = False
        spent_ms = round((time.perf_counter() - started) * 1000)
        listed = [{"format": code.format, "text": code.text} for code in codes]
        row: dict[str, object] = {"file": name, "codes": listed, "ms": spent_ms}
        if not readable:
            row["warnings"] = ["unreadable"]
        world.answer(row, _for_people(name, codes, readable=readable))
    if opened == len(args.images):
        return DONE
    if opened:
        return NEEDS_A_PERSON
    world.say("没有一个文件能够作为图片打开。")
    return WRONG_INPUT


def _for_people(name: str, codes: tuple[Code, ...], *, readable: bool) -> str:
    if not readable:
        return f"{name}：文件不是图片，或已损坏"
    if not codes:
        return f"{name}：没有识读到码"
    return "\n".join([f"{name}：", *(f"  {code.format}  {code.text}" for code in codes)])
