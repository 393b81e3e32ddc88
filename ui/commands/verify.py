"""`station verify`: store, audit chain, operations and numbers are whole."""

import argparse

from app.intake.integrity import verify_store
from ui.commands.world import DONE, NEEDS_A_PERSON, World

HELP = "检查数据库、审计链、上报记录和编号是否完整"


def configure(parser: argparse.ArgumentParser) -> None:
    """The common options are enough."""


def run(args: argparse.Namespace, world: World) -> int:
    """Report everything found broken."""
    with world.sign_in(args, False) as session:
        problems = verify_store(session)
    world.answer(
        {"ok": not problems, "problems": list(problems)}, "\n".join(problems) or "检查完毕，全部完整。"
    )
    return NEEDS_A_PERSON if problems else DONE
