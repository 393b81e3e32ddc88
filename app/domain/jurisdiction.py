"""The six steps by which a matter finds its office (domain reference 5), each with its answer."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.matter import LEGAL_ROUTES, MatterDraft, Purpose, Route
from app.domain.office import Office, OfficeKind
from app.domain.routing import levels_above
from app.domain.words import LEVELS_ZH

_LITIGATION_CLASS = "11"


@dataclass(frozen=True)
class Step:
    """One step: what was asked, what the data say, and by which article.

    Attributes:
        number: 1 to 6.
        open: a person still has to answer it.
    """

    number: int
    answer: str
    article: str
    open: bool = False


def steps(matter: MatterDraft, office: Office, successor: str = "") -> tuple[Step, ...]:
    """What section 5 says of a matter at this office; it ends where the matter leaves the petition track.

    Args:
        successor: the unit that took the place of a merged or abolished one; empty if none did.
    """
    found: list[Step] = []
    for step in _steps(matter, office, successor):
        found.append(step)
        if step.number == 1 and matter.route is Route.COURT:
            break
    return tuple(found)


def _steps(matter: MatterDraft, office: Office, successor: str) -> Iterator[Step]:
    yield _litigation(matter)
    yield _competent(matter)
    yield _level(matter, office)
    yield _office(matter, office)
    if matter.co_units or matter.in_dispute:
        yield _several(matter)
    if successor:
        yield Step(5, f"原承办单位已合并或者撤销：由继续行使其职权的{successor}办理。", "24(2)")
    yield Step(6, "首接负责：今天的来访由本处登记，不推诿；不在本处办理的，书面告知去处和理由。", "28(1)")


def _litigation(matter: MatterDraft) -> Step:
    if matter.route is Route.COURT:
        return Step(1, "涉及诉讼权利救济：引导向政法机关提出，不进入信访程序。", "20(2)")
    if matter.route in LEGAL_ROUTES:
        return Step(1, "应当通过仲裁、复议等法定途径解决：出具法定途径告知书。", "31")
    if matter.route is None and matter.content_code.startswith(_LITIGATION_CLASS):
        return Step(1, "内容涉及法院、检察院、公安机关：是否属于诉讼权利救济，请先确定。", "20(2)", open=True)
    return Step(1, "不涉及诉讼权利救济。", "20(2)", open=matter.route is None)


def _competent(matter: MatterDraft) -> Step:
    if matter.purpose is Purpose.ACCUSATION:
        return Step(2, "检举控告：按干部管理权限由纪检监察机关处理，不转被反映单位。", "30")
    if matter.lead_unit or matter.target_unit:
        return Step(
            2, f"有权处理：{matter.lead_unit or matter.target_unit}（谁主管谁负责、问题属地）。", "5(3)"
        )
    return Step(2, "有权处理的机关尚未写明：按主管和问题属地确定，不看来访人住址。", "5(3)", open=True)


def _level(matter: MatterDraft, office: Office) -> Step:
    above = levels_above(matter, office)
    if above is None or matter.competent_level is None:
        return Step(3, "应由哪一级处理尚未写明，不提示越级。", "20(1)", open=True)
    competent = LEVELS_ZH[matter.competent_level]
    if above < 0:
        return Step(3, f"由{competent}机关处理，高于本级：登记并告知向该机关提出。", "23(1)")
    if above >= 2:
        return Step(
            3, f"由{competent}机关处理，本级高出两级以上，属于越级走访：登记、解释、引导、告知下级，不拒绝。",
            "20(1)",
        )  # fmt: skip
    where = "本级" if above == 0 else "下一级"
    return Step(3, f"由{competent}（{where}）机关处理，向本级提出符合规定。", "20(1)")


def _office(matter: MatterDraft, office: Office) -> Step:
    if office.kind is OfficeKind.XINFANG:
        return Step(4, "本处是信访部门：不自行作出处理决定，15日内转送、交办本级或者下一级有权机关。", "22")
    return Step(4, "本处属于其他机关、单位：当场或者15日内书面告知是否受理。", "23(2)")


def _several(matter: MatterDraft) -> Step:
    units = "、".join(filter(None, (matter.lead_unit, *matter.co_units)))
    if matter.in_dispute:
        return Step(
            5, f"涉及{units or '几个机关'}，管辖有争议：先协商，协商不成由共同上级、再由联席会议确定；"
            "本处的15日照常计算。", "24(1)", open=True,
        )  # fmt: skip
    return Step(5, f"涉及{units}：由主办单位牵头办理。", "24(1)")
