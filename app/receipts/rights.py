"""The box 您的权利 of each paper: what remains, where and until when. Law, so no office changes it."""

from collections.abc import Mapping

from app.domain.matter import Route
from app.domain.office import OfficeKind

_CITED = "《信访工作条例》{}"
_ARTICLES: Mapping[str, str] = {
    "acceptance_notice": "《信访工作条例》第二十三条",
    "non_acceptance_notice": "《信访工作条例》第十九条第三款",
    "no_longer_accept_notice": "《信访工作条例》第三十六条第三款",
    "referral_notice": "《信访工作条例》第二十三条第一款、第二十条第四款",
    "representative_letter": "《信访工作条例》第二十条第三款",
    "extension_notice": "《信访工作条例》第三十四条",
    "review_request_receipt": "《信访工作条例》第三十五条",
    "recheck_request_receipt": "《信访工作条例》第三十六条第一款",
}
_TRANSFER = "第二十三条第一款"
_OF_PETITION_OFFICES = "第二十二条"
"""Binds 信访部门 alone; what other organs owe stands in Art. 23."""
_LITIGATION = "第二十条第二款"
_ROUTE_ITEMS: Mapping[str, str] = {
    Route.COURT: "第三十一条第一项",
    Route.ARBITRATION: "第三十一条第二项",
    Route.PARTY_APPEAL: "第三十一条第三项",
    Route.RECONSIDERATION: "第三十一条第四项",
}


def article_of(paper: str, office: OfficeKind, route: str = "") -> str:
    """What a paper rests on, in full form; empty = it cites nothing.

    Args:
        office: kind of the office that issues it.
        route: item of Art. 31, such as `31.4`, where the paper depends on it.
    """
    if paper not in ("transfer_notice", "legal_route_notice"):
        return _ARTICLES.get(paper, "")
    own = [_OF_PETITION_OFFICES] if office is OfficeKind.XINFANG else []
    if paper == "transfer_notice":
        return _CITED.format("、".join([*own, _TRANSFER]))
    litigation = [_LITIGATION] if route in ("", Route.COURT) else []
    item = [_ROUTE_ITEMS[route]] if route in _ROUTE_ITEMS else []
    return _CITED.format("、".join([*litigation, *own, *item]))


_RECUSAL = "认为工作人员与您的事项有利害关系的，可以要求其回避（第二十八条）。"
_NO_REVENGE = "任何组织和个人不得打击报复信访人（第十八条）。"
_NEW_FACTS = "有新的事实或者理由的，可以另行提出，按新的信访事项登记。"
_REVIEW = "对信访处理意见不服的，可以自收到书面答复之日起三十日内向{organ}请求复查（第三十五条）。"
_ABOVE = "原办理机关、单位的上一级机关、单位"
_WITHOUT_BOX = frozenset({"representative_letter", "agent_authority", "registration_form", "queue_ticket"})


def rights_of(paper: str, facts: Mapping[str, str], *, phone: str, coded: bool) -> tuple[str, ...]:
    """The sentences of the box, the paper's own first; empty = the paper has no box.

    Args:
        facts: as filled into the paper, in words.
        coded: whether number and query code of a matter stand on the paper.
    """
    if paper in _WITHOUT_BOX:
        return ()
    by = "登记编号和查询码" if coded else "来访编号"
    call = f"，或者拨打{phone}" if phone else ""
    query = f"凭{by}，可以到本窗口{call}查询办理情况；办理后可以作满意度评价（第二十一条）。"
    own = (sentence for sentence in _own(paper, facts) if sentence)
    return (*own, query, _RECUSAL, _NO_REVENGE)


def _own(paper: str, facts: Mapping[str, str]) -> tuple[str, ...]:
    if paper == "acceptance_notice":
        if facts.get("route_key") != Route.OTHER:
            return ("办理单位应当在期限内履行职责或者作出答复（第三十一条）。",)
        return (_REVIEW.format(organ=facts.get("review_organ") or _ABOVE),)
    if paper == "non_acceptance_notice":
        over = f"{facts['organ']}期满（{facts['until']}）仍未书面答复的"
        late = f"{over}，您可以再次来访，我处登记并督办（第四十条）。"
        return (late, "办理进展可以向该机关、单位或者我处查询（第二十一条）。", _NEW_FACTS)
    if paper == "no_longer_accept_notice":
        return (
            _NEW_FACTS,
            "生活确有困难或者需要心理疏导、法律帮助的，可以提出，由有关单位帮扶（第三十七条）。",
        )
    if paper == "transfer_notice":
        return (
            "去向单位应当自收到之日起十五日内书面告知您是否受理（第二十三条）。",
            _REVIEW.format(organ=_ABOVE) if facts.get("route_key") in ("", Route.OTHER) else "",
        )
    if paper == "legal_route_notice":
        return ("来访登记不停止、不延长上述法定期限，请尽早前往。",)
    if paper == "referral_notice":
        return ("该单位应当登记您提出的事项，不能当场告知是否受理的，应当在十五日内书面告知（第二十三条）。",)
    if paper == "extension_notice":
        return (
            "延长的期限不得超过三十日（第三十四条）。",
            "期满仍未书面答复的，您可以来访，我处登记并督办（第四十条）。",
        )
    if paper == "review_request_receipt":
        above = "复查机关、单位的上一级机关、单位"
        return (f"对复查意见不服的，可以自收到书面答复之日起三十日内向{above}请求复核（第三十六条）。",)
    if paper == "recheck_request_receipt":
        return (f"复核意见作出后，以同一事实和理由提出的不再受理（第三十六条）；{_NEW_FACTS}",)
    if paper == "materials_receipt":
        return ("您可以补充材料；补充的材料另行出具清单。",)
    return ()
