"""The office's own wording of papers: kept in the store, versioned, checked, taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.office import StaffRole
from app.domain.words import DOCUMENTS_ZH
from app.errors import BadInput, NotAllowed
from app.intake.session import DeskSession
from app.ports import ReadUnit
from app.receipts.template import (
    LETTERHEAD,
    Letterhead,
    Template,
    bundled,
    bundled_text,
    read_letterhead,
    read_template,
    templated,
)

MAY_ADAPT = frozenset({StaffRole.LEAD, StaffRole.ADMIN})
_KEPT = 20  # earlier versions of one wording
LETTERHEAD_ZH = "文书头尾（落款单位、地址、电话、接待时间）"


@dataclass(frozen=True)
class TemplateShown:
    """The wording of one paper as it is now.

    Attributes:
        version: counts the office's own versions; 0 = as the program brings it.
        by, at: who put it in place and when; empty for 0.
    """

    id: str
    name: str
    text: str
    version: int
    by: str = ""
    at: str = ""


def list_templates(session: DeskSession) -> tuple[TemplateShown, ...]:
    """Every wording an office may adapt."""
    with session.read() as unit:
        return tuple(_shown(unit, id_) for id_ in templated())


def read_wording(id_: str, session: DeskSession) -> TemplateShown:
    """One wording.

    Raises:
        BadInput: no such one.
    """
    _known(id_)
    with session.read() as unit:
        return _shown(unit, id_)


def check_wording(id_: str, text: str) -> None:
    """Whether a wording can be taken; raises BadInput with a sentence for each fault and its line."""
    _known(id_)
    if id_ == LETTERHEAD:
        read_letterhead(text)
    else:
        read_template(id_, text)


def adapt_template(id_: str, text: str, session: DeskSession) -> TemplateShown:
    """Put an office's own wording in place; papers made before keep theirs.

    Args:
        text: TOML; empty = back to the program's own.

    Raises:
        BadInput: as `check_wording`.
        NotAllowed: neither lead nor admin.
        DiskFull, DiskFailed.
    """
    if session.user.role not in MAY_ADAPT:
        raise NotAllowed("change_office")
    _known(id_)
    if text.strip():
        check_wording(id_, text)
    with session.write() as unit:
        versions = _versions(unit, id_)
        entry = {
            "version": (versions[-1]["version"] if versions else 0) + 1,
            "text": text if text.strip() else "",
            "by": session.user.name,
            "at": session.clock.now_local().isoformat(timespec="seconds"),
        }
        unit.save_setting(_setting(id_), [*versions, entry][-_KEPT:])
        unit.note("adapt_template", id_, str(entry["version"]))
        unit.commit()
    return read_wording(id_, session)


def template_of(unit: ReadUnit, id_: str) -> Template:
    """The wording in force; its version tells whose it is."""
    versions = _versions(unit, id_)
    if not versions or not versions[-1]["text"]:
        return bundled(id_)
    own = read_template(id_, versions[-1]["text"])
    return Template(f"office-{versions[-1]['version']}", own.title, own.parts)


def letterhead_of(unit: ReadUnit) -> Letterhead:
    """Head and foot in force."""
    versions = _versions(unit, LETTERHEAD)
    if not versions or not versions[-1]["text"]:
        return Letterhead("1")
    return read_letterhead(versions[-1]["text"])


def _shown(unit: ReadUnit, id_: str) -> TemplateShown:
    name = LETTERHEAD_ZH if id_ == LETTERHEAD else DOCUMENTS_ZH[id_]
    versions = _versions(unit, id_)
    if not versions or not versions[-1]["text"]:
        return TemplateShown(id_, name, bundled_text(id_), 0)
    last = versions[-1]
    return TemplateShown(id_, name, last["text"], last["version"], last["by"], last["at"])


def _versions(unit: ReadUnit, id_: str) -> list[Mapping[str, Any]]:
    kept = unit.setting(_setting(id_))
    return list(kept) if isinstance(kept, list) else []


def _setting(id_: str) -> str:
    return f"paper_template/{id_}"


def _known(id_: str) -> None:
    if id_ not in templated():
        raise BadInput([f"没有“{id_}”的文书模板。可以改的有：{'、'.join(templated())}。"])
