"""`station enrol`: binds this station to a hub by a one-time code."""

import argparse

from app.domain.office import StaffRole
from app.errors import HubRefused, NotAllowed
from app.sync.enrol import enrol
from ui.commands.world import DONE, WRONG_INPUT, World
from ui.text import hub_sentence

HELP = "用一次性接入码把本机接入上级"
MAY_ENROL = frozenset({StaffRole.LEAD, StaffRole.ADMIN})


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("--hub", required=True, metavar="地址", help="上级地址，如 https://hub.example:8443")
    parser.add_argument("--code", required=True, metavar="接入码", help="上级给的一次性接入码")


def run(args: argparse.Namespace, world: World) -> int:
    """Bind; asked again with the same code after a lost answer it ends the same."""
    with world.upstream(args, True) as (session, store):
        if session.user.role not in MAY_ENROL:
            raise NotAllowed("enrol")
        try:
            bound = enrol(store, args.hub, args.code)
        except HubRefused as refused:
            world.say(hub_sentence(refused))
            return WRONG_INPUT
    named = f"{bound.hub}（{bound.url}）" if bound.hub != bound.url else f" {bound.url}"
    world.answer(
        {"station_id": bound.station_id, "hub": bound.hub, "url": bound.url, "office": bound.office},
        f"已接入{named}。",
    )
    return DONE
