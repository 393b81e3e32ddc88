"""`station exchange`: rows of the municipal dictionary, out to a file and in from one."""

import argparse
import json
from pathlib import Path

from app.errors import BadInput
from app.intake.exchange import ExchangeIn, export_matters, import_matters_of, visits_numbered
from app.intake.exchange_sheet import write_json, write_workbook
from ui.commands.files import writable_folder, write_whole
from ui.commands.list_ import day
from ui.commands.world import DONE, NEEDS_A_PERSON, World, read_text

HELP = "与上级系统按交换字典交换：export 导出、import 导入（.xlsx 或 .json）"
_MOST_SHOWN = 20


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="操作")
    out = actions.add_parser("export", help="导出已登记的事项（不含保密事项），仅负责人")
    out.add_argument("file", metavar="文件.xlsx|文件.json")
    out.add_argument("--from", dest="start", type=day, metavar="日期", help="从哪一天起，不写为今天")
    out.add_argument("--to", type=day, metavar="日期", help="到哪一天，不写为今天")
    come = actions.add_parser(
        "import", help="读入上级系统导出的事项，整理成 VISIT.json 供人核对后用 station register 登记"
    )
    come.add_argument("file", metavar="文件.xlsx|文件.json", help="- 为标准输入")
    come.add_argument("--out", metavar="文件夹", help="每件写一个 VISIT.json；不写则逐行输出（--json）")


def run(args: argparse.Namespace, world: World) -> int:
    """Do the action named."""
    return _export(args, world) if args.action == "export" else _import(args, world)


def _export(args: argparse.Namespace, world: World) -> int:
    path = Path(args.file)
    if path.suffix not in {".xlsx", ".json"}:
        raise BadInput(["导出的文件名应以 .xlsx 或 .json 结尾。"])
    with world.sign_in(args, True) as session:
        today = session.clock.today()
        start, end = args.start or today, args.to or today
        if start > end:
            raise BadInput(["--from 在 --to 之后。没有导出。"])
        table = export_matters(start, end, session)
    write = write_workbook if path.suffix == ".xlsx" else write_json
    try:
        write_whole(path, write(table.header, table.rows))
    except OSError as error:
        raise BadInput([f"写不了文件 {path}。没有导出，请核对路径、权限和剩余空间。"]) from error
    left_out = f"另有 {table.sealed} 件保密事项按规定不导出。" if table.sealed else ""
    world.answer(
        {"file": str(path), "matters": table.matters, "rows": len(table.rows), "sealed": table.sealed},
        f"已导出 {table.matters} 件、{len(table.rows)} 行到 {path}。{left_out}文件含个人信息，请妥善保管。",
    )
    return DONE


def _import(args: argparse.Namespace, world: World) -> int:
    if not args.out and not world.as_json:
        raise BadInput(["请用 --out 指明存放 VISIT.json 的文件夹，或用 --json 逐行输出。"])
    folder = writable_folder(args.out) if args.out else None
    content = read_text(args.file)
    with world.sign_in(args, True) as session:
        found = import_matters_of(content, session)
    for name, visit in visits_numbered(found):
        if folder is None:
            world.answer(visit, "")
        else:
            write_whole(folder / name, json.dumps(visit, ensure_ascii=False, indent=1).encode())
    _tell(found, world)
    if folder is not None:
        told = {
            "visits": len(found.visits),
            "refused": [{"row": row, "why": why} for row, why in found.refused],
            "dropped": [*found.forbidden, *found.unlisted],
        }
        people = f"整理出 {len(found.visits)} 件，存放在 {folder}；核对后用 station register 登记。"
        world.answer(told, people)
    return NEEDS_A_PERSON if found.refused else DONE


def _tell(found: ExchangeIn, world: World) -> None:
    if found.forbidden:
        world.say(f"按规定不得收集、已丢弃的列：{'、'.join(found.forbidden)}。")
    if found.unlisted:
        world.say(f"交换字典中没有、已丢弃的列：{'、'.join(found.unlisted[:_MOST_SHOWN])}。")
    for row, why in found.refused[:_MOST_SHOWN]:
        world.say(f"第 {row} 行没有读入：{why}")
    if len(found.refused) > _MOST_SHOWN:
        world.say(f"……另有 {len(found.refused) - _MOST_SHOWN} 行没有读入。")
