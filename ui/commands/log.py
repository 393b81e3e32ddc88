"""`station log`: the visit log of a day or a span of days, line by line."""

import argparse
from pathlib import Path

from app.domain.log_filter import LogFilter, Raising
from app.domain.words import OUTCOMES_ZH, PURPOSES_ZH
from app.errors import BadInput
from app.intake.exports import export_log
from app.intake.log_columns import chosen_columns
from app.intake.log_sheet import ALL_COLUMNS
from app.intake.renewal import Part
from app.intake.session import DeskSession
from app.intake.visit_log import count_log, each_log_row
from app.reports.csv_file import Encoding
from ui.commands.finishing import finish
from ui.commands.list_ import day
from ui.commands.shapes import log_row
from ui.commands.world import DONE, World

HELP = "列出来访日志"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("--date", type=day, metavar="日期", help="从哪一天起，不写为今天")
    parser.add_argument("--to", type=day, metavar="日期", help="到哪一天，不写为当天")
    parser.add_argument("--search", default="", metavar="词", help="姓名、诉求、单位、编号等，几个词须都找到")
    parser.add_argument("--window", type=int, action="append", default=[], metavar="号", help="窗口，可重复")
    parser.add_argument("--receptionist", action="append", default=[], metavar="姓名", help="接待员，可重复")
    parser.add_argument(
        "--purpose", action="append", default=[], choices=list(PURPOSES_ZH), metavar="目的", help="如 claim"
    )
    parser.add_argument(
        "--class", action="append", default=[], dest="classes", metavar="代码", help="内容分类"
    )
    parser.add_argument(
        "--outcome",
        action="append",
        default=[],
        choices=list(OUTCOMES_ZH),
        metavar="处理",
        help="如 TRANSFER",
    )
    parser.add_argument("--raising", choices=["first", "repeat"], metavar="first|repeat", help="初访、重复访")
    parser.add_argument("--group", action="store_true", help="只列集体访")
    parser.add_argument("--sealed", action="store_true", help="只列保密来访（内容遮盖）")
    parser.add_argument("--out", metavar="文件.xlsx|文件.csv|文件.pdf", help="写成文件，仅负责人")
    parser.add_argument("--why", default="", metavar="用途", help="--out：用途，记入审计记录")
    parser.add_argument("--full-numbers", action="store_true", help="--out：完整证件号码，要写明用途")
    parser.add_argument("--all-columns", action="store_true", help="--out：写出全部栏目，不按页面上选定的")
    parser.add_argument("--gb18030", action="store_true", help="--out：CSV 用 GB18030 编码")
    parser.add_argument("--unsent", action="store_true", help="只列没有上报的")


def run(args: argparse.Namespace, world: World) -> int:
    """One line a visit, in the order of the log."""
    with world.sign_in(args, False) as session:
        finish(session, world, Part.LOG, Part.FIGURES)
        if args.out:
            return _written(args, session, world)
        zone = session.clock.now_local().tzinfo
        for row in each_log_row(wanted(args, session), session, search=args.search):
            world.answer(*log_row(row, zone))
    return DONE


def _written(args: argparse.Namespace, session: DeskSession, world: World) -> int:
    asked = wanted(args, session)
    made = export_log(
        Path(args.out),
        asked.start,
        asked.end,
        each_log_row(asked, session, search=args.search),
        count_log(asked, session, search=args.search),
        session,
        why=args.why,
        full_numbers=args.full_numbers,
        encoding=Encoding.GB18030 if args.gb18030 else Encoding.UTF8,
        columns=ALL_COLUMNS if args.all_columns else chosen_columns(session),
    )
    if made.lost:
        world.say(f"这些字不在 GB18030 编码内，已用 ? 代替：{made.lost}。")
    told = {"file": str(made.path), "rows": made.rows, "lost": made.lost}
    world.answer(told, f"已导出 {made.rows} 行到 {made.path}。文件含个人信息，请妥善保管。")
    return DONE


def wanted(args: argparse.Namespace, session: DeskSession) -> LogFilter:
    """The filter the options stand for.

    Raises:
        BadInput: the span ends before it begins.
    """
    start = args.date or session.clock.today()
    end = args.to or start
    if start > end:
        raise BadInput(["--date 晚于 --to，没有可列的日期。"])
    return LogFilter(
        start,
        end,
        windows=frozenset(args.window),
        received_by=frozenset(args.receptionist),
        purposes=frozenset(args.purpose),
        classes=frozenset(args.classes),
        outcomes=frozenset(args.outcome),
        raising=Raising(args.raising) if args.raising else None,
        group=True if args.group else None,
        sealed=True if args.sealed else None,
        synced=False if args.unsent else None,
    )
