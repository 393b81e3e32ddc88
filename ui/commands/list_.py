"""`station list`: everything the signed-in person may see, one per line."""

import argparse
from datetime import date

from app.intake.due_board import all_deadlines
from app.intake.lists import list_visits
from app.intake.matter_lists import listed_matters
from app.intake.paper_register import paper_register
from ui.commands.shapes import deadline, deadline_line, matter, visit
from ui.commands.world import DONE, World
from ui.paper_text import paper_line

HELP = "列出来访（visits）、事项（matters）、文书登记簿（papers）或期限（deadlines）"


_WHAT = ("visits", "matters", "papers", "deadlines")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("what", choices=_WHAT, metavar="|".join(_WHAT))
    parser.add_argument("--date", type=day, metavar="日期", help="papers：从哪一天起，不写为今天")
    parser.add_argument("--to", type=day, metavar="日期", help="papers：到哪一天，不写为当天")


def run(args: argparse.Namespace, world: World) -> int:
    """One line each, in order of registration."""
    with world.sign_in(args, False) as session:
        zone = session.clock.now_local().tzinfo
        if args.what == "visits":
            for v in list_visits(session):
                world.answer(*visit(v, zone))
        elif args.what == "deadlines":
            for line in all_deadlines(session):
                world.answer(deadline(line), deadline_line(line))
        elif args.what == "papers":
            start = args.date or session.clock.today()
            for p in paper_register(start, args.to or max(start, session.clock.today()), session):
                world.answer(
                    {
                        "number": p.number,
                        "id": p.paper,
                        "visit_no": p.visit_no,
                        "reg_no": p.reg_no or None,
                        "issued_at": p.issued_at.astimezone(zone).isoformat(),
                        "issued_by": p.issued_by,
                        "prints": p.prints,
                        "voided": p.voided,
                        "void_reason": p.void_reason or None,
                        "served_on": p.delivery.on.isoformat() if p.delivery else None,
                        "served_how": p.delivery.how.value if p.delivery else None,
                        "received": p.delivery.received.value if p.delivery and p.delivery.received else None,
                    },
                    paper_line(p),
                )
        else:
            for m in listed_matters(session):
                world.answer(*matter(m))
    return DONE


def day(text: str) -> date:
    """A day as written on the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("日期应写成 2026-11-23 的样子") from error
