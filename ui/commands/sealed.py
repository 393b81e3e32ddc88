"""`station sealed`: keys for what is sealed, and what other offices sealed for this one."""

import argparse
import json

from app.domain.sealed import KeyShown
from app.intake.sealed_matters import list_received, make_key, read_received
from ui.commands.world import DONE, World

HELP = "密件：new-key 生成本单位的密件公钥、keys 各单位公钥、list 收到的密件、show 查看一件"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="操作")
    actions.add_parser("new-key", help="生成或更换本单位的密件公钥，下次同步时公布")
    actions.add_parser("keys", help="列出已知的各单位密件公钥")
    actions.add_parser("list", help="列出收到的密件（检举控告专办）")
    show = actions.add_parser("show", help="查看一件收到的密件（检举控告专办，记入审计）")
    show.add_argument("reg_no", metavar="登记编号")
    show.add_argument("--reason", required=True, metavar="事由", help="为什么查看")


def run(args: argparse.Namespace, world: World) -> int:
    """Do the action named."""
    with world.upstream(args, args.action in ("new-key", "show")) as (session, store):
        book = store.sealed()
        if args.action == "new-key":
            made = make_key(book, session)
            told = (
                f"已生成密件公钥 {_spoken(made.key_id)}，下次同步时公布。私钥只在本机数据库中，请做好备份。"
            )
            world.answer(_shape(made), told)
        elif args.action == "keys":
            for key in book.office_keys():
                world.answer(_shape(key), _line(key))
        elif args.action == "list":
            for one in list_received(book, session):
                shape = {
                    "reg_no": one.reg_no,
                    "visit_no": one.visit_no,
                    "from": one.from_office,
                    "from_name": one.from_name,
                    "at": one.at.isoformat(),
                    "readable": one.readable,
                }
                known = "" if one.readable else "（私钥在别的接访台）"
                world.answer(shape, f"{one.reg_no} 来自 {one.from_name} {one.at:%Y-%m-%d}{known}")
        else:
            content = read_received(book, args.reg_no, args.reason, session)
            world.answer(content, json.dumps(content, ensure_ascii=False, indent=2))
    return DONE


def _spoken(key_id: str) -> str:
    """In groups of four, as two people read it to each other."""
    return " ".join(key_id[at : at + 4] for at in range(0, len(key_id), 4))


def _shape(key: KeyShown) -> dict[str, object]:
    return {
        "key_id": key.key_id,
        "office": key.office,
        "office_name": key.office_name,
        "since": key.since.isoformat(),
        "own": key.own,
        "held": key.held,
        "replaced": key.replaced,
        "published": key.published,
    }


def _line(key: KeyShown) -> str:
    words = [
        "本单位" if key.own else "",
        "私钥在本机" if key.held else "",
        "已更换" if key.replaced else "",
        "" if key.published else "尚未公布",
    ]
    told = "，".join(filter(None, words))
    return f"{_spoken(key.key_id)} {key.office_name}" + (f"（{told}）" if told else "")
