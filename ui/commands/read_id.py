"""`station read-id IMAGE...`: documents from pictures, one row per picture."""

import argparse

from app.domain.identity import IdDocument
from app.scanning.id_reader import UNREADABLE, IdReader
from ui.commands.pictures import Answer, Row, answer_each
from ui.commands.world import World
from ui.document_text import document_text

HELP = "从图片识读身份证件"


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the subcommand."""
    parser.add_argument("images", nargs="+", metavar="IMAGE", help="图片文件，可以多个")


def run(args: argparse.Namespace, world: World) -> int:
    """Read every picture; a file that is none gets a row too. No store, no user, nothing written."""
    reader = IdReader()

    def read(data: bytes) -> Answer:
        found = reader.read(data)
        return _row(found), document_text(found)

    return answer_each(args.images, world, read, _row(UNREADABLE), reader.warm_up)


def _row(found: IdDocument) -> Row:
    return {
        "doc_type": found.doc_type.value,
        "fields": found.fields.present(),
        "confidence": dict(found.confidence),
        "warnings": list(found.warnings),
    }
