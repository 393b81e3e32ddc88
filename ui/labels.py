"""Chinese labels of the vocabulary's words, keyed by enum value (domain reference 1, 2.1, 4, 6, 9)."""

from collections.abc import Mapping

PURPOSE_ZH: Mapping[str, str] = {
    "claim": "申诉求决",
    "suggestion": "建议意见",
    "accusation": "检举控告",
    "other": "其他",
    "unknown": "不清楚",
    "declined": "拒绝提供",
}

ROUTE_ZH: Mapping[str, str] = {
    "31.1": "诉讼、检察或公安程序",
    "31.2": "仲裁",
    "31.3": "党员申诉、复审",
    "31.4": "行政复议、裁决、确认、许可、处罚",
    "31.5": "申请查处或履行职责",
    "31.6": "信访程序",
}

PROCEDURE_ZH: Mapping[str, str] = {
    "litigation": "诉讼",
    "arbitration": "仲裁",
    "reconsideration": "行政复议",
    "review": "信访复查",
    "none": "均未走过",
    "unknown": "不清楚",
    "declined": "拒绝提供",
}

LEVEL_ZH: Mapping[str, str] = {
    "township": "乡镇（街道）",
    "county": "县（区）",
    "city": "市",
    "province": "省",
    "national": "国家",
}

ROLE_ZH: Mapping[str, str] = {
    "petitioner": "信访人",
    "representative": "代表",
    "group_member": "共同来访人",
    "agent": "代理人",
    "guardian": "监护人",
    "companion": "随同人员",
}

ID_TYPE_ZH: Mapping[str, str] = {
    "prc_id": "居民身份证",
    "prc_temp_id": "临时身份证",
    "hmt_residence": "港澳台居民居住证",
    "foreign_permanent_residence": "外国人永久居留身份证",
    "mainland_travel_permit": "港澳居民来往内地通行证",
    "taiwan_travel_permit": "台湾居民来往大陆通行证",
    "passport": "护照",
    "td1": "其他卡式证件",
    "household_register": "户口簿",
    "driving_licence": "驾驶证",
    "social_card": "社会保障卡",
    "credit_code": "统一社会信用代码",
    "other": "其他证件",
}

ID_STATE_ZH: Mapping[str, str] = {
    "chip": "芯片",
    "ocr": "识别",
    "manual": "手工",
    "not_shown": "未出示",
}

SEX_ZH: Mapping[str, str] = {"male": "男", "female": "女", "X": "未注明"}

OUTCOME_ZH: Mapping[str, str] = {
    "ACCEPT_OR_ROUTE": "受理或分流",
    "ACCEPT": "受理",
    "ANSWERED_ON_SPOT": "当场答复",
    "ASSIGN": "交办",
    "CONTINUE_LINK": "告知在办",
    "ADD_TO_FILE": "并入在办事项",
    "TRANSFER": "转送",
    "REFER": "引导到有权单位",
    "SUPERVISE": "登记并督办",
    "GUIDE_LEGAL_ROUTE": "引导法定途径",
    "GUIDE_REVIEW": "引导申请复查",
    "GUIDE_RECHECK": "引导申请复核",
    "RECEIVE_REVIEW": "接收复查申请",
    "RECEIVE_RECHECK": "接收复核申请",
    "HUMAN_DECIDE": "报带班决定",
    "NOT_ACCEPT_PENDING": "不予受理",
    "NO_LONGER_ACCEPT": "不再受理",
}

STAFF_ROLE_ZH: Mapping[str, str] = {
    "receptionist": "接待员",
    "lead": "带班",
    "accusation_handler": "检举控告专办",
    "reviewer": "复查复核",
    "reader": "查询",
    "admin": "系统管理",
}

EVENT_ZH: Mapping[str, str] = {
    "received_on": "收到",
    "accepted_on": "受理",
    "transferred_on": "转送（交办）",
    "extended_to": "延期",
    "replied_on": "送达处理意见（答复）",
    "review_received_on": "收到复查申请",
    "review_opinion_on": "送达复查意见",
    "recheck_received_on": "收到复核申请",
    "recheck_opinion_on": "送达复核意见",
    "withdrawn_on": "信访人撤回",
    "agreement_on": "达成和解或调解协议",
    "refused_on": "不予受理",
    "executed_on": "意见执行完毕",
    "route_ended_on": "法定程序终结",
}

OFFICE_KIND_ZH: Mapping[str, str] = {
    "xinfang": "信访部门",
    "organ": "其他机关、单位",
    "township": "乡镇（街道）",
}

ID_REQUIRED_ZH: Mapping[str, str] = {"none": "不要求", "petitioner": "每位信访人", "representative": "仅代表"}
REVIEW_LAPSED_ZH: Mapping[str, str] = {"ask": "报带班决定", "no": "不再接收"}
PAPER_ZH: Mapping[str, str] = {"a5": "A5", "a4": "A4"}


FIRST_OR_REPEAT_ZH: Mapping[str, str] = {"first": "初访", "repeat": "重复", "": "未定"}

DUE_ZH: Mapping[str, str] = {
    "T1": "当场登记",
    "T2": "15 日内转送、交办",
    "T3": "15 日内书面告知",
    "T4": "转送后 15 日内书面告知",
    "T5": "5 个工作日内提出异议",
    "T6": "交办反馈",
    "T7": "60 日内办结",
    "T8": "30 日内可申请复查",
    "T9": "30 日内出具复查意见",
    "T10": "30 日内可申请复核",
    "T11": "30 日内出具复核意见",
    "T12": "按专门法律办结",
    "T13": "简易办理时限",
    "T14": "本单位目标时限",
    "T15": "3 个工作日内答复是否接收",
}
INTERNAL_TERMS = frozenset({"T13", "T14"})


def label(words: Mapping[str, str], value: str) -> str:
    """The label of a word; a word nobody translated is shown as it is, an empty one as a dash."""
    return words.get(value, value) or "—"
