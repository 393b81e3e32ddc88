"""`station register`: saves a visit, then makes its documents."""

import argparse
from pathlib import Path
from typing import Any

from app.domain.finding import Effect
from app.domain.papers import RECEIPTS
from app.domain.print_entry import PrintWish
from app.domain.words import OUTCOMES_ZH
from app.errors import StationError
from app.intake.json_input import read_json
from app.intake.paper_register import papers_of_matter
from app.intake.papers import issue_receipt, preview_receipt
from app.intake.print_now import print_now
from app.intake.print_queue import Prepared, prepare
from app.intake.register import register_visit
from app.intake.results import Paper, Registration
from app.intake.session import DeskSession
from app.intake.visit_form import parse_visit
from app.printing.jobs import SIZES
from ui.commands import shapes
from ui.commands.files import whole_file, writable_folder, write_whole
from ui.commands.world import DONE, NEEDS_A_PERSON, World, read_text
from ui.hub_questions import HubQuestions
from ui.text import sentence_for

HELP = "登记一次来访并制作回执"
_NOT_WRITTEN = (
    "文件没有写成，没有留下残缺的文件。请核对位置和磁盘空间，再用 station document 制作一次；编号不变。"
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("--visit", required=True, metavar="VISIT.json", help="来访文件，- 为标准输入")
    parser.add_argument("--out", metavar="文件夹", help="文书存放的文件夹，没有则建立")
    parser.add_argument("--print", dest="printer", metavar="打印机", help="登记后打印到这台打印机")
    parser.add_argument("--paper", choices=SIZES, default="a5", help="回执纸张")
    parser.add_argument("--unsigned", action="store_true", help="不带电子签名（签名证书到期时由人决定）")


def run(args: argparse.Namespace, world: World) -> int:
    """Register first; what goes wrong with paper afterwards is told and never undoes it."""
    draft = parse_visit(read_json(read_text(args.visit)))
    folder = writable_folder(args.out) if args.out else None
    with world.upstream(args, True) as (session, store):
        questions = HubQuestions(lambda: store)
        claims = questions.ask_claims(questions.claims_wanted(draft, session))
        wish = PrintWish(args.paper, args.printer) if args.printer else None
        done = register_visit(draft, session, wish=wish, claims=claims)
        document, whole = _receipt(done, session, folder, args, world)
    world.answer(
        {
            "visit_no": done.visit_no,
            "matters": [
                {"reg_no": m.reg_no, "query_code": m.query_code, "outcome": m.outcome} for m in done.matters
            ],
            "findings": [shapes.finding(f) for f in done.findings],
            "documents": [document] if document else [],
        },
        _for_people(done, document),
    )
    blocked = any(f.effect is Effect.BLOCK for f in done.findings)
    return DONE if whole and not blocked else NEEDS_A_PERSON


def _receipt(
    done: Registration, session: DeskSession, folder: Path | None, args: argparse.Namespace, world: World
) -> tuple[dict[str, Any] | None, bool]:
    path = None
    try:
        if args.printer:
            prepared = prepare(done.print_id, session)
            paper = prepared.paper if folder is None or args.unsigned else prepared.as_file()
        elif folder is None:
            return _document(preview_receipt(done.visit_no, session, paper=args.paper), None), True
        else:
            path = folder / _file_name(done, session)
            with whole_file(path) as write:
                paper = issue_receipt(
                    done.visit_no, session, paper=args.paper, unsigned=args.unsigned, keep=write
                )
        if args.printer and folder is not None:
            path = folder / _file_name(done, session)
            write_whole(path, paper.pdf)
    except (StationError, OSError) as problem:
        why = _NOT_WRITTEN if isinstance(problem, OSError) else sentence_for(problem)
        world.say(f"来访已登记，编号 {done.visit_no}，内容已安全保存；但文书没有制作完成。{why}")
        return None, False
    printed = not args.printer or _printed(prepared, session, world)
    return _document(paper, path), printed


def _file_name(done: Registration, session: DeskSession) -> str:
    papers = papers_of_matter(done.matters[0].reg_no, session)
    kind = next(one.paper for one in papers if one.paper in RECEIPTS and not one.voided)
    return f"{done.visit_no}-{kind}.pdf"


def _printed(prepared: Prepared, session: DeskSession, world: World) -> bool:
    from app.printing.printers import Printers, system_spooler

    try:
        print_now(prepared, Printers(system_spooler()), session)
    except StationError as error:
        world.say(
            f"来访已登记，编号 {prepared.entry.visit_no}，内容已安全保存；但文书没有打印，在打印队列里等着。"
            f"{sentence_for(error)}"
        )
        return False
    return True


def _document(paper: Paper, path: Path | None) -> dict[str, Any]:
    return {
        "id": paper.id,
        "path": str(path) if path else None,
        "pages": paper.pages,
        "sha256": paper.sha256,
        "number": paper.number,
    }


def _for_people(done: Registration, document: dict[str, Any] | None) -> str:
    lines = [f"已登记，编号 {done.visit_no}。"]
    lines += [f"  {m.reg_no} 查询码 {m.query_code} {OUTCOMES_ZH[m.outcome]}" for m in done.matters]
    lines += [f"  提示：{f.message}" for f in done.findings]
    if document and document["path"]:
        lines.append(f"  来访登记回执：{document['path']}")
    return "\n".join(lines)
