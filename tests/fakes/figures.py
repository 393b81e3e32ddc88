"""Figures as the use case answers them; all invented."""

from app.domain.figures import Breakdown, Comparison, Figure, FigureSet, Part, Unit, rate
from app.domain.period import Period


def counted(period: Period, visits: int = 12) -> Comparison:
    """Invented figures."""

    def of(period: Period, n: int) -> FigureSet:
        plain = {
            "visit_count": (Unit.VISITS, n),
            "person_count": (Unit.PERSONS, n * 3),
            "first_visit": (Unit.RAISINGS, n - 2),
            "repeat_visit": (Unit.RAISINGS, 2),
            "group_visit": (Unit.VISITS, 1),
            "group_person_count": (Unit.PERSONS, 6),
        }
        return FigureSet(
            period,
            (
                *(Figure(name, name, unit, value, f"{name} 的口径") for name, (unit, value) in plain.items()),
                rate("notice_on_spot_rate", "当场书面告知率", n - 3, n, "口径甲"),
                rate("timely_accept_rate", "及时受理率", 1, 2, "口径乙"),
                rate("on_time_close_rate", "按期办结率", 0, 0, "口径丙"),
            ),
            (
                Breakdown(
                    "by_hour", "分时段", (Unit.VISITS, Unit.PERSONS), (Part("9", "9时", (3, 7)),), "按首次"
                ),
                Breakdown(
                    "by_class", "内容分类", (Unit.RAISINGS,), (Part("02", "自然资源", (5,)),), "不含保密"
                ),
            ),
        )

    before, earlier = period.before(), period.year_before()
    return Comparison(
        of(period, visits),
        of(before, 10) if before else None,
        of(earlier, 12) if earlier else None,
        ("集体访：5 人以上，含本数。",),
    )
