"""`station staff`: who may sign in."""

import argparse

from app.domain.office import StaffRole
from app.domain.words import STAFF_ROLES_ZH
from app.intake.staff import add_staff, deactivate, list_staff, new_recovery_code, reset_password, weakness
from ui.commands.world import DONE, World, ask_secret

HELP = "人员：add 增加、list 列出、reset 重设密码、remove 停用、recovery-code 换恢复码"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="操作")
    add = actions.add_parser("add", help="增加人员")
    add.add_argument("name", metavar="姓名")
    add.add_argument("--role", required=True, choices=[r.value for r in StaffRole], help="角色")
    actions.add_parser("list", help="列出人员")
    for action, text in (("reset", "重设密码"), ("remove", "停用")):
        actions.add_parser(action, help=text).add_argument("name", metavar="姓名")
    actions.add_parser("recovery-code", help="换一个新的恢复码，旧的作废")


def run(args: argparse.Namespace, world: World) -> int:
    """Do the action named."""
    with world.sign_in(args, args.action != "list") as session:
        if args.action == "add":
            password = ask_secret("STATION_NEW_PASSWORD", f"{args.name}的新密码")
            member = add_staff(args.name, StaffRole(args.role), password, session, weak_is_fine=True)
            if advice := weakness(password, member.name):
                world.say(f"注意：{advice}请提醒本人尽快更换。")
            told = f"已增加{STAFF_ROLES_ZH[member.role]} {member.name}。"
            world.answer({"name": member.name, "role": member.role}, told)
        elif args.action == "list":
            for m in list_staff(session):
                state = "" if m.active else "（已停用）"
                world.answer(
                    {"name": m.name, "role": m.role, "active": m.active},
                    f"{m.name} {STAFF_ROLES_ZH[m.role]}{state}",
                )
        elif args.action == "reset":
            reset_password(args.name, ask_secret("STATION_NEW_PASSWORD", f"{args.name}的新密码"), session)
            world.answer({"name": args.name}, f"已重设 {args.name} 的密码。")
        elif args.action == "remove":
            deactivate(args.name, session)
            world.answer({"name": args.name, "active": False}, f"已停用 {args.name}。")
        else:
            code = new_recovery_code(session)
            world.answer({"recovery_code": code}, f"新的恢复码（旧的已作废，请锁好）：\n{code}")
    return DONE
