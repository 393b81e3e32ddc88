"""A document that was read, in Chinese, for people at a terminal or a message."""

from collections.abc import Mapping

from app.domain.identity import IdDocument
from ui.labels import SEX_ZH

DOC_TYPE_ZH: Mapping[str, str] = {
    "prc_id_front": "居民身份证",
    "prc_id_back": "居民身份证（国徽面）",
    "hmt_residence": "港澳台居民居住证",
    "foreign_permanent_residence": "外国人永久居留身份证",
    "mainland_travel_permit": "港澳居民来往内地通行证",
    "taiwan_travel_permit": "台湾居民来往大陆通行证",
    "passport": "护照",
    "td1": "其他卡式证件",
    "none": "没有认出证件",
}

FIELD_ZH: Mapping[str, str] = {
    "name": "姓名",
    "name_zh": "中文姓名",
    "sex": "性别",
    "ethnicity": "民族",
    "birth_date": "出生日期",
    "address": "住址",
    "number": "证件号码",
    "issuer": "签发机关",
    "valid_from": "有效期起",
    "valid_to": "有效期止",
    "nationality": "国籍代码",
    "document_number": "证件编号",
}

WARNING_ZH: Mapping[str, str] = {
    "number_check_failed": "证件号码校验不符，请与证件核对",
    "number_uncertain": "证件号码看不清，请与证件核对",
    "mrz_check_failed": "机读码校验不符，请与证件核对",
    "expired": "证件已过有效期",
    "multiple": "画面里不止一份证件，请一次只放一份",
    "name_uncertain": "姓名中有字认不准，请与证件核对",
    "address_uncertain": "住址中有字认不准，请与证件核对",
    "not_a_document": "没有认出证件",
    "unreadable": "图片太复杂，没能在限定时间内处理完",
}


def warning_sentence(code: str) -> str:
    """The Chinese words of a warning code of the outside interface."""
    kind, _, field = code.partition(":")
    if kind == "field_uncertain":
        return f"{FIELD_ZH.get(field, field)}读得不准，请与证件核对"
    return WARNING_ZH.get(code, code)


def document_text(document: IdDocument) -> str:
    """Kind, fields and warnings, one a line."""
    lines = [DOC_TYPE_ZH[document.doc_type.value]]
    for name, value in document.fields.present().items():
        shown = SEX_ZH.get(value, value) if name == "sex" else value
        lines.append(f"{FIELD_ZH[name]}：{'长期' if value == 'long' else shown}")
    if document.printed_address:
        lines.append(f"卡面住址：{document.printed_address}（以上住址是证件后来写入的）")
    said = (warning_sentence(code) for code in document.warnings)
    lines += [f"注意：{sentence}" for sentence in said if sentence != lines[0]]
    return "\n".join(lines)
