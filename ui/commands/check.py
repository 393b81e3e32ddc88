"""`station check`: what the rules say about a visit; writes nothing."""

import argparse
from dataclasses import replace

from app.domain.finding import Effect
from app.intake.assess import check_visit
from app.intake.comparable import says_something
from app.intake.json_input import read_json
from app.intake.renewal import Part
from app.intake.visit_form import parse_visit
from ui.commands import shapes
from ui.commands.finishing import finish
from ui.commands.world import DONE, NEEDS_A_PERSON, World, read_text
from ui.hub_questions import HubQuestions

_MOST_CANDIDATES = 10  # over all matters of the visit

HELP = "核对一次来访：规则、疑似同一事项、处理建议；不写入"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("--visit", required=True, metavar="VISIT.json", help="来访文件，- 为标准输入")


def run(args: argparse.Namespace, world: World) -> int:
    """Assess and answer; 1 where something is blocked."""
    draft = parse_visit(read_json(read_text(args.visit)))
    with world.upstream(args, False) as (session, store):
        finish(session, world, Part.FIND)
        assessment = check_visit(draft, session)
        elsewhere = HubQuestions(lambda: store).elsewhere(draft, session)
    assessment = replace(assessment, findings=(*assessment.findings, *elsewhere))
    for place, matter in enumerate(draft.matters, 1):
        if not matter.is_sealed and not says_something(matter.demand, matter.facts):
            world.say(f"第 {place} 件：诉求和事实里没有文字，无从比对；可填 unknown 或 declined，照常登记。")
    best = sorted(assessment.candidates, key=lambda c: -c.score)[:_MOST_CANDIDATES]
    proposals = [shapes.proposal(p) for p in assessment.proposals]
    world.answer(
        {
            "findings": [shapes.finding(f) for f in assessment.findings],
            "candidates": [shapes.candidate(c) for c in best],
            "proposal": proposals[0],
            "proposals": proposals,
        },
        shapes.for_people(assessment),
    )
    blocked = any(f.effect is Effect.BLOCK for f in assessment.findings)
    return NEEDS_A_PERSON if blocked else DONE
