"""The Chinese that papers share: dates, kinds of identity paper, what comes next."""

from datetime import date, datetime

from app.domain.matter import Outcome
from app.domain.person import IdType

ID_TYPE_ZH = {
    IdType.PRC_ID: "居民身份证",
    IdType.PRC_TEMP_ID: "临时居民身份证",
    IdType.HMT_RESIDENCE: "港澳台居民居住证",
    IdType.FOREIGN_PERMANENT_RESIDENCE: "外国人永久居留身份证",
    IdType.MAINLAND_TRAVEL_PERMIT: "港澳居民来往内地通行证",
    IdType.TAIWAN_TRAVEL_PERMIT: "台湾居民来往大陆通行证",
    IdType.PASSPORT: "护照",
    IdType.TD1: "旅行证件",
    IdType.HOUSEHOLD_REGISTER: "户口簿",
    IdType.DRIVING_LICENCE: "驾驶证",
    IdType.SOCIAL_CARD: "社会保障卡",
    IdType.CREDIT_CODE: "统一社会信用代码",
    IdType.OTHER: "证件",
}

# {unit} is the responsible unit, or the stand-in of the second column when none is named. The
# sentences propose; a decision has its own paper [Arts. 22, 23]. The two refusals are therefore
# only announced: they need the signature of the person in charge (domain reference 2, step 7).
_NEXT_STEP: dict[Outcome, tuple[str, str]] = {
    Outcome.ACCEPT: ("拟由{unit}受理办理，受理情况书面告知您。", "本机关"),
    Outcome.ANSWERED_ON_SPOT: ("已经当场答复您。", ""),
    Outcome.ASSIGN: ("拟交由{unit}办理并要求报告结果，去向书面告知您。", "有权处理的机关、单位"),
    Outcome.CONTINUE_LINK: (
        "与此前登记的同一事项合并，由{unit}继续办理，进展可以随时查询。",
        "原承办单位",
    ),
    Outcome.ADD_TO_FILE: ("您补充的事实和材料并入正在办理的事项，由{unit}一并处理。", "承办单位"),
    Outcome.TRANSFER: ("拟转送{unit}处理，去向书面告知您。", "有权处理的机关、单位"),
    Outcome.REFER: ("此事由{unit}处理，请向其提出；您今天的来访已经登记。", "有权处理的机关、单位"),
    Outcome.SUPERVISE: ("已报负责人，督促{unit}尽快办理并书面答复您。", "承办单位"),
    Outcome.GUIDE_LEGAL_ROUTE: (
        "此事依法由{unit}通过法定程序处理。法定期限不因来访停止计算，请尽快前往。",
        "有权处理的机关",
    ),
    Outcome.GUIDE_REVIEW: (
        "不服处理意见的，可以自收到书面答复之日起30日内向{unit}请求复查（《信访工作条例》第三十五条）。",
        "原办理机关、单位的上一级机关、单位",
    ),
    Outcome.GUIDE_RECHECK: (
        "不服复查意见的，可以自收到书面答复之日起30日内向{unit}请求复核（《信访工作条例》第三十六条）。",
        "复查机关、单位的上一级机关、单位",
    ),
    Outcome.RECEIVE_REVIEW: (
        "您的复查请求已经收到，由{unit}自收到之日起30日内提出复查意见并书面答复您。",
        "本机关",
    ),
    Outcome.RECEIVE_RECHECK: (
        "您的复核请求已经收到，由{unit}自收到之日起30日内提出复核意见并书面答复您。",
        "本机关",
    ),
    Outcome.HUMAN_DECIDE: ("由{unit}负责人研究后书面告知您。", "本机关"),
    Outcome.NOT_ACCEPT_PENDING: (
        "此事已由{unit}受理并在规定期限内办理，是否受理由负责人依照"
        "《信访工作条例》第十九条第三款决定后书面告知您。",
        "有关机关、单位",
    ),
    Outcome.NO_LONGER_ACCEPT: (
        "此事已有复核意见，由负责人依照《信访工作条例》第三十六条第三款决定后书面告知您；"
        "您可以提出新的事实和理由。",
        "",
    ),
    Outcome.ACCEPT_OR_ROUTE: ("由{unit}确定受理或者转送，并书面告知您。", "本机关"),
}


def next_step(outcome: Outcome, unit: str) -> str:
    """One sentence for the visitor: what is proposed to happen with the matter.

    Args:
        unit: responsible unit; empty = not named yet.
    """
    sentence, stand_in = _NEXT_STEP[outcome]
    return sentence.format(unit=unit or stand_in)


def date_zh(day: date) -> str:
    """2026年11月3日: Arabic figures, no leading zeros (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def time_zh(at: datetime) -> str:
    """2026年11月3日9时05分, as the clock of `at` shows it."""
    return f"{date_zh(at)}{at.hour}时{at.minute:02d}分"
