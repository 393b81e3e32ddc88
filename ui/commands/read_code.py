"""`station read-code IMAGE...`: QR and bar codes from pictures, one row per picture."""

import argparse

from app.scanning.codes import Code, read_codes, warm_up
from ui.commands.pictures import Answer, Row, answer_each
from ui.commands.world import World

HELP = "从图片识读二维码和条形码"
_REFUSED: Row = {"codes": [], "warnings": ["unreadable"]}


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the subcommand."""
    parser.add_argument("images", nargs="+", metavar="IMAGE", help="图片文件，可以多个")


def run(args: argparse.Namespace, world: World) -> int:
    """Read every picture; a file that is none gets a row without codes. Nothing is written."""
    return answer_each(args.images, world, _read, _REFUSED, warm_up)


def _read(data: bytes) -> Answer:
    codes = read_codes(data)
    return {"codes": [{"format": code.format, "text": code.text} for code in codes]}, _for_people(codes)


def _for_people(codes: tuple[Code, ...]) -> str:
    if not codes:
        return "  没有识读到码"
    return "\n".join(f"  {code.format}  {code.text}" for code in codes)
