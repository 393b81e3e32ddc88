"""`station day`: whether a day of the log is signed, what is open, and signing it."""

import argparse
from dataclasses import asdict
from typing import Any

from app.intake.day_closing import OPEN_ZH, DayClosing, DayStanding, day_closing, sign_day
from app.intake.renewal import Part
from ui.commands.finishing import finish
from ui.commands.list_ import day
from ui.commands.world import DONE, NEEDS_A_PERSON, World

HELP = "查看一天的日志是否已审签、还有什么未了；--sign 审签"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("--date", type=day, metavar="日期", help="哪一天，不写为今天")
    parser.add_argument("--sign", action="store_true", help="审签这一天")
    parser.add_argument("--reason", default="", metavar="理由", help="还有未了事项时为什么现在审签")


def run(args: argparse.Namespace, world: World) -> int:
    """Where the day stands; 1 where it was altered behind its signature."""
    with world.sign_in(args, args.sign) as session:
        finish(session, world, Part.LOG, Part.FIGURES, Part.TERMS)
        asked = args.date or session.clock.today()
        if args.sign:
            standing = sign_day(asked, session, reason=args.reason)
            world.answer(_signed(standing), _sentence(standing))
        else:
            closing = day_closing(asked, session)
            standing = closing.standing
            world.answer({**_signed(standing), "open": _open(closing)}, _for_people(closing))
    return NEEDS_A_PERSON if standing.altered or standing.broken else DONE


def _signed(standing: DayStanding) -> dict[str, Any]:
    return {
        "date": standing.day.isoformat(),
        "signed": standing.signed,
        "changed": standing.changed,
        "signatures": [
            {"by": s.by, "at": s.at, "digest": s.digest, "reason": s.reason or None}
            for s in standing.signatures
        ],
        "added": list(standing.added),
        "amended": list(standing.amended),
        "altered": list(standing.altered),
        "broken": standing.broken,
        "figures": asdict(standing.figures),
    }


def _open(closing: DayClosing) -> dict[str, int]:
    return {item.kind.value: item.count for item in closing.items}


def _sentence(standing: DayStanding) -> str:
    if not standing.signed:
        return f"{standing.day} 的日志还没有审签。"
    last = standing.signatures[0]
    words = f"{standing.day} 的日志由{last.by}于 {last.at} 审签，摘要 {last.digest[:16]}。"
    changes = (
        ("签后补入", standing.added),
        ("签后更正", standing.amended),
        ("与签字时不符", standing.altered),
    )
    for name, numbers in changes:
        if numbers:
            words += f"{name} {len(numbers)} 条：{'、'.join(numbers)}。"
    return words + ("签字记录本身被改动。" if standing.broken else "")


def _for_people(closing: DayClosing) -> str:
    lines = [_sentence(closing.standing)]
    lines += [f"{OPEN_ZH[item.kind]}：{item.count}" for item in closing.items if item.count]
    return "\n".join(lines)
