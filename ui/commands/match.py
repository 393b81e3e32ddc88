"""`station match`: which known matters may be the ones asked about."""

import argparse

from app.errors import BadInput
from app.intake.likely import Likely
from app.intake.match import Matched, match_matters
from app.intake.matter_lines import lines_of
from app.intake.renewal import Part
from ui.commands.files import opened
from ui.commands.finishing import finish
from ui.commands.world import DONE, NEEDS_A_PERSON, WRONG_INPUT, World

HELP = "逐件查找可能重复的事项，按可能性排列；不写入"
_VERDICTS_ZH = {
    "same_matter": "同一事项",
    "same_matter_new_facts": "同一事项，有新情况",
    "different": "不同事项",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument(
        "--queries", required=True, metavar="FILE.jsonl", help="每行一件事项的 JSON 文件，- 为标准输入"
    )
    parser.add_argument("--limit", type=int, default=10, metavar="N", help="每件最多列出几条，默认 10")


def run(args: argparse.Namespace, world: World) -> int:
    """One answer a query as it comes; 1 where some could not be asked, 2 where none could."""
    if args.limit < 1:
        raise BadInput(["--limit 应为 1 或更大的整数。"])
    answered = unasked = 0
    with opened(args.queries) as stream, world.sign_in(args, False) as session:
        finish(session, world, Part.FIND)
        for matched in match_matters(lines_of(stream), session, limit=args.limit):
            if matched.problem:
                unasked += 1
                world.say(f"第 {matched.row} 行没有查询：{matched.problem}")
                continue
            answered += 1
            if matched.wordless:
                world.say(f"第 {matched.row} 行（{matched.query}）：诉求和事实里没有文字，无从比对。")
            shape = {
                "query": matched.query,
                "results": [_shape(one) for one in matched.results],
                "ms": matched.ms,
            }
            world.answer(shape, _for_people(matched))
    if not answered:
        world.say("没有一行可以查询。请核对文件。")
        return WRONG_INPUT
    return NEEDS_A_PERSON if unasked else DONE


def _shape(one: Likely) -> dict[str, object]:
    match = one.match
    return {"id": one.name.id, "score": match.score, "verdict": match.verdict, "why": list(match.why)}


def _for_people(matched: Matched) -> str:
    lines = [f"{matched.query}：" + ("" if matched.results else "没有找到相近的事项。")]
    lines += [
        f"  {one.name.id} 相似 {one.match.score:.2f} {_VERDICTS_ZH[one.match.verdict]}："
        + "；".join(one.match.why)
        for one in matched.results
    ]
    return "\n".join(lines)
