"""Which papers there are, who issues them, and what each must cite (domain reference 8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from app.domain.matter import LEGAL_ROUTES, Outcome, Purpose, Route
from app.domain.office import OfficeKind
from app.domain.words import DOCUMENTS_ZH

RECEIPT = "visit_receipt"
SEALED_RECEIPT = "visit_receipt_sealed"
RECEIPTS = (RECEIPT, SEALED_RECEIPT)

_ALL = frozenset(OfficeKind)
_HANDLING = frozenset({OfficeKind.ORGAN, OfficeKind.TOWNSHIP})


class Subject(StrEnum):
    """What a paper is about."""

    VISIT = "visit"
    MATTER = "matter"
    NOTHING = "nothing"


class Close(StrEnum):
    """How a paper ends: seal of the office, signatures of those who hand it in, or of both sides."""

    SEAL = "seal"
    SIGNED = "signed"
    BOTH = "both"
    NONE = "none"


class Style(StrEnum):
    """How a paper looks: an official letter, a form with tables, a list on a lying sheet, or a ticket that
    is read from afar."""

    LETTER = "letter"
    FORM = "form"
    LIST = "list"
    TICKET = "ticket"


@dataclass(frozen=True)
class PaperKind:
    """One document of the domain reference.

    Attributes:
        issuers: kinds of office that make it.
        copies: sheets of one making: one for the visitor, a second for the file.
        lead_signs: only a lead (or whom the office lets sign refusals) makes it.
        blank: it also exists as an empty form, without a number.
        sizes: paper sizes, the usual one first.
        must: placeholders without which its wording would say less than the law requires.
    """

    id: str
    subject: Subject
    close: Close
    issuers: frozenset[OfficeKind] = _ALL
    copies: int = 2
    lead_signs: bool = False
    blank: bool = False
    sizes: tuple[str, ...] = ("a4", "a5")
    style: Style = Style.LETTER
    must: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """As people call it."""
        return DOCUMENTS_ZH[self.id]


def _matter(id_: str, must: str, **more: object) -> PaperKind:
    return PaperKind(id_, Subject.MATTER, Close.SEAL, must=frozenset(must.split()), **more)  # type: ignore[arg-type]


PAPERS: Mapping[str, PaperKind] = MappingProxyType(
    {
        kind.id: kind
        for kind in (
            PaperKind(RECEIPT, Subject.VISIT, Close.SEAL, copies=1, sizes=("a5", "a4")),
            PaperKind(SEALED_RECEIPT, Subject.VISIT, Close.SEAL, copies=1, sizes=("a5", "a4")),
            _matter(
                "acceptance_notice",
                "demand article accepted_on handling_unit route procedure due_on",
                issuers=_HANDLING,
            ),
            _matter(
                "non_acceptance_notice",
                "demand article organ since until ticked",
                lead_signs=True,
            ),
            _matter(
                "no_longer_accept_notice",
                "demand article recheck_organ recheck_number recheck_on",
                lead_signs=True,
            ),
            _matter(
                "transfer_notice",
                "demand article manner target_unit unit_address unit_phone transferred_on told_by report_by",
            ),
            _matter(
                "legal_route_notice",
                "demand article route target_unit unit_address limits bring legal_aid",
            ),
            _matter(
                "referral_notice",
                "demand article target_unit why unit_address unit_phone unit_hours registered forwarded",
            ),
            PaperKind(
                "materials_receipt",
                Subject.VISIT,
                Close.BOTH,
                sizes=("a5", "a4"),
                must=frozenset({"materials", "originals"}),
            ),
            PaperKind(
                "representative_letter",
                Subject.MATTER,
                Close.SIGNED,
                blank=True,
                style=Style.FORM,
                must=frozenset({"article", "demand", "people", "representatives", "powers"}),
            ),
            PaperKind(
                "agent_authority",
                Subject.MATTER,
                Close.SIGNED,
                blank=True,
                must=frozenset({"principal", "agent", "demand", "scope", "period"}),
            ),
            _matter(
                "extension_notice",
                "demand article old_due extended_to extended_reason approving_head",
                issuers=_HANDLING,
            ),
            _matter(
                "review_request_receipt",
                "article opinion_organ opinion_number served_on request grounds materials received_on due_on",
            ),
            _matter(
                "recheck_request_receipt",
                "article opinion_organ opinion_number served_on request grounds materials received_on due_on",
            ),
            PaperKind(
                "registration_form",
                Subject.VISIT,
                Close.BOTH,
                copies=1,
                blank=True,
                style=Style.FORM,
                must=frozenset({"particulars", "visitors", "matters", "confirmation"}),
            ),
            PaperKind(
                "queue_ticket",
                Subject.NOTHING,
                Close.NONE,
                copies=1,
                sizes=("a5",),
                style=Style.TICKET,
            ),
        )
    }
)
"""By id; the ids stand in `station document --id` and in the decision table."""

_PAPER_OF_OUTCOME: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.ACCEPT: "acceptance_notice",
        Outcome.TRANSFER: "transfer_notice",
        Outcome.ASSIGN: "transfer_notice",
        Outcome.REFER: "referral_notice",
        Outcome.GUIDE_LEGAL_ROUTE: "legal_route_notice",
        Outcome.NOT_ACCEPT_PENDING: "non_acceptance_notice",
        Outcome.NO_LONGER_ACCEPT: "no_longer_accept_notice",
        Outcome.RECEIVE_REVIEW: "review_request_receipt",
        Outcome.RECEIVE_RECHECK: "recheck_request_receipt",
    }
)


def paper_of(outcome: Outcome, purpose: Purpose, office: OfficeKind) -> str:
    """The paper an outcome ends with besides the receipt; empty if none, or if others issue it.

    A suggestion is studied, not accepted [Art. 29].
    """
    paper = _PAPER_OF_OUTCOME.get(outcome, "")
    if not paper or office not in PAPERS[paper].issuers:
        return ""
    return "" if paper == "acceptance_notice" and purpose is Purpose.SUGGESTION else paper


def needed_facts(paper: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """Names of the facts a paper must cite, in the order in which one would ask for them.

    Args:
        known: facts known so far; some decide which others are needed.
    """
    if paper == "acceptance_notice":
        route = known.get("route", "")
        more = ("procedure", "review_organ") if route == Route.OTHER else ("act_by",) if route else ()
        return ("handling_unit", "accepted_on", "route", *more)
    if paper == "transfer_notice":
        assigned = ("report_by",) if known.get("manner") == "assign" else ()
        return ("manner", "target_unit", "transferred_on", *assigned, "unit_address", "unit_phone")
    if paper == "non_acceptance_notice":
        until = ("until",) if known.get("stage") == "duty" else ()
        return (
            *("superior", "same_matter", "accepted", "in_period"),
            *("organ", "stage", "since", *until),
        )
    if paper == "extension_notice":
        return (
            *("handling_unit", "accepted_on", "route", "extended_to", "approved_on"),
            *("extended_reason", "approving_head"),
        )
    return _PLAIN.get(paper, ())


_OPINION = ("opinion_organ", "opinion_number", "served_on", "request", "grounds", "received_on")
_PLAIN: Mapping[str, tuple[str, ...]] = {
    "no_longer_accept_notice": ("recheck_organ", "recheck_number", "recheck_on"),
    "legal_route_notice": ("route", "target_unit", "unit_address", "bring"),
    "referral_notice": ("target_unit", "why", "unit_address", "unit_phone", "unit_hours", "forwarded"),
    "agent_authority": ("principal", "agent", "scope", "valid_from", "valid_to"),
    "review_request_receipt": _OPINION,
    "recheck_request_receipt": _OPINION,
}


def allowed_choices(paper: str, name: str) -> tuple[str, ...] | None:
    """The keys of a choice that make sense on this paper; None = all of them.

    Items 1 to 4 of Art. 31 lead into another procedure and are told, not accepted; the term of sixty days
    and its extension are those of item 6 alone [Arts. 31, 34].
    """
    if name != "route":
        return None
    if paper == "legal_route_notice":
        return tuple(route.value for route in Route if route in LEGAL_ROUTES)
    if paper == "acceptance_notice":
        return tuple(route.value for route in Route if route not in LEGAL_ROUTES)
    if paper == "extension_notice":
        return (Route.OTHER.value,)
    return None
