"""`station template`: the office's own wording of papers."""

import argparse
from pathlib import Path

from app.errors import BadInput
from app.intake.paper_templates import adapt_template, check_wording, list_templates, read_wording
from app.intake.wording_preview import preview_wording
from ui.commands.files import write_whole
from ui.commands.world import DONE, World, read_text

_WITH_FILE = ("check", "preview", "set")
HELP = "文书模板：查看、核对、预览、改用本单位的措辞、恢复"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument(
        "what",
        choices=["list", "show", "check", "preview", "set", "reset"],
        metavar="list|show|check|preview|set|reset",
    )
    parser.add_argument("--id", default="", metavar="文书种类", help="list 以外都要写；letterhead 为文书头尾")
    parser.add_argument(
        "--file", default="", metavar="文件.toml", help="check、preview、set 的模板，- 为标准输入"
    )
    parser.add_argument("--out", default="", metavar="文件.pdf", help="preview 的样张")


def run(args: argparse.Namespace, world: World) -> int:
    """What was set is used by the next paper; papers made before keep their wording."""
    if args.what != "list" and not args.id:
        raise BadInput(["请用 --id 写明是哪一种文书。"])
    if args.what in _WITH_FILE and not args.file:
        raise BadInput(["请用 --file 写明模板文件。"])
    text = _text(args.file) if args.what in _WITH_FILE else ""
    if args.what in ("check", "set"):
        check_wording(args.id, text)
    if args.what == "check":
        world.answer({"id": args.id, "ok": True}, "模板可以使用。")
        return DONE
    if args.what == "preview" and not args.out:
        raise BadInput(["请用 --out 写明样张放到哪个文件。"])
    with world.sign_in(args, args.what in ("set", "reset")) as session:
        if args.what == "preview":
            paper = preview_wording(args.id, text, session)
            try:
                write_whole(Path(args.out), paper.pdf)
            except OSError as error:
                raise BadInput([f"文件 {args.out} 没有写成。请核对位置和磁盘空间后再试。"]) from error
            world.answer({"id": args.id, "path": args.out, "pages": paper.pages}, f"样张：{args.out}")
            return DONE
        if args.what == "list":
            for one in list_templates(session):
                version = f"本单位第 {one.version} 版" if one.version else "程序自带"
                world.answer(
                    {"id": one.id, "name": one.name, "version": one.version, "by": one.by or None},
                    f"{one.id} {one.name}（{version}）",
                )
            return DONE
        if args.what == "show":
            shown = read_wording(args.id, session)
        else:
            shown = adapt_template(args.id, text, session)
    world.answer({"id": shown.id, "version": shown.version, "text": shown.text}, shown.text)
    return DONE


def _text(name: str) -> str:
    try:
        return read_text(name).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(["模板文件不是 UTF-8 文字，没有采用。请用 UTF-8 另存后再试。"]) from error
