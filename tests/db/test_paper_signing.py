"""Papers signed with the office's key: who has the certificate sees that they are unchanged."""

import base64
import io
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import NameOID
from pypdf import PdfReader

from app.domain.office import StaffRole
from app.domain.print_entry import Making, PrintWish
from app.domain.visit import VisitDraft
from app.errors import BadInput, NotAllowed, SigningKeyOutOfTime
from app.intake.clock import StandingClock
from app.intake.documents import make_document
from app.intake.paper_register import papers_of_matter
from app.intake.paper_signing import read_signing_key, set_signing_key
from app.intake.papers import issue_receipt
from app.intake.print_now import print_now
from app.intake.print_queue import open_prints, prepare
from app.intake.register import register_visit
from app.intake.session import DeskSession
from app.intake.staff import add_staff
from app.intake.verify_document import Verdict, verify_document
from app.printing.folder import FolderPrinter
from app.printing.jobs import PrintJob
from app.printing.printers import Printers
from app.receipts.signing import SigningKey
from app.scanning.ocr import OcrEngine
from app.scanning.printed_page import read_printed
from db.gate import StoreGate
from tests.db.test_papers import read

Visit = Callable[..., VisitDraft]
PASSPHRASE = "口令 of the key"


def made_key(begins: int = -1, ends: int = 30) -> SigningKey:
    """A key with a certificate from `begins` to `ends` days from now."""
    own = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "雾泽县信访局 测试")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(own.public_key())
        .serial_number(7)
        .not_valid_before(now + timedelta(days=begins))
        .not_valid_after(now + timedelta(days=ends))
        .add_extension(x509.KeyUsage(True, True, *[False] * 7), critical=True)
        .sign(own, hashes.SHA256())
    )
    sealed = BestAvailableEncryption(PASSPHRASE.encode())
    return SigningKey(serialize_key_and_certificates(b"office", own, certificate, None, sealed), PASSPHRASE)


@pytest.fixture(scope="module")
def key() -> SigningKey:
    return made_key()


def test_papers_are_signed_say_the_same_and_are_known_again(
    session: DeskSession, visit: Visit, key: SigningKey
) -> None:
    done = register_visit(visit(), session)
    plain = issue_receipt(done.visit_no, session)
    shown = set_signing_key(key, session)
    assert shown is not None
    assert "雾泽县信访局" in shown.name
    receipt = issue_receipt(done.visit_no, session)
    form = make_document(done.matters[0].reg_no, "registration_form", session)
    for paper in (receipt, form):
        fields = PdfReader(io.BytesIO(paper.pdf)).get_fields() or {}
        assert "OfficeSignature" in fields
        assert verify_document(read_printed(paper.pdf, OcrEngine()), session).verdict is Verdict.GENUINE
    assert read(receipt).replace("补打", "") == read(plain)
    set_signing_key(None, session)
    assert not PdfReader(io.BytesIO(issue_receipt(done.visit_no, session).pdf)).get_fields()


def test_a_paper_printed_into_a_folder_is_signed_as_any_file_is(
    session: DeskSession, visit: Visit, key: SigningKey, tmp_path: Path
) -> None:
    set_signing_key(key, session)
    wish = PrintWish("a5", f"pdf://{tmp_path}")
    done = register_visit(visit(), session, wish=wish)
    prepared = prepare(done.print_id, session)
    assert PASSPHRASE not in repr(prepared)
    print_now(prepared, Printers(FolderPrinter(tmp_path / "elsewhere")), session)
    (file,) = tmp_path.glob("*.pdf")
    assert "OfficeSignature" in (PdfReader(file).get_fields() or {})
    assert verify_document(read_printed(file.read_bytes(), OcrEngine()), session).verdict is Verdict.GENUINE
    assert prepared.document_for(PrintJob("HP", 7, done.visit_no)) == prepared.paper.pdf


def test_poppler_finds_the_signature_whole_and_a_changed_byte(
    session: DeskSession, visit: Visit, key: SigningKey, tmp_path
) -> None:
    set_signing_key(key, session)
    pdf = issue_receipt(register_visit(visit(), session).visit_no, session).pdf
    at = pdf.index(b"/Title")
    for name, data, said in (
        ("good", pdf, "Signature is Valid."),
        ("bad", pdf[: at + 9] + b"\x00" + pdf[at + 10 :], "Digest Mismatch"),
    ):
        (tmp_path / f"{name}.pdf").write_bytes(data)
        told = subprocess.run(
            ["pdfsig", "-nocert", tmp_path / f"{name}.pdf"], capture_output=True, text=True, check=False
        )
        assert said in told.stdout


def test_what_is_no_key_is_refused(session: DeskSession, gate: StoreGate, key: SigningKey) -> None:
    for wrong, said in (
        (SigningKey(b"no key", "x"), "不是签名证书文件"),
        (SigningKey(key.data, "wrong"), "口令不对"),
        (SigningKey(key.data[:200], PASSPHRASE), "口令不对"),
        (made_key(-30, -1), "到期"),
        (made_key(1, 30), "起才有效"),
    ):
        with pytest.raises(BadInput) as told:
            set_signing_key(wrong, session)
        assert said in "".join(told.value.problems)
    assert read_signing_key(session) is None
    add_staff("方穗", StaffRole.RECEPTIONIST, "another horse 8", session)
    with pytest.raises(NotAllowed):
        set_signing_key(key, gate.sign_in("方穗", "another horse 8"))
    with pytest.raises(NotAllowed):
        read_signing_key(gate.sign_in("方穗", "another horse 8"))


def test_nothing_readable_of_a_key_lies_in_the_store(
    session: DeskSession, folder: Path, key: SigningKey
) -> None:
    set_signing_key(key, session)
    shown = read_signing_key(session)
    assert shown is not None
    assert shown.name == "雾泽县信访局 测试"
    with session.read() as unit:
        assert "set_signing_key" in [row.action for row in unit.audit(3)]
    stored = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    for secret in (PASSPHRASE.encode(), key.data[40:80], base64.b64encode(key.data[:60])):
        assert secret not in stored


def test_a_certificate_that_has_ended_signs_no_more_and_a_person_decides(
    session: DeskSession, visit: Visit, key: SigningKey, tmp_path: Path
) -> None:
    set_signing_key(key, session)
    done = register_visit(visit(), session, wish=PrintWish("a5", f"pdf://{tmp_path}"))
    later = replace(session, clock=StandingClock(session.clock.now_local() + timedelta(days=60)))
    with pytest.raises(SigningKeyOutOfTime) as told:
        issue_receipt(done.visit_no, later)
    assert told.value.ended
    with pytest.raises(SigningKeyOutOfTime):
        make_document(done.matters[0].reg_no, "registration_form", later)
    assert not [p for p in papers_of_matter(done.matters[0].reg_no, session) if p.prints]
    prepared = prepare(done.print_id, later)
    with pytest.raises(SigningKeyOutOfTime):
        print_now(prepared, Printers(FolderPrinter(tmp_path / "elsewhere")), later)
    assert not list(tmp_path.glob("*.pdf"))
    (waiting,) = open_prints(later)
    assert (waiting.state, waiting.told) == (Making.WAITING, "signing_key")
    assert prepare(done.print_id, later).document_for(PrintJob("HP", 7, done.visit_no)) == prepared.paper.pdf
    unsigned = issue_receipt(done.visit_no, later, unsigned=True)
    assert not unsigned.reprint
    assert not PdfReader(io.BytesIO(unsigned.pdf)).get_fields()
