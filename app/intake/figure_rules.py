"""How figures are counted, in the words printed with them (domain reference 10.2, 10.3)."""

from collections.abc import Mapping

from app.config import Settings

RULES: Mapping[str, str] = {
    "visit_count": "一人或一群人一次一同来访为一批；多个窗口分接、已关联的同一群体为一批；当日返回的按设置。",
    "person_count": "带着诉求到场的人，每来一次计一次；随同人员、抱来的孩子和代理人的计法，按设置。",
    "matter_times": "事项每反映一次计一件次；一批三事为三件次；同一批内重复登记的同一事项计一次。",
    "matter_count": "本期反映的事项去重：经人认定为同一事项的为一件。",
    "first_visit": "没有认定为此前在本单位反映过的件次；初访加重复访等于全部件次。",
    "repeat_visit": "经人认定与此前在本单位登记的为同一事项，或来访人说明此前已在本单位走访反映的件次。",
    "repeat_rate": "重复访件次 ÷ 全部件次。",
    "group_visit": "{n} 人以上（含 {n} 人）的来访；包含在批次、人次合计内。",
    "notice_on_spot_rate.paper": "来访当日出具了编号文书（含来访登记回执）的批次 ÷ 全部批次。",
    "notice_on_spot_rate.notice": (
        "来访当日出具了受理、不予受理、不再受理、去向、法定途径、引导告知书或复查复核接收凭证的批次"
        " ÷ 全部批次。"
    ),
    "timely_accept_rate": (
        "15 日期限落在本期的事项中，期限内已受理或已告知的 ÷（期限内的 + 超期办理的 + 超期仍未办理的）；"
        "建议意见、检举控告和法定途径事项没有此期限；期限届满前撤回的不计。"
    ),
    "on_time_close_rate": (
        "已受理、按第三十一条第六项办理、60 日期限（含批准的延期）落在本期的事项中，"
        "期限内办结的 ÷（期限内的 + 超期办结的 + 超期未办结的）；期限届满前撤回的不计。"
    ),
    "satisfaction_rate": "本期受理的事项中，评价为满意、基本满意的 ÷ 已评价的。",
    "participation_rate": "本期受理的事项中，已评价的 ÷ 可评价的（不保密、已受理、可联系到信访人）。",
    "sealed_matters": "保密事项只计入总数，不分单位、分类列出。",
    "transferred": "本期件次中处理方式为转送，或已记录转送的（已交办的除外）。",
    "assigned": "本期件次中处理方式为交办，或已记录交办的。",
    "supervised": "本期件次中处理方式为督办，或已记录督办（催办）的。",
    "handling_minutes": "从来访到登记完毕的平均时间；事后补录的和不能计时的不计。",
    "by_visits": "批次 / 人次，按首次登记的窗口和来访时间。",
    "by_purpose": "件次，含保密事项的数目。",
    "by_class": "件次，不含保密事项。",
    "by_subclass": "件次，不含保密事项。",
    "by_outcome": "件次，不含保密事项。",
    "by_target_unit": "件次，不含保密事项。",
    "by_reported_unit": "件次，不含保密事项。",
}
"""By figure: the rule, which stands beside it wherever it is shown."""

CHOICES_ZH: Mapping[str, Mapping[str, str]] = {
    "same_day_return": {"same": "仍为同一批", "new": "另计一批"},
    "spot_notice": {"paper": "任何编号文书（含回执）", "notice": "只计告知类文书（不含回执）"},
}
"""What the settings of counting may say, as people read it."""


def rules_in_words(settings: Settings) -> tuple[str, ...]:
    """The settings that figures were counted by, one sentence each."""
    return (
        f"集体访：{settings.group_from} 人以上，含本数。",
        f"当日同窗口返回、就同一事项继续：{CHOICES_ZH['same_day_return'][settings.same_day_return]}；"
        "其间事项有新进展的，另计一批。",
        "代理人与被代理人：" + ("合计一人次。" if settings.agent_in_place else "分别计人次。"),
        "随同人员：" + ("计入人次。" if settings.count_companions else "不计人次。"),
        f"当场书面告知：{CHOICES_ZH['spot_notice'][settings.spot_notice]}。",
        "办理期限遇节假日：" + ("顺延。" if settings.roll_office_terms else "不顺延。"),
    )
