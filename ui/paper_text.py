"""What is told about papers, in Chinese, for the window and the terminal."""

from app.domain.delivery import delivery_text
from app.intake.paper_register import RegisteredPaper
from app.intake.verify_document import Verdict, Verified


def verdict_text(found: Verified) -> str:
    """The result of looking at a paper, with what to do next."""
    what = f"{found.name}（{found.number}）"
    detail = "".join(f"\n· {sentence}" for sentence in found.differences)
    if found.verdict is Verdict.GENUINE:
        return f"核验无误：{what}是本机出具的，内容与登记簿一致。{detail}"
    if found.verdict is Verdict.VOIDED:
        return f"{what}是本机出具的，内容与登记簿一致，但已经作废。请以重新出具的为准。{detail}"
    if found.verdict is Verdict.ALTERED:
        named = what if found.number else "这份文书"
        return f"{named}与登记簿不符，可能被改动或者伪造。请对照原件，必要时请带班处理。{detail}"
    if found.verdict is Verdict.UNREADABLE:
        return f"{what}没有核完。请拍得更清楚一些，或者人工对照。{detail}"
    return "本机登记簿里没有这份文书：可能是其他窗口或者单位出具的。请核对上面的单位和编号。"


def paper_line(paper: RegisteredPaper) -> str:
    """One line of the register."""
    state = f"作废：{paper.void_reason}" if paper.voided else "未打印"
    if not paper.voided and paper.prints:
        state = "已出具" if paper.prints == 1 else f"已出具，补打 {paper.prints - 1} 次"
    if paper.delivery is not None and not paper.voided:
        state += f"；{delivery_text(paper.delivery)}"
    return f"{paper.number} {paper.name} {paper.reg_no or paper.visit_no} {paper.issued_by} {state}"
