"""`station document`: makes a paper of what is registered, makes it again, or gives an empty form."""

import argparse
from collections.abc import Callable
from pathlib import Path

from app.domain.papers import PAPERS, RECEIPTS, Subject
from app.domain.words import DOCUMENTS_ZH
from app.errors import BadInput
from app.intake.blank_forms import blank_form
from app.intake.documents import make_document, preview_document
from app.intake.not_shown import not_shown_sentence
from app.intake.papers import issue_receipt, matter_of, preview_receipt, visit_of
from app.intake.queue_ticket import QUEUE_TICKET, print_queue_ticket
from app.intake.results import Paper
from app.intake.session import DeskSession
from app.printing.jobs import SIZES
from ui.commands.files import whole_file, writable_folder
from ui.commands.world import DONE, World

HELP = "制作或补打一份文书；也可出空白表、预览"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("number", nargs="?", default="", metavar="来访编号或登记编号")
    parser.add_argument("--id", required=True, choices=list(PAPERS), help="文书种类")
    parser.add_argument("--out", required=True, metavar="文件.pdf")
    parser.add_argument("--paper", choices=SIZES, help="纸张；不写则用这种文书通常的纸张；80mm、58mm 为小票")
    parser.add_argument(
        "--fact",
        action="append",
        default=[],
        metavar="名称=内容",
        help="补充文书必须写明的事实，可以写多次；缺什么会逐项列出",
    )
    parser.add_argument("--large", action="store_true", help="大字版")
    parser.add_argument("--unsigned", action="store_true", help="不带电子签名（签名证书到期时由人决定）")
    parser.add_argument("--sign", action="store_true", help="出具不予受理、不再受理告知书时由本人签字")
    parser.add_argument("--preview", action="store_true", help="只看样子：不编号、不留存、不计补打")
    parser.add_argument("--blank", action="store_true", help="空白表（停电或由来访人自己填写），不用编号")
    parser.add_argument("--priority", action="store_true", help="号票：优先")


def run(args: argparse.Namespace, world: World) -> int:
    """Write the file; a second making carries 补打 and is logged."""
    path = Path(args.out)
    writable_folder(str(path.parent))
    if path.is_dir():
        raise BadInput([f"{args.out} 是文件夹。请写出文件名。"])
    facts = _facts(args.fact)
    try:
        with (
            world.sign_in(args, not (args.preview or args.blank)) as session,
            whole_file(path) as write,
        ):
            paper = _made(args, facts, session, write)
    except OSError as error:
        raise BadInput(
            [f"文件 {args.out} 没有写成，没有留下任何文件。请核对位置和磁盘空间后再制作一次；编号不变。"]
        ) from error
    if paper.not_shown:
        world.say(not_shown_sentence(paper.not_shown))
    told = f"{DOCUMENTS_ZH[paper.id]} {paper.number}{'（补打）' if paper.reprint else ''}：{path}"
    world.answer(
        {
            "id": paper.id,
            "path": str(path),
            "pages": paper.pages,
            "sha256": paper.sha256,
            "reprint": paper.reprint,
            "number": paper.number,
        },
        told,
    )
    return DONE


def _made(
    args: argparse.Namespace, facts: dict[str, str], session: DeskSession, write: Callable[[bytes], None]
) -> Paper:
    """The paper, written; what is numbered counts as made only when it is."""
    if args.id == QUEUE_TICKET or args.blank or args.preview:
        paper = _loose(args, facts, session)
        write(paper.pdf)
        return paper
    large = True if args.large else None
    size = args.paper or ""
    number = _number(args)
    if args.id in RECEIPTS:
        _no_facts(facts)
        return issue_receipt(
            visit_of(number, session),
            session,
            paper=size or "a5",
            large=large,
            unsigned=args.unsigned,
            keep=write,
        )
    return make_document(
        _matter(args, session),
        args.id,
        session,
        facts=facts,
        size=size,
        large=large,
        unsigned=args.unsigned,
        sign=args.sign,
        keep=write,
    )


def _loose(args: argparse.Namespace, facts: dict[str, str], session: DeskSession) -> Paper:
    """What is neither numbered nor kept."""
    large = True if args.large else None
    size = args.paper or ""
    if args.id == QUEUE_TICKET:
        return print_queue_ticket(session, priority=args.priority, large=args.large, size=size)
    if args.blank:
        return blank_form(args.id, session, size=size, large=args.large)
    if args.id in RECEIPTS:
        _no_facts(facts)
        return preview_receipt(visit_of(_number(args), session), session, paper=size or "a5", large=large)
    return preview_document(_matter(args, session), args.id, session, facts=facts, size=size, large=large)


def _number(args: argparse.Namespace) -> str:
    if not args.number:
        raise BadInput(["请写出来访编号或者登记编号；要空白表请加 --blank。"])
    return str(args.number)


def _matter(args: argparse.Namespace, session: DeskSession) -> str:
    return matter_of(_number(args), session, first=PAPERS[args.id].subject is Subject.VISIT)


def _no_facts(facts: dict[str, str]) -> None:
    if facts:
        raise BadInput(["来访登记回执的内容来自登记，不用 --fact。"])


def _facts(given: list[str]) -> dict[str, str]:
    facts: dict[str, str] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or not name.strip():
            raise BadInput([f"--fact 应写成 名称=内容 的样子，不是“{one}”。"])
        facts[name.strip()] = value.strip()
    return facts
