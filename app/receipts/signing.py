"""Signing a finished PDF with the office's own key: whoever has the certificate sees that it is unchanged.

The signature is invisible and covers the whole file; what stands on the paper, its number and its code
stay as they are. Source: PAdES baseline B-B (ETSI EN 319 142-1), through pyHanko.
"""

import io
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from cryptography.x509.oid import NameOID

from app.errors import BadInput

_FIELD = "OfficeSignature"
_NOT_OPENED = "签名证书的口令不对，打不开。请核对后再输入。没有改动。"
_SEQUENCE, _PKCS7_DATA, _HEAD = b"\x30", bytes.fromhex("06092a864886f70d010701"), 40
_NO_KEY_FILE = "这不是签名证书文件。请选发证机构给的 PKCS#12 文件（.p12、.pfx）。没有改动。"


@dataclass(frozen=True)
class SigningKey:
    """A key with its certificate.

    Attributes:
        data: PKCS#12, as the certification authority hands it out.
        passphrase: of that file.
    """

    data: bytes
    passphrase: str


@dataclass(frozen=True)
class KeyShown:
    """What may be told of a key.

    Attributes:
        name: whose it is.
        since, until: when the certificate begins and ends.
    """

    name: str
    since: datetime
    until: datetime


def look_at_key(key: SigningKey) -> KeyShown:
    """Whether it can be used, and whose it is.

    Raises:
        BadInput: not such a file, a wrong passphrase, or no key or certificate in it.
    """
    try:
        loaded = load_pkcs12(key.data, key.passphrase.encode("utf-8"))
    except (ValueError, TypeError) as error:
        raise BadInput([_NOT_OPENED if _is_pkcs12(key.data) else _NO_KEY_FILE]) from error
    if loaded.key is None or loaded.cert is None:
        raise BadInput(["这个文件里没有私钥和证书，不能用来签名。没有改动。"])
    certificate = loaded.cert.certificate
    named = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    name = str(named[0].value) if named else certificate.subject.rfc4514_string()
    return KeyShown(name, certificate.not_valid_before_utc, certificate.not_valid_after_utc)


def _is_pkcs12(data: bytes) -> bool:
    """Whether it is such a file at all, so that only the passphrase can be wrong [RFC 7292, 4]."""
    return data.startswith(_SEQUENCE) and _PKCS7_DATA in data[:_HEAD]


def sign_pdf(pdf: bytes, key: SigningKey) -> bytes:
    """The PDF with a signature added behind it; every byte of the PDF stays.

    Raises:
        BadInput: as `look_at_key`.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers

    out = io.BytesIO()
    signers.PdfSigner(
        signers.PdfSignatureMetadata(field_name=_FIELD, subfilter=_pades()), signer=_signer(key)
    ).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=out)
    return out.getvalue()


def _pades() -> Any:
    from pyhanko.sign.fields import SigSeedSubFilter

    return SigSeedSubFilter.PADES


@lru_cache(maxsize=1)
def _signer(key: SigningKey) -> Any:
    from pyhanko.sign import signers

    look_at_key(key)
    signer = signers.SimpleSigner.load_pkcs12_data(
        key.data, other_certs=[], passphrase=key.passphrase.encode("utf-8")
    )
    if signer is None:
        raise BadInput(["签名证书不能使用。请换一个。"])
    return signer
