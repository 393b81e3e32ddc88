"""The strips that doubted fields were read from, for a person to compare with what was read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from app.domain.id_numbers import normal_name
from app.domain.identity import DocType, IdDocument
from app.scanning.ocr import Quad
from app.scanning.page_text import PageText
from app.scanning.picture import Picture
from app.scanning.quads import grown
from app.scanning.text_line import TextLine

CROP_HEIGHT_PX = 96
"""Of a whole crop, however many lines it stacks."""

_LINE_PX = 48
_MOST_LINES = 3
_ROOM = 0.12
_WIDEST = 24.0
_LABEL_ROOM = 5.0
_LEAST_PIECE = 3
_NEXT_LINE = 2.0
_LABELS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "name": ("姓名", "Name", "Surname", "Givennames"),
        "name_zh": ("姓名", "Name"),
        "sex": ("性别", "Sex"),
        "ethnicity": ("民族",),
        "birth_date": ("出生", "Birth"),
        "address": ("住址",),
        "number": ("公民身份号码", "证件号码", "身份号码", "IDNo"),
        "issuer": ("签发机关", "Authority"),
        "valid_from": ("有效期", "Validity", "Dateofissue"),
        "valid_to": ("有效期", "Validity", "Dateofexpiry"),
        "nationality": ("国籍", "Nationality"),
        "document_number": ("通行证号码", "证件号码", "PassportNo", "DocumentNo"),
    }
)
_BY_NUMBER = ("number_check_failed", "number_uncertain", "mrz_check_failed")
_WITH_NUMBER = (DocType.PRC_ID_FRONT, DocType.HMT_RESIDENCE, DocType.FOREIGN_PERMANENT_RESIDENCE)


def with_crops(found: IdDocument, text: PageText) -> IdDocument:
    """The document with a PNG for each field that a warning doubts, upright, on white.

    A field that was not read shows the place behind its label, if that was read. Nothing is
    encoded for a document without warnings.
    """
    crops: dict[str, bytes] = {}
    for name in doubted_fields(found):
        strips = [_strip(text.picture, quad) for quad in _places(found, name, text)[:_MOST_LINES]]
        if strips:
            crops[name] = _png(_stacked(strips))
    return replace(found, crops=MappingProxyType(crops)) if crops else found


def doubted_fields(found: IdDocument) -> tuple[str, ...]:
    """Fields that a warning asks a person to look at, each once."""
    names: list[str] = []
    for warning in found.warnings:
        if warning in _BY_NUMBER:
            printed = found.fields.number or (
                found.doc_type in _WITH_NUMBER and not found.fields.document_number
            )
            names.append("number" if printed else "document_number")
        elif warning.startswith("field_uncertain:"):
            names.append(warning.partition(":")[2])
        elif warning in ("name_uncertain", "address_uncertain"):
            names.append(warning.partition("_")[0])
    return tuple(dict.fromkeys(names)) if found.doc_type is not DocType.NONE else ()


def _places(found: IdDocument, name: str, text: PageText) -> list[Quad]:
    """Where a field stands: its lines, else its row of the zone, else the room behind its label."""
    value = found.fields.present().get(name, "")
    if "mrz_check_failed" in found.warnings and name == "document_number":
        zone = [quad for quad, line in zip(text.quads, text.lines, strict=True) if "<<" in line.text]
        return sorted(zone, key=lambda quad: float(quad[:, 1].mean()))
    at = list(dict.fromkeys(_lines_of(name, value, text.lines)))
    if not at and value.isascii():
        at = list(_below_labels(name, text.lines))
    if at:
        return [text.quads[i] for i in sorted(at, key=lambda i: text.lines[i].middle)]
    for quad, line in zip(text.quads, text.lines, strict=True):
        if any(label in _compact(line.text) for label in _LABELS.get(name, ())):
            return [_lengthened(quad)]
    return []


def _lines_of(name: str, value: str, lines: Sequence[TextLine]) -> Iterator[int]:
    """Indices of the lines that hold a value or a piece of it."""
    if not value:
        return
    wanted = _compact(value)
    said = [_compact(line.text) for line in lines]
    if name in ("address", "issuer"):
        yield from (
            i for i, each in enumerate(said) if _shared(each, wanted) >= min(_LEAST_PIECE, len(wanted))
        )
        return
    if name in ("valid_from", "valid_to", "birth_date"):
        year, *rest = value.split("-")
        months = [str(int(part)) for part in rest[:1] if part.isdigit()]
        yield from (i for i, each in enumerate(said) if year in each and all(m in each for m in months))
        if value == "long":
            yield from (i for i, each in enumerate(said) if "长期" in each)
        return
    if name in ("sex", "ethnicity"):
        yield from (i for i, each in enumerate(said) if any(label in each for label in _LABELS[name]))
        return
    exact = [i for i, each in enumerate(said) if wanted in each]
    letters = [i for i, each in enumerate(said) if wanted.isascii() and wanted in each.replace("<", "")]
    yield from (exact or letters)[:1]


def _below_labels(name: str, lines: Sequence[TextLine]) -> Iterator[int]:
    """Lines under a field's labels in Latin letters, as passports print them: the label above its value."""
    for label in lines:
        if not any(word in _LABELS.get(name, ()) for word in (label.text, _compact(label.text))):
            continue
        under = [
            i
            for i, line in enumerate(lines)
            if label.height / 2 < line.middle - label.middle < _NEXT_LINE * max(label.height, line.height)
            and line.left < label.right
            and label.left < line.right
        ]
        if label.text.isascii() and under:
            yield min(under, key=lambda i: lines[i].middle)


def _compact(text: str) -> str:
    return normal_name("".join(text.split())).replace(",", "").replace("'", "").replace("-", "")


def _shared(line: str, value: str) -> int:
    """Length of the longest end of a line that stands in a value."""
    return next((len(line) - i for i in range(len(line)) if line[i:] in value), 0)


def _lengthened(quad: Quad) -> Quad:
    """A label with the room behind it."""
    along = (quad[1] - quad[0]) / max(float(np.linalg.norm(quad[1] - quad[0])), 1.0)
    reach = along * float(np.linalg.norm(quad[3] - quad[0])) * _LABEL_ROOM
    return np.stack([quad[0], quad[1] + reach, quad[2] + reach, quad[3]]).astype(np.float32)


def _strip(picture: Picture, quad: Quad) -> Picture:
    """One line cut out level with a little room, not larger than it is in the picture."""
    import cv2

    roomy = grown(quad, _ROOM)
    high = float(np.linalg.norm(roomy[3] - roomy[0]))
    wide = float(np.linalg.norm(roomy[1] - roomy[0]))
    scale = min(1.0, _LINE_PX / max(high, 1.0))
    height = max(1, round(high * scale))
    width = max(1, round(min(wide * scale, height * _WIDEST)))
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(np.ascontiguousarray(roomy, np.float32), flat)
    cut = cv2.warpPerspective(
        picture, matrix, (width, height), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(cut, np.uint8)


def _stacked(strips: Sequence[Picture]) -> Picture:
    """Strips below each other, left edges in line, made low enough together."""
    import cv2

    width, height = max(each.shape[1] for each in strips), sum(each.shape[0] for each in strips)
    sheet = np.full((height, width, 3), 255, np.uint8)
    top = 0
    for each in strips:
        sheet[top : top + each.shape[0], : each.shape[1]] = each
        top += each.shape[0]
    if height <= CROP_HEIGHT_PX:
        return sheet
    small = (max(1, round(width * CROP_HEIGHT_PX / height)), CROP_HEIGHT_PX)
    return np.asarray(cv2.resize(sheet, small, interpolation=cv2.INTER_AREA), np.uint8)


def _png(picture: Picture) -> bytes:
    import cv2

    return bytes(cv2.imencode(".png", picture)[1])
