"""`station urge`: 催办单 for the units, each on sheets of its own."""

import argparse
from pathlib import Path

from app.domain.due import FURTHEST_DAYS, DueFilter, Span
from app.errors import BadInput
from app.intake.renewal import Part
from app.intake.unit_lists import list_paper, record_urging, urging_list
from ui.commands.files import write_whole
from ui.commands.finishing import finish
from ui.commands.world import DONE, World

HELP = "制作催办单：按承办单位列出超期或将到期的事项"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("--out", required=True, metavar="文件.pdf")
    parser.add_argument("--unit", metavar="单位", help="只列这个承办单位")
    parser.add_argument("--within", type=int, metavar="天数", help="列几天以内到期的，不写为已超期的")
    parser.add_argument("--record", action="store_true", help="同时把其中已超期的记为督办")


def run(args: argparse.Namespace, world: World) -> int:
    """Make the file; what is recorded is recorded after the file is there."""
    if args.within is not None and not 0 <= args.within <= FURTHEST_DAYS:
        raise BadInput([f"--within 应为 0 到 {FURTHEST_DAYS} 天。"])
    span = Span.OVERDUE if args.within is None else Span.WITHIN
    asked = DueFilter(span, args.within or 0, unit=args.unit)
    with world.sign_in(args, True) as session:
        finish(session, world, Part.TERMS)
        made = urging_list(asked, session)
        paper = list_paper(made)
        try:
            write_whole(Path(args.out), paper.pdf)
        except OSError as error:
            raise BadInput([f"不能写入 {args.out}，没有记录任何督办。请换一个位置再试。"]) from error
        recorded = record_urging(made.urged, session) if args.record and made.urged else 0
    world.answer(
        {
            "path": args.out,
            "pages": paper.pages,
            "sha256": paper.sha256,
            "units": [{"unit": name, "lines": count} for name, count in made.units],
            "left_out": made.left_out,
            "recorded": recorded,
        },
        f"{args.out}　{paper.pages} 页，{len(made.units)} 个单位"
        + (f"，记录督办 {recorded} 件" if recorded else ""),
    )
    return DONE
