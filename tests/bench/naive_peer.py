"""What a short script does today: the whole picture through RapidOCR, fields by regular expressions."""

import logging
import re
from dataclasses import fields
from typing import Any

from app.domain.identity import DocType, IdDocument, IdFields
from app.scanning.picture import decode_picture

_CARD = {
    "number": r"(\d{17}[\dXx])",
    "name": r"姓名(.{2,12}?)(?=性别)",
    "sex": r"性别(男|女)",
    "ethnicity": r"民族(.{1,4}?)(?=出生)",
    "address": r"住址(.+?)(?=公民)",
}
_BACK = {
    "issuer": r"签发机关(.+?)(?=有效)",
    "valid_from": r"(\d{4}\.\d\d\.\d\d)-",
    "valid_to": r"-(\d{4}\.\d\d\.\d\d|长期)",
    "document_number": r"通行证号码([HM]?\d{8})",
}
_SEX = {"男": "male", "女": "female", "M": "male", "F": "female"}
_KNOWN = {field.name for field in fields(IdFields)}


class NaivePeer:
    """Reads pictures of documents without any knowledge of pages, checks or doubt."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        logging.disable(logging.INFO)  # it tells of every model file it opens
        self._engine: Any = RapidOCR()

    def read(self, data: bytes) -> IdDocument:
        """The fields that the expressions find in the text as it comes."""
        said = self._engine(decode_picture(data, 4000)).txts or ()
        lines = [line.replace(" ", "") for line in said]
        text = "".join(lines)
        zone = self._zone(lines)
        if zone is not None:
            return zone
        kind, found = DocType.NONE, {}
        if "永久居留" in text:
            kind, found = DocType.FOREIGN_PERMANENT_RESIDENCE, self._foreign(text)
        elif "通行证" in text and "居住证" not in text:
            kind = DocType.MAINLAND_TRAVEL_PERMIT if "内地" in text else DocType.TAIWAN_TRAVEL_PERMIT
            found = self._fields(
                text, {**_BACK, "document_number": r"号码([HM]?A?\d{8,10})", "sex": _CARD["sex"]}
            )
        elif "公民身份" in text or re.search(_CARD["number"], text):
            found = self._fields(text, _CARD)
            kind = DocType.HMT_RESIDENCE if found.get("number", "").startswith("8") else DocType.PRC_ID_FRONT
            if birth := re.search(r"(\d{4})年(\d{1,2})月(\d{1,2})日", text):
                found["birth_date"] = "{}-{:0>2}-{:0>2}".format(*birth.groups())
        elif "居民" in text:
            kind = DocType.HMT_RESIDENCE if "居住证" in text else DocType.PRC_ID_BACK
            found = self._fields(text, _BACK)
        return IdDocument(kind, IdFields(**{name: said for name, said in found.items() if name in _KNOWN}))

    def _fields(self, text: str, patterns: dict[str, str]) -> dict[str, str]:
        found = {
            name: match.group(1) for name, pattern in patterns.items() if (match := re.search(pattern, text))
        }
        for name in ("valid_from", "valid_to"):
            if name in found:
                found[name] = "long" if found[name] == "长期" else found[name].replace(".", "-")
        if "sex" in found:
            found["sex"] = _SEX[found["sex"]]
        return found

    def _foreign(self, text: str) -> dict[str, str]:
        found = self._fields(
            text,
            {
                "number": r"(\d{17}[\dX]|[A-Z]{3}\d{12})", "sex": r"[男女]/([MF])", "name": r"Name([A-Z,]+)",
                "nationality": r"[一-鿿]/([A-Z]{3})", "birth_date": r"(\d{4}\.\d\d\.\d\d)(?!-)", **_BACK,
            },
        )  # fmt: skip
        found["name"] = found.get("name", "").replace(",", " ")
        found["birth_date"] = found.get("birth_date", "").replace(".", "-")
        return found

    def _zone(self, lines: list[str]) -> IdDocument | None:
        zone = [line for line in lines if "<<" in line or re.fullmatch(r"[A-Z0-9<]{28,44}", line)]
        if len(zone) >= 2 and zone[0].startswith("P") and len(zone[1]) >= 27:
            first, second = zone[:2]
            name = first[5:]
        elif len(zone) >= 3 and len(zone[1]) >= 18:
            first, middle, name = zone[:3]
            second = f"{first[5:15]}{middle[15:18]}{middle}"
        else:
            return None
        kind = DocType.PASSPORT if first.startswith("P") else DocType.TD1
        return IdDocument(
            kind,
            IdFields(
                name=" ".join(name.replace("<", " ").split()),
                document_number=second[:9].replace("<", ""),
                nationality=second[10:13].replace("<", ""),
                sex=_SEX.get(second[20:21], ""),
                birth_date=self._day(second[13:19], 26),
                valid_to=self._day(second[21:27], 99),
            ),
        )

    def _day(self, text: str, newest: int) -> str:
        if not re.fullmatch(r"\d{6}", text):
            return ""
        century = "20" if int(text[:2]) <= newest else "19"
        return f"{century}{text[:2]}-{text[2:4]}-{text[4:]}"
