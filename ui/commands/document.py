"""`station document`: makes a registered document (again)."""

import argparse
from pathlib import Path

from app.domain.words import DOCUMENTS_ZH
from app.errors import BadInput
from app.intake.papers import PAPER_SIZES, issue_receipt, visit_of
from app.intake.receipt import RECEIPTS
from ui.commands.files import writable_folder, write_whole
from ui.commands.world import DONE, World

HELP = "制作或补打一份文书"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("number", metavar="来访编号或登记编号")
    parser.add_argument("--id", required=True, choices=RECEIPTS, help="文书种类；一次来访只有一份回执")
    parser.add_argument("--out", required=True, metavar="文件.pdf")
    parser.add_argument("--paper", choices=PAPER_SIZES, default="a5", help="纸张")


def run(args: argparse.Namespace, world: World) -> int:
    """Write the file; a second making carries 补打 and is logged."""
    path = Path(args.out)
    writable_folder(str(path.parent))
    if path.is_dir():
        raise BadInput([f"{args.out} 是文件夹。请写出文件名。"])
    with world.sign_in(args, True) as session:
        paper = issue_receipt(visit_of(args.number, session), session, paper=args.paper)
    try:
        write_whole(path, paper.pdf)
    except OSError as error:
        raise BadInput(
            [f"文件 {args.out} 没有写成。请核对位置和磁盘空间后再制作一次（会标注补打）。"]
        ) from error
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
