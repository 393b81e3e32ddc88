"""Chinese words for what the domain names, shared by screens and papers; keys are enum values."""

from collections.abc import Mapping

PURPOSES_ZH: Mapping[str, str] = {
    "suggestion": "建议意见",
    "accusation": "检举控告",
    "claim": "申诉求决",
    "other": "其他",
    "unknown": "不详",
    "declined": "拒绝说明",
}


ROLES_ZH: Mapping[str, str] = {
    "petitioner": "信访人",
    "representative": "代表",
    "group_member": "一般来访成员",
    "agent": "代理人",
    "guardian": "监护人",
    "companion": "随同人员",
}

STAFF_ROLES_ZH: Mapping[str, str] = {
    "receptionist": "接待员",
    "lead": "带班",
    "accusation_handler": "检举控告专办",
    "reviewer": "复查复核",
    "reader": "查询",
    "admin": "系统管理",
}

ID_TYPES_ZH: Mapping[str, str] = {
    "prc_id": "居民身份证",
    "prc_temp_id": "临时居民身份证",
    "hmt_residence": "港澳台居民居住证",
    "foreign_permanent_residence": "外国人永久居留身份证",
    "mainland_travel_permit": "港澳居民来往内地通行证",
    "taiwan_travel_permit": "台湾居民来往大陆通行证",
    "passport": "护照",
    "td1": "其他卡式旅行证件",
    "household_register": "户口簿",
    "driving_licence": "驾驶证",
    "social_card": "社会保障卡",
    "credit_code": "统一社会信用代码",
    "other": "其他证件",
}


SEXES_ZH: Mapping[str, str] = {"male": "男", "female": "女", "X": "未说明"}

LEVELS_ZH: Mapping[str, str] = {
    "township": "乡镇（街道）级",
    "county": "县（区）级",
    "city": "市级",
    "province": "省级",
    "national": "国家级",
}

OFFICE_KINDS_ZH: Mapping[str, str] = {
    "xinfang": "信访部门",
    "organ": "机关、单位",
    "township": "乡镇（街道）",
}

PROCEDURES_ZH: Mapping[str, str] = {
    "litigation": "诉讼",
    "arbitration": "仲裁",
    "reconsideration": "行政复议",
    "review": "信访复查、复核",
    "none": "都没有",
    "unknown": "不详",
    "declined": "拒绝说明",
}

NOTIFY_ZH: Mapping[str, str] = {"paper": "当面领取", "sms": "短信", "post": "邮寄"}

ASSISTANCE_ZH: Mapping[str, str] = {
    "read-out": "宣读",
    "large print": "大字",
    "sign language": "手语",
    "dialect/minority language": "方言、少数民族语言",
    "wheelchair": "轮椅通道",
}

STATES_ZH: Mapping[str, str] = {
    "none": "未登记过的事项",
    "registered_pending": "已登记，15日告知期内",
    "registered_overdue": "已登记，超过15日仍未书面告知",
    "transferred": "已转送、交办，15日告知期内",
    "accepted_in_time": "已受理，60日办理期内",
    "extended": "已批准延期，延长期内",
    "overdue_no_reply": "办理期满仍未答复",
    "simple_handled": "简易办理已答复",
    "replied_review_open": "已答复，复查申请期内",
    "replied_review_lapsed": "已答复，复查申请期已过",
    "supported_not_executed": "支持诉求但未执行",
    "in_review": "复查中",
    "review_overdue": "复查超期未答复",
    "reviewed_recheck_open": "已复查，复核申请期内",
    "reviewed_recheck_lapsed": "已复查，复核申请期已过",
    "in_recheck": "复核中",
    "recheck_overdue": "复核超期未答复",
    "final": "已复核（信访程序终结）",
    "withdrawn": "信访人已撤回",
    "mediated_closed": "已达成调解、和解协议",
    "legal_route": "应当通过或正在法定程序",
    "legal_route_ended": "法定程序已依法终结",
    "duty_route": "申请查处、履职事项办理中",
    "refused_earlier": "此前已告知不予受理或向他处提出",
    "suggestion": "建议意见，研究中或已回复",
    "accusation_forwarded": "检举控告，已转有权机关",
    "unsure": "以往办理情况不明",
}
SEALED_STATE, SEALED_STATE_ZH = "sealed", "依法保密"
"""What lists say of every sealed matter, accusation or not: how far it is tells which of the two it is."""

OUTCOMES_ZH: Mapping[str, str] = {
    "ACCEPT_OR_ROUTE": "受理或分流",
    "ACCEPT": "受理",
    "ANSWERED_ON_SPOT": "当场答复",
    "ASSIGN": "交办",
    "CONTINUE_LINK": "关联原事项，告知进展",
    "ADD_TO_FILE": "补充材料并入在办事项",
    "TRANSFER": "转送",
    "REFER": "告知向有权机关提出",
    "SUPERVISE": "督办",
    "GUIDE_LEGAL_ROUTE": "引导法定途径",
    "GUIDE_REVIEW": "告知申请复查",
    "GUIDE_RECHECK": "告知申请复核",
    "RECEIVE_REVIEW": "接收复查申请",
    "RECEIVE_RECHECK": "接收复核申请",
    "HUMAN_DECIDE": "由负责人研究决定",
    "NOT_ACCEPT_PENDING": "不予受理（已受理或正在办理）",
    "NO_LONGER_ACCEPT": "不再受理",
}

DOCUMENTS_ZH: Mapping[str, str] = {
    "visit_receipt": "来访登记回执",
    "visit_receipt_sealed": "来访登记回执",
    "acceptance_notice": "受理告知书",
    "non_acceptance_notice": "不予受理告知书",
    "no_longer_accept_notice": "不再受理告知书",
    "transfer_notice": "转送（交办）去向告知书",
    "legal_route_notice": "法定途径告知书",
    "referral_notice": "引导告知书",
    "materials_receipt": "材料接收清单",
    "representative_letter": "代表推选书",
    "agent_authority": "授权委托书",
    "extension_notice": "延期告知书",
    "review_request_receipt": "复查申请接收凭证",
    "recheck_request_receipt": "复核申请接收凭证",
    "registration_form": "来访登记表",
    "queue_ticket": "排队号票",
}

DEADLINES_ZH: Mapping[str, str] = {
    "T1": "当场登记",
    "T2": "15日内转送、交办",
    "T3": "15日内书面告知",
    "T4": "转送后15日内书面告知",
    "T5": "5个工作日内提出异议",
    "T6": "交办反馈期限",
    "T7": "60日内办结",
    "T8": "30日内申请复查",
    "T9": "30日内复查答复",
    "T10": "30日内申请复核",
    "T11": "30日内复核意见",
    "T12": "依法履职期限",
    "T13": "简易办理期限",
    "T14": "简案快办目标",
    "T15": "复查申请审核期限",
}

EFFECTS_ZH: Mapping[str, str] = {"block": "禁止", "warn": "提醒", "info": "告知"}

RULES_ZH: Mapping[str, str] = {
    "rep_limit": "代表人数超限",
    "reps_pending": "尚未推选代表",
    "reps_unconfirmed": "代表待确认",
    "held_elsewhere": "其他单位已有",
    "not_shown": "有的字印不出",
    "rep_outsider": "代表不是利害关系人",
    "rep_minor": "代表未成年",
    "group_split": "集体访可能拆分",
    "large_group": "人数较多",
    "same_group_other_window": "同一群体在其他窗口",
    "id_check_failed": "证件号码待核对",
    "id_repeated": "证件号码重复",
    "id_expired": "证件已过期",
    "level_skipping": "越级走访",
    "legal_route": "法定途径",
    "repeat_visit": "重复访",
    "not_accept_pending": "拟不予受理",
    "no_longer_accept": "拟不再受理",
    "overdue": "已超期",
    "sealed": "保密",
    "authority_pending": "缺少委托或监护依据",
}

REMEDIES_ZH: Mapping[str, str] = {
    "group_member": "改为一般来访成员",
    "replace": "替换一名现有代表",
    "choose_representatives": "请来访人自行推选代表",
    "representative_letter": "填写代表推选书",
    "notify_lead": "告知带班",
    "choose_another": "请另选利害关系人为代表",
    "guardian": "请监护人到场",
    "link_visits": "关联今天的来访",
    "separate_claims": "确认为各自独立的诉求",
    "check_number": "核对证件号码",
    "confirm_number": "确认号码无误，照常登记",
    "remove_person": "删除重复的人员",
    "continue": "照常登记",
    "guide_down": "引导到有权处理的机关",
    "inform_lower_office": "告知下级单位",
    "choose_route": "选择第三十一条的途径",
    "legal_route_notice": "出具法定途径告知书",
    "tell_progress": "告知办理进展",
    "new_facts": "有新的事实、理由的，作为新事项",
    "tick_four_grounds": "逐项核对四个条件",
    "lead_signs": "由带班签字",
    "urge": "当天催办",
    "accusation_handler": "交检举控告专办",
    "authority_doc": "补交授权委托书或监护证明",
    "receipt_only": "先只出具回执",
}
