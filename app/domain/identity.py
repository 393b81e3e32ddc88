"""The one object that reader, camera and scanner all produce."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from types import MappingProxyType


class DocType(StrEnum):
    """Document kinds of the outside interface."""

    PRC_ID_FRONT = "prc_id_front"
    PRC_ID_BACK = "prc_id_back"
    HMT_RESIDENCE = "hmt_residence"
    FOREIGN_PERMANENT_RESIDENCE = "foreign_permanent_residence"
    MAINLAND_TRAVEL_PERMIT = "mainland_travel_permit"
    TAIWAN_TRAVEL_PERMIT = "taiwan_travel_permit"
    PASSPORT = "passport"
    TD1 = "td1"
    NONE = "none"


@dataclass(frozen=True)
class IdFields:
    """Fields a document may have; empty = the document does not carry or show it.

    Dates are ISO texts; `valid_to` may be `long`; `sex` is male, female or X; `ethnicity` is the
    Chinese word without 族. On MRZ documents and foreigners' cards `name` is the Latin one, upper
    case, surname first, and `name_zh` a Chinese name besides.
    """

    name: str = ""
    name_zh: str = ""
    sex: str = ""
    ethnicity: str = ""
    birth_date: str = ""
    address: str = ""
    number: str = ""
    issuer: str = ""
    valid_from: str = ""
    valid_to: str = ""
    nationality: str = ""
    document_number: str = ""

    def present(self) -> dict[str, str]:
        """The fields that are there, by interface name."""
        return {f.name: v for f in fields(self) if (v := getattr(self, f.name))}


@dataclass(frozen=True)
class IdDocument:
    """A document as read.

    Attributes:
        confidence: per present field, 0…1; a chip reads with 1.0.
        warnings: codes of the outside interface, no sentences, each once.
        source: `chip` or `ocr`.
        printed_address: what stands on the card where its chip holds an address written later, which is
            the one in `fields`; empty otherwise.
        crops: per uncertain field the PNG of the strip it was read from, to be shown beside it. Never
            kept and never logged; two documents that read the same are equal whatever their crops.
    """

    doc_type: DocType
    fields: IdFields = IdFields()
    confidence: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    warnings: tuple[str, ...] = ()
    source: str = "ocr"
    printed_address: str = ""
    crops: Mapping[str, bytes] = field(
        default_factory=lambda: MappingProxyType({}), compare=False, repr=False
    )
