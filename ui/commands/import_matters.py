"""`station import-matters`: matters known elsewhere, for the duplicate check."""

import argparse
import os

from app.errors import BadInput, StationError
from app.intake.import_matters import Imported, import_matters
from app.intake.matter_lines import lines_of
from ui.commands.files import opened
from ui.commands.world import DONE, NEEDS_A_PERSON, World
from ui.text import sentence_for

HELP = "导入别处已知的事项，供查重使用"
_MOST_LINES_SHOWN = 20


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("file", metavar="FILE.jsonl", help="每行一件事项的 JSON 文件，- 为标准输入")


def run(args: argparse.Namespace, world: World) -> int:
    """Import with progress on stderr; 1 where a line was refused or the import broke off."""
    kept = 0

    def progress(row: int, imported: int) -> None:
        nonlocal kept
        kept = imported
        share = f"（{100 * stream.tell() // size} %）" if size else ""
        world.say(f"已读到第 {row} 行{share}，导入 {imported} 件。")

    with opened(args.file) as stream, world.sign_in(args, True) as session:
        size = 0 if args.file == "-" else os.stat(args.file).st_size
        try:
            done = import_matters(lines_of(stream), session, progress)
        except (StationError, KeyboardInterrupt) as error:
            if not kept:
                raise
            why = sentence_for(error) if isinstance(error, StationError) else "导入被中断。"
            world.say(f"{why}此前已导入 {kept} 件并安全保存；用同一文件再次导入即可继续，已有的编号会跳过。")
            return NEEDS_A_PERSON
    if not done.row:
        raise BadInput(["文件里没有任何内容。没有导入，请核对文件。"])
    world.answer(
        {"imported": done.imported, "refused": [{"row": r.row, "why": r.why} for r in done.refused]},
        _for_people(done),
    )
    return NEEDS_A_PERSON if done.refused else DONE


def _for_people(done: Imported) -> str:
    lines = [f"导入 {done.imported} 件，未导入 {len(done.refused)} 行。"]
    lines += [f"  第 {r.row} 行：{r.why}" for r in done.refused[:_MOST_LINES_SHOWN]]
    if len(done.refused) > _MOST_LINES_SHOWN:
        lines.append(f"  ……另有 {len(done.refused) - _MOST_LINES_SHOWN} 行，用 --json 查看全部。")
    return "\n".join(lines)
