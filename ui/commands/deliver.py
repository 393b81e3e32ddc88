"""`station deliver`: writes down how a paper was handed over."""

import argparse
from datetime import date

from app.domain.delivery import Delivery, How, Received
from app.errors import BadInput
from app.intake.paper_delivery import deliver_paper, told
from ui.commands.world import DONE, World

HELP = "记录一份文书的送达：方式、日期、签收或者拒绝签收"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.description = (
        f"{HELP}。再记一次就是更正（须写 --note），原来的记录保留。"
        "复查、复核的期限按事项经过里答复、意见的送达日期计算，这里的日期不改变期限。"
    )
    parser.add_argument("number", metavar="文书编号", help="例如 雾信访〔2026〕01-0001")
    parser.add_argument(
        "--how",
        required=True,
        choices=[how.value for how in How],
        help="in_person 当面，post 邮寄，other 其他",
    )
    parser.add_argument("--on", required=True, metavar="日期", help="送达日期，例如 2026-11-23")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--signed", action="store_true", help="来访人签收")
    way.add_argument("--thumb", action="store_true", help="来访人按手印签收")
    way.add_argument("--declined", nargs=2, metavar=("见证人", "见证人"), help="拒绝签收，写两名见证人")
    parser.add_argument("--note", default="", metavar="说明", help="其他方式的说明，或者更正的原因")


def run(args: argparse.Namespace, world: World) -> int:
    """Keep it, in the register and in the audit chain."""
    try:
        on = date.fromisoformat(args.on)
    except ValueError as error:
        raise BadInput([f"“{args.on}”不是日期。请写成 2026-11-23 的样子。"]) from error
    delivery = Delivery(How(args.how), on, _received(args), tuple(args.declined or ()), args.note)
    with world.sign_in(args, True) as session:
        paper = deliver_paper(args.number, delivery, session)
    kept = paper.delivery or delivery
    world.answer(
        {
            "number": paper.number,
            "how": kept.how.value,
            "on": kept.on.isoformat(),
            "received": kept.received.value if kept.received else None,
            "witnesses": list(kept.witnesses),
            "note": kept.note,
        },
        told(paper),
    )
    return DONE


def _received(args: argparse.Namespace) -> Received | None:
    if args.signed:
        return Received.SIGNED
    if args.thumb:
        return Received.THUMB
    return Received.DECLINED if args.declined else None
