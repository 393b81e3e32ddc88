"""`station sealed`: keys for what is sealed, and what other offices sealed for this one."""

import argparse
import json
from pathlib import Path

from app.domain.sealed import KeyShown
from app.intake.sealed_matters import export_keys, import_keys, list_received, make_key, read_received
from ui.commands.world import DONE, World, ask_secret
from ui.sealed_pictures import save_pictures
from ui.sealed_text import spoken_key

HELP = (
    "密件：new-key 生成本单位的密件公钥、export-key 和 import-key 私钥另存和取回、keys 各单位公钥、"
    "list 收到的密件、show 查看一件"
)
_READ_ONLY = ("keys", "list")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="操作")
    actions.add_parser("new-key", help="生成或更换本单位的密件公钥，下次同步时公布")
    out = actions.add_parser("export-key", help="把密件私钥导出到口令保护的文件（检举控告专办）")
    out.add_argument("--out", dest="file", type=Path, required=True, metavar="文件")
    back = actions.add_parser("import-key", help="从导出的文件取回密件私钥（检举控告专办）")
    back.add_argument("file", type=Path, metavar="文件")
    actions.add_parser("keys", help="列出已知的各单位密件公钥")
    actions.add_parser("list", help="列出收到的密件（检举控告专办）")
    show = actions.add_parser("show", help="查看一件收到的密件（检举控告专办，记入审计）")
    show.add_argument("reg_no", metavar="登记编号")
    show.add_argument("--reason", required=True, metavar="事由", help="为什么查看")
    show.add_argument("--out", type=Path, metavar="文件夹", help="把随件的附件图片存到这个文件夹")


def run(args: argparse.Namespace, world: World) -> int:
    """Do the action named."""
    with world.upstream(args, args.action not in _READ_ONLY) as (
        session,
        store,
    ):
        book = store.sealed()
        if args.action == "new-key":
            made = make_key(book, session)
            told = (
                f"已生成密件公钥 {spoken_key(made.key_id)}，下次同步时公布。"
                "私钥只在本机数据库中：请检举控告专办用 station sealed export-key 另存一份。"
            )
            world.answer(_shape(made), told)
        elif args.action in ("export-key", "import-key"):
            passphrase = ask_secret("STATION_KEY_PASSPHRASE", "私钥文件的口令")
            if args.action == "export-key":
                count = export_keys(book, args.file, passphrase, session)
                told = f"已导出 {count} 个密件私钥。文件和口令请分开保管：两样都有的人能打开全部密件。"
            else:
                count = import_keys(book, args.file, passphrase, session)
                told = f"已取回 {count} 个密件私钥，收到的密件可以打开了。"
            world.answer({"keys": count}, told)
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
            opened = read_received(book, args.reg_no, args.reason, session)
            saved = save_pictures(opened, args.reg_no, args.out) if args.out else [None] * len(opened.papers)
            papers = [
                {
                    "name": paper.name,
                    "pages": paper.pages,
                    "original": paper.original,
                    "pictured": bool(paper.content) or paper.waits,
                    "path": str(path) if path else None,
                }
                for paper, path in zip(opened.papers, saved, strict=True)
            ]
            shape = {**opened.content, "papers": papers}
            world.answer(shape, json.dumps(shape, ensure_ascii=False, indent=2))
            if any(paper.waits for paper in opened.papers):
                world.say("有附件的图片还没有从上级取到。请同步后再看一次。")
    return DONE


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
    return f"{spoken_key(key.key_id)} {key.office_name}" + (f"（{told}）" if told else "")
