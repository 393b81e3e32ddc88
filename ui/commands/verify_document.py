"""`station verify-document`: is this paper ours and unaltered."""

import argparse

from app.errors import BadInput, PictureUnreadable
from app.intake.verify_document import Verdict, verify_document
from app.scanning.ocr import OcrEngine
from app.scanning.picture_file import picture_bytes
from app.scanning.printed_page import read_printed
from ui.commands.world import DONE, NEEDS_A_PERSON, World
from ui.paper_text import verdict_text
from ui.picture_text import picture_fault_text

HELP = "核验一份文书（PDF 或图片）是否本机出具、有没有被改动"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("file", metavar="文件.pdf或图片")


def run(args: argparse.Namespace, world: World) -> int:
    """Answer with one object; exit 0 only for a paper that is ours, in force and unaltered."""
    try:
        brought = read_printed(picture_bytes(args.file), OcrEngine())
    except PictureUnreadable as error:
        raise BadInput([picture_fault_text(error.fault, "没有改动任何内容。")]) from error
    with world.sign_in(args, False) as session:
        found = verify_document(brought, session)
        zone = session.clock.now_local().tzinfo
    at = found.issued_at.astimezone(zone) if found.issued_at else None
    world.answer(
        {
            "genuine": found.verdict is Verdict.GENUINE,
            "number": found.number or None,
            "issued_at": at.isoformat() if at else None,
            "verdict": found.verdict.value,
            "differences": list(found.differences),
        },
        verdict_text(found),
    )
    return DONE if found.verdict is Verdict.GENUINE else NEEDS_A_PERSON
