"""Time limits of other procedures, which a petition does not stop (domain reference 6)."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.deadlines import months_later
from app.domain.local_rules import LocalRules
from app.domain.matter import Route


@dataclass(frozen=True)
class LimitElsewhere:
    """One limit that keeps running.

    Attributes:
        name: the step it is for.
        length: in words.
        starts: what it runs from, in words.
        basis: the provision.
        last: last day, where the start is known.
    """

    name: str
    length: str
    starts: str
    basis: str
    last: date | None = None

    @property
    def sentence(self) -> str:
        """The whole, as it stands on a notice."""
        end = f"，最迟到{self.last}" if self.last else ""
        return f"{self.name}：{self.starts}起{self.length}{end}（{self.basis}）。"


def limits_elsewhere(
    route: Route | None, local: LocalRules, *, known_since: date | None = None
) -> tuple[LimitElsewhere, ...]:
    """The limits the route notice must name, by route of Art. 31; empty where none is known.

    Args:
        known_since: day on which the visitor knew of the act or the harm, or was told of the decision;
            None = not known, then the length alone is told.
    """
    terms = local.terms
    act = "自知道或者应当知道该行政行为之日"

    def last(days: int = 0, months: int = 0) -> date | None:
        if known_since is None:
            return None
        return months_later(known_since, months) if months else known_since + timedelta(days=days)

    suit = (
        LimitElsewhere(
            "行政诉讼", f"{terms.suit_months}个月", act, local.source_of("suit_months"),
            last(months=terms.suit_months),
        ),
        LimitElsewhere(
            "不服复议决定起诉", f"{terms.suit_after_reconsideration_days}日", "自收到复议决定书之日",
            local.source_of("suit_after_reconsideration_days"),
        ),
    )  # fmt: skip
    if route is Route.RECONSIDERATION:
        first = LimitElsewhere(
            "行政复议", f"{terms.reconsideration_days}日", act, local.source_of("reconsideration_days"),
            last(days=terms.reconsideration_days),
        )  # fmt: skip
        return first, *suit
    if route is Route.COURT:
        return suit
    if route is Route.ARBITRATION:
        return (
            LimitElsewhere(
                "劳动争议仲裁", f"{terms.labour_arbitration_years}年",
                "自知道或者应当知道权利被侵害之日", local.source_of("labour_arbitration_years"),
                last(months=12 * terms.labour_arbitration_years),
            ),
        )  # fmt: skip
    return ()


NO_SUIT = "信访登记、受理、转送、复查、复核等行为本身不能提起行政诉讼（法释〔2018〕1号第一条第九项）。"
"""No notice may promise a suit against an act of the petition procedure itself."""
