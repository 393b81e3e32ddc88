"""`station list`: everything the signed-in person may see, one per line."""

import argparse

from app.intake.lists import list_visits
from app.intake.matter_lists import list_matters
from ui.commands.world import DONE, World

HELP = "列出来访（visits）或事项（matters）"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("what", choices=["visits", "matters"], metavar="visits|matters")


def run(args: argparse.Namespace, world: World) -> int:
    """One line each, in order of registration."""
    with world.sign_in(args, False) as session:
        zone = session.clock.now_local().tzinfo
        if args.what == "visits":
            for v in list_visits(session):
                numbers = "、".join(m.reg_no for m in v.matters)
                world.answer(
                    {
                        "visit_no": v.visit_no,
                        "registered_at": v.registered_at.astimezone(zone).isoformat(),
                        "visited_at": v.visited_at.astimezone(zone).isoformat(),
                        "window": v.window,
                        "received_by": v.received_by,
                        "present_count": v.present_count,
                        "visitors": v.visitors,
                        "people": [{"name": p.name, "role": p.role} for p in v.people],
                        "sealed": v.sealed,
                        "matters": [
                            {"reg_no": m.reg_no, "outcome": m.outcome, "sealed": m.sealed} for m in v.matters
                        ],
                    },
                    f"{v.visit_no} {v.visitors} {numbers}",
                )
        else:
            for m in list_matters(session):
                world.answer(
                    {
                        "reg_no": m.reg_no,
                        "visit_no": m.visit_no,
                        "state": m.state,
                        "version": m.version,
                        "same_as": m.same_as or None,
                        "outcome": m.outcome,
                        "demand": m.demand,
                        "due_on": m.due_on.isoformat() if m.due_on else None,
                        "sealed": m.sealed,
                    },
                    f"{m.reg_no} {m.state_zh} {m.demand}",
                )
    return DONE
