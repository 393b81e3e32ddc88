"""`station void-paper`: takes a paper back; its number stays in the register."""

import argparse

from app.intake.paper_register import void_paper
from ui.commands.world import DONE, World
from ui.paper_text import paper_line

HELP = "作废一份文书，编号留在登记簿里"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("number", metavar="文书编号", help="例如 雾信访〔2026〕01-0001")
    parser.add_argument("--reason", required=True, metavar="原因")


def run(args: argparse.Namespace, world: World) -> int:
    """Void it, with the reason in the register and in the audit chain."""
    with world.sign_in(args, True) as session:
        paper = void_paper(args.number, args.reason, session)
    world.answer(
        {"number": paper.number, "voided": True, "void_reason": paper.void_reason}, paper_line(paper)
    )
    return DONE
