"""`station recover`: a new password for a member by the printed recovery code."""

import argparse

from app.errors import BadInput
from app.intake.staff import weakness
from ui.commands.world import DONE, World, ask_secret

HELP = "忘记密码时，用恢复码为一名人员重设密码"


def configure(parser: argparse.ArgumentParser) -> None:
    """The common options are enough."""


def run(args: argparse.Namespace, world: World) -> int:
    """Ask for code and new password; neither comes from an argument."""
    if not args.user:
        raise BadInput(["请用 --user 指明要重设密码的人员。"])
    code = ask_secret("STATION_RECOVERY_CODE", "恢复码")
    password = ask_secret("STATION_NEW_PASSWORD", f"{args.user}的新密码")
    if said := weakness(password, args.user):
        raise BadInput([said])
    world.recover(args.store, args.user, code, password)
    world.answer({"name": args.user}, f"已重设 {args.user} 的密码，可以登录了。")
    return DONE
