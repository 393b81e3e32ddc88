"""`station doctor`: what this desk has, what is missing, and what to do about it."""

import argparse

from ui.commands.world import DONE, NEEDS_A_PERSON, World
from ui.doctor.checks import Place, examine, lines_text
from ui.doctor.registry import CHECKS

HELP = "检测阅读器、高拍仪、打印机、字体、磁盘和时钟，给出办法"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the reader's port."""
    parser.add_argument("--reader", default="auto", metavar="端口", help="证件阅读器端口，默认 auto 自动查找")


def run(args: argparse.Namespace, world: World) -> int:
    """Look at everything; needs no store, writes nothing."""
    lines = examine(CHECKS, Place(args.store, args.reader))
    world.answer([line.as_json() for line in lines], lines_text(lines))
    return DONE if all(line.ok for line in lines) else NEEDS_A_PERSON
