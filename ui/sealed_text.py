"""A sealed matter that was opened, in words."""

from collections.abc import Mapping
from typing import Any

from app.domain.sealed import KeyShown, OpenedSealed
from app.domain.words import ID_TYPES_ZH, PURPOSES_ZH, ROLES_ZH

_MATTER = (
    ("demand", "诉求"),
    ("facts", "事实与理由"),
    ("place", "问题属地"),
    ("reported_unit", "被反映单位"),
    ("reported_person", "被反映人"),
    ("reason", "登记时的说明"),
)


def spoken_key(key_id: str) -> str:
    """In groups of four, as two people read it to each other."""
    return " ".join(key_id[at : at + 4] for at in range(0, len(key_id), 4))


def key_state(key: KeyShown) -> str:
    """What is to be known of a key besides whose it is."""
    words = (
        "本单位" if key.own else "",
        "已更换" if key.replaced else "",
        "" if key.published else "尚未公布，下次同步时公布",
        "私钥在本机" if key.held else "",
    )
    return "，".join(filter(None, words)) or "使用中"


def opened_lines(opened: OpenedSealed) -> list[tuple[str, str]]:
    """(caption, text) of all that was said, in the order in which it is read."""
    content = opened.content
    matter: Mapping[str, Any] = content["matter"]
    lines = [("类别", PURPOSES_ZH.get(str(matter.get("purpose")), "—"))]
    lines += [(caption, str(matter[name])) for name, caption in _MATTER if matter.get(name)]
    if content.get("target_unit"):
        lines.append(("登记去向", str(content["target_unit"])))
    people = content.get("people") or ()
    lines += [(f"来访人 {nth}", _person(one)) for nth, one in enumerate(people, 1)] or [("来访人", "匿名")]
    lines.append(("接待人", f"{content['received_by']}　{str(content['visited_at'])[:16].replace('T', ' ')}"))
    for nth, paper in enumerate(opened.papers, 1):
        held = "图片还没有取到，请同步后再看" if paper.waits else "" if paper.content else "没有图片"
        kind = "原件" if paper.original else "复印件"
        lines.append((f"附件 {nth}", "，".join(filter(None, (paper.name, f"{paper.pages} 页", kind, held)))))
    return lines


def _person(told: Mapping[str, Any]) -> str:
    kind = ID_TYPES_ZH.get(str(told.get("id_type") or ""), "")
    number = str(told.get("id_no") or "")
    said = (
        "匿名" if told.get("anonymous") or not told.get("name") else str(told["name"]),
        ROLES_ZH.get(str(told.get("role") or ""), ""),
        f"{kind} {number}".strip() if number else "",
        str(told.get("phone") or ""),
        str(told.get("address") or ""),
    )
    return "，".join(filter(None, said))
