"""What the visitor tells that the known matter lacks: papers, replies, official acts, dates, finds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.duplicates.sounds import by_sound

_PAPER = re.compile(
    r"原件|复印件|影印件|录音|录像|视频|截图|照片|流水|花名册|名册|清单|明细表|表决票|公证|鉴定(?:书|报告|意见)?|检测报告|化验单|判决书?|裁定书?|"
    r"决定书|意见书|通知书|答复(?:书|意见)?|批复|批文|文件|协议第?\d*条?|合同第\w+条|收据|发票|欠条|借条|保证书|承诺书|施工图|图纸|会议纪要|记录|"
    r"证明|结算单|对账单|档案|征信报告|营业执照|处罚决定|认定书|报告|情况说明|通报|公告|回执|回函|底册|底单|凭证|登记表|核定表|审核单|"
    r"告知书|裁定|裁决书?|拨款单|传票|结论|批号|编号"
)
_ACT = re.compile(
    r"(?:书面)?(?:答复|回复|复函|告知)(?:我|说|称|承认|认定|显示|写)?|判决|裁定|再审|二审|立案|受理|罚款|处罚|停牌|挂牌|审计|鉴定|认定|"
    r"公示|拍卖|查封|冻结|移送|撤销|吊销|封存|破产|责令|约谈|整改|承认|拨(?:到|付|给)|起火|塌方|沉降|倒塌|出院|去世|死亡|开庭|仲裁|调解书|检测|验收|停业|注销|变更|转让|搬走|被抓|刑拘|取保"
)
_FOUND = re.compile(
    r"(?:现在|刚|才|最近|后来|上周\w?|上月|昨天|前天)?(?:发现|查到|找到|拿到|得知|收到|调到|打听到|抄到|拍到|核了|核对|查实|看到|看了|查了|证实|承认|写明|"
    r"载明|显示|注明|落款|下来了|出来了|律师说|翻到|写着|复印给|给了(?:我)?(?:一|1)(?:张|份|个)|给我看|查档|才知道)"
)
_WHEN = re.compile(
    r"上(?:周|月|个月|星期|礼拜)\w?|昨天|昨晚|前天|今天|本月|这个月|(?<![\d.])\d{1,2}月(?:\d{1,2}[日号]|底|初|中旬|上旬|下旬)|(?:19|20)\d\d年\d{1,2}月"
)
_FOLLOWS = re.compile(
    r"补充|承前|(?:继续|接着|接上|再|又|再次|前头|早先)(?:来)?(?:反映|说)|进展|^[^,。;\n]{2,12}(?:的事|一案)[。,:;]|(?:之前|以前|上次|前次|去年\d*月?|\d+月)(?:我)?(?:来)?反映|一事|新(?:的)?(?:证据|情况|材料|发现|事实)|"
    r"附(?:上)?[^,。;\n]{0,12}|续报|后续"
)
_STEP = re.compile(
    r"查处|移送|立案|核查|追查|暂停|停止|停牌|补发|退回|返还|抢修|异地|审计|撤销|处分|冻结|督促|责成|拆除|公开|补录"
)
_ORGAN = re.compile(
    r"纪委|监委|公安|法院|检察|住建|国资|人社|审计|教育局|自然资源|信访|市场监管|税务|银保监|住房|财政|巡察|省厅|市局|中院|高院|应急|消防|市里|省里|疾控|卫健委?|医保局|质检|检测|鉴定(?:所|中心|机构)|仲裁委|档案[馆室]|地名办|车管所|监管局|环保|督查|专家组|省[一-龥]{1,4}(?:院|所|局|站)"
)

SOURCES: Mapping[str, tuple[re.Pattern[str], str]] = {
    "paper": (_PAPER, "材料"),
    "act": (_ACT, "答复或处理"),
    "found": (_FOUND, "新发现"),
    "when": (_WHEN, "时间"),
    "organ": (_ORGAN, "机关"),
}


@dataclass(frozen=True)
class NewFact:
    """A stretch of the visitor's text that the known matter lacks.

    Attributes:
        start, end: code points in the text given, end exclusive.
        kind: what it is, in Chinese: 材料, 答复或处理, 新发现, 时间, 机关, 数额.
        text: the stretch.
    """

    start: int
    end: int
    kind: str
    text: str


def new_facts(told: str, known: str) -> tuple[NewFact, ...]:
    """Papers, acts, finds, dates and organs told of that the known text does not hold, in order.

    Both texts may be raw or normalised; positions are those of `told`.
    """
    held = by_sound(known)
    found: list[NewFact] = []
    for pattern, kind in SOURCES.values():
        for match in pattern.finditer(told):
            words = match.group()
            if by_sound(words[-4:]) not in held and by_sound(words) not in held:
                found.append(NewFact(match.start(), match.end(), kind, words))
    found.sort(key=lambda f: (f.start, -f.end))
    apart: list[NewFact] = []
    for fact in found:
        if not apart or fact.start >= apart[-1].end:
            apart.append(fact)
    return tuple(apart)


def news_values(demand: str, facts: str, unit: str, known: str, *, uncovered: float) -> dict[str, float]:
    """Evidence that a re-telling brings something new, each 0…1.5; texts normalised.

    Args:
        known: everything the known matter says, with its unit.
        uncovered: share of what the visitor says that the known matter has nothing like, 0…1.
    """
    fresh = new_facts(facts, known)
    kinds = [f.kind for f in fresh]
    held = by_sound(known)
    return {
        "follows": float(bool(_FOLLOWS.search(facts))),
        "paper": min(1.5, kinds.count("材料") / 2.0),
        "act": min(1.0, kinds.count("答复或处理") / 2.0),
        "found": min(1.5, 0.75 * kinds.count("新发现")),
        "when": float("时间" in kinds),
        "organ": float(any(by_sound(o) not in held for o in _ORGAN.findall(f"{unit}\n{facts}"))),
        "step": float(bool(_STEP.search(demand)) and len(demand) >= 8),
        "length": min(1.0, len(facts) / 80.0),
        "uncovered": uncovered,
    }
