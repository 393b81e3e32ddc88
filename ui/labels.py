"""Chinese labels on the screen, keyed by enum value.

Words shared with papers come from `app.domain.words`; here are the short forms that fit a column or
a combo box, and what only the screen names.
"""

from collections.abc import Mapping

from app.domain import words

PURPOSE_ZH = words.PURPOSES_ZH
PROCEDURE_ZH = words.PROCEDURES_ZH
LEVEL_ZH = words.LEVELS_ZH
ROLE_ZH = words.ROLES_ZH
ID_TYPE_ZH = words.ID_TYPES_ZH
SEX_ZH = words.SEXES_ZH
OUTCOME_ZH = words.OUTCOMES_ZH
STAFF_ROLE_ZH = words.STAFF_ROLES_ZH
OFFICE_KIND_ZH = words.OFFICE_KINDS_ZH
DUE_ZH = words.DEADLINES_ZH

ROUTE_ZH: Mapping[str, str] = {
    "31.1": "诉讼、检察或公安程序",
    "31.2": "仲裁",
    "31.3": "党员申诉、复审",
    "31.4": "行政复议、裁决、确认、许可、处罚",
    "31.5": "申请查处或履行职责",
    "31.6": "信访程序",
}

ID_STATE_ZH: Mapping[str, str] = {
    "chip": "芯片",
    "ocr": "识别",
    "manual": "手工",
    "not_shown": "未出示",
}

EVENT_ZH: Mapping[str, str] = {
    "registered": "来访登记",
    "linked": "认定同一事项",
    "unlinked": "撤销认定",
    "suspect_same": "上级提示疑似同一件",
    "alias": "上级另有编号",
    "paper": "出具文书",
    "grounds_19_3": "不予受理四项核对",
    "answered_on_spot": "当场答复",
    "received_on": "此前已在别处登记（收到）",
    "accepted_on": "受理",
    "simple_accepted_on": "受理（简易办理）",
    "transferred_on": "转送",
    "assigned_on": "交办",
    "extended_to": "延期",
    "replied_on": "送达处理意见（答复）",
    "review_received_on": "收到复查申请",
    "review_opinion_on": "送达复查意见",
    "recheck_received_on": "收到复核申请",
    "hearing_on": "听证",
    "recheck_opinion_on": "送达复核意见",
    "transfer_received_on": "收到转送",
    "assignment_received_on": "收到交办",
    "objected_on": "提出异议（不属本单位职权）",
    "return_agreed_on": "转送单位同意退回",
    "returned_on": "退回转送单位",
    "disputed_on": "管辖有争议，协商中",
    "conference_on": "提请联席会议协调管辖",
    "first_contact": "确定首接责任人",
    "leader_case": "领导包案",
    "settled_on": "管辖确定",
    "succeeded_on": "承办单位合并、撤销，职权承继",
    "withdrawn_on": "信访人撤回",
    "agreement_on": "达成和解或调解协议",
    "refused_on": "不予受理",
    "executed_on": "意见执行完毕",
    "route_ended_on": "法定程序终结",
    "supervised_on": "督办（催办）",
    "rated_office_on": "满意度评价（对信访部门）",
    "rated_unit_on": "满意度评价（对责任单位）",
}
"""Every step of a matter's course, as timelines and choices name it."""

ID_REQUIRED_ZH: Mapping[str, str] = {
    "none": "不要求出示",
    "petitioner": "每位信访人应出示",
    "representative": "代表应出示",
}
REVIEW_LAPSED_ZH: Mapping[str, str] = {"ask": "由负责人逐件决定", "decline": "告知一般不再接收，负责人决定"}
PAPER_ZH: Mapping[str, str] = {"a5": "A5", "a4": "A4", "80mm": "80 毫米小票", "58mm": "58 毫米小票"}
SIGNS_ZH: Mapping[str, str] = {"lead": "带班", "receptionist": "接待员"}


def label(labels: Mapping[str, str], value: str) -> str:
    """The label of a word; a word nobody translated is shown as it is, an empty one as a dash."""
    return labels.get(value, value) or "—"


CONDITION_ZH = {
    "ready": "就绪",
    "printing": "正在打印",
    "out_of_paper": "缺纸",
    "cover_open": "盖子开着",
    "jammed": "卡纸",
    "offline": "未连接",
    "paused": "已暂停",
    "refusing": "不接收任务",
    "missing": "找不到",
}
