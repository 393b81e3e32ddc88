"""`station init`: makes the encrypted store with its first lead."""

import argparse

from app.errors import BadInput
from app.intake.json_input import read_json
from app.intake.office import parse_office
from app.intake.staff import unfit_name, weakness
from ui.commands.world import DONE, World, ask_secret, read_text

HELP = "建立加密数据库和第一名带班人员"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("--office", required=True, metavar="OFFICE.json", help="机构文件")


def run(args: argparse.Namespace, world: World) -> int:
    """Make the store; the recovery code is printed this once and kept nowhere."""
    office = parse_office(read_json(read_text(args.office)))
    user = (args.user or "").strip()
    if not user:
        raise BadInput(["请用 --user 指明第一名带班人员的姓名。"])
    if said := unfit_name(user):
        raise BadInput([said])
    password = ask_secret("STATION_PASSWORD", f"{user}的新密码")
    station_id, code = world.create_store(args.store, office, user, password)
    advice = weakness(password, user)
    if advice:
        world.say(f"注意：{advice}请尽快在窗口“设置·人员”里更换。")
    world.answer(
        {"office_code": office.code, "station_id": station_id, "recovery_code": code},
        f"已为 {office.name} 建库，带班人员 {user}。\n恢复码（请抄写或打印后锁好，不会再次显示）：\n{code}",
    )
    return DONE
