"""What people hand in instead of a good picture: one sentence each, and never the end of the batch."""

import io
import json
import os
import struct
import zlib

import pytest
import segno
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from app.scanning import picture_file
from ui.__main__ import main
from ui.commands import pictures, read_code
from ui.commands.world import DONE, NEEDS_A_PERSON, WRONG_INPUT

TEXT = "VISIT:0000012"


@pytest.fixture
def good():
    data = io.BytesIO()
    segno.make(TEXT, micro=False).save(data, kind="png", scale=8, border=4)
    return Image.open(io.BytesIO(data.getvalue())).convert("RGB")


def saved(image: Image.Image, kind: str, **options) -> bytes:
    data = io.BytesIO()
    image.save(data, kind, **options)
    return data.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def claimed_png(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def pdf(pages: int = 1, *, size: tuple[float, float] = (400, 600), **options) -> bytes:
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=size, **options)
    for _ in range(pages):
        canvas.rect(20, 20, 50, 50)
        canvas.showPage()
    canvas.save()
    return data.getvalue()


def pdf_without_a_page() -> bytes:
    objects = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>")
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(data)
    data += b"xref\n0 3\n0000000000 65535 f \n" + table
    return data + b"trailer<</Size 3/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start


def looped_scans(jpeg: bytes) -> bytes:
    """A JPEG that asks for a run over all its pixels again and again."""
    start = jpeg.rindex(b"\xff\xda")
    return jpeg[:-2] + jpeg[start:-2] * 300 + jpeg[-2:]


def answers(capsys, command: str, *files: object) -> tuple[int, list[dict], list[str]]:
    code = main([command, *map(str, files), "--json"])
    out, err = capsys.readouterr()
    return code, [json.loads(line) for line in out.splitlines()], err.splitlines()


NOISE = Image.effect_noise((300, 300), 90).convert("RGB")

REFUSED = {
    "空.jpg": (b"", "空的"),
    "文字.jpg": ("这里只有文字".encode(), "不是图片"),
    "巨图.png": (claimed_png(20000, 10000), "太大"),
    "小图.png": (claimed_png(9, 9), "太小"),
    "半张.jpg": (saved(NOISE, "JPEG")[:6000], "不完整"),
    "半张.png": (saved(NOISE, "PNG")[:6000], "不完整"),
    "开头.jpg": (b"\xff\xd8\xff\xe0\0\x10JFIF", "损坏"),
    "多遍.jpg": (looped_scans(saved(NOISE, "JPEG", progressive=True)), "太大"),
    "苹果.heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
    "新图.avif": (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1", "格式"),
    "录像.mp4": (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "视频"),
    "表格.docx": (b"PK\x03\x04\x14\0\6\0", "办公文档"),
    "加密.pdf": (pdf(encrypt="abc123"), "密码"),
    "无页.pdf": (pdf_without_a_page(), "一页也没有"),
    "坏的.pdf": (b"%PDF-1.7\nnothing more", "PDF 已损坏"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_each_bad_file_gets_its_own_sentence_and_the_next_one_is_read(name, tmp_path, capsys, good):
    data, word = REFUSED[name]
    (tmp_path / name).write_bytes(data)
    good.save(tmp_path / "好.png")
    code, rows, said = answers(capsys, "read-code", tmp_path / name, tmp_path / "好.png")
    assert code == NEEDS_A_PERSON
    assert [row["codes"] for row in rows] == [[], [{"format": "qr", "text": TEXT}]]
    assert rows[0]["warnings"] == ["unreadable"]
    assert len(said) == 1
    assert said[0].startswith(f"{tmp_path / name}：")
    assert word in said[0]
    assert "请" in said[0]


ON_ITS_SIDE = b"Exif\0\0MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\6\0\0"

READ = {
    "四色.jpg": lambda image: saved(image.convert("CMYK"), "JPEG"),
    "灰阶.tif": lambda image: saved(image.convert("I;16").point(lambda value: value * 257), "TIFF"),
    "深灰.png": lambda image: saved(image.convert("I;16").point(lambda value: value * 257), "PNG"),
    "调色.png": lambda image: saved(image.convert("P"), "PNG"),
    "黑白.tif": lambda image: saved(image.convert("1"), "TIFF", compression="group4"),
    "透明.webp": lambda image: saved(image.convert("RGBA"), "WEBP", lossless=True),
    "浮点.tif": lambda image: saved(image.convert("F"), "TIFF"),
    "动图.gif": lambda image: saved(image, "GIF", save_all=True, append_images=[NOISE]),
    "动图.webp": lambda image: saved(image, "WEBP", save_all=True, append_images=[NOISE.resize(image.size)]),
    "动图.png": lambda image: saved(image, "PNG", save_all=True, append_images=[NOISE.resize(image.size)]),
    "扫描.pdf": lambda image: saved(NOISE, "PDF", save_all=True, append_images=[image]),
    "多页.tif": lambda image: saved(NOISE, "TIFF", save_all=True, append_images=[image]),
    "横放.jpg": lambda image: saved(
        image, "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\6\0\0"
    ),
}


@pytest.mark.parametrize("name", READ)
def test_unusual_pictures_are_read(name, tmp_path, capsys, good):
    (tmp_path / name).write_bytes(READ[name](good))
    code, rows, said = answers(capsys, "read-code", tmp_path / name)
    assert (code, said) == (DONE, [])
    assert rows[0]["codes"] == [{"format": "qr", "text": TEXT}]


def test_a_page_as_large_as_a_wall(tmp_path, capsys):
    (tmp_path / "大页.pdf").write_bytes(pdf(size=(14400, 14400)))
    assert answers(capsys, "read-code", tmp_path / "大页.pdf")[0] == DONE


def test_what_is_no_file_is_never_opened(tmp_path, capsys, good):
    os.mkfifo(tmp_path / "管道")
    (tmp_path / "环一").symlink_to(tmp_path / "环二")
    (tmp_path / "环二").symlink_to(tmp_path / "环一")
    good.save(tmp_path / "好.png")
    paths = [
        tmp_path,
        tmp_path / "管道",
        "/dev/zero",
        tmp_path / "环一",
        tmp_path / "没有",
        tmp_path / "好.png",
    ]
    code, rows, said = answers(capsys, "read-code", *paths)
    assert code == NEEDS_A_PERSON
    assert rows[-1]["codes"]
    for sentence, word in zip(said, ["文件夹", "管道", "设备", "链接", "没有找到"], strict=True):
        assert word in sentence


def test_a_file_without_right_and_one_still_written(tmp_path, capsys, good, monkeypatch):
    good.save(tmp_path / "好.png")

    def refused(*_args):
        raise PermissionError(13, "no right")

    with monkeypatch.context() as patch:
        patch.setattr(picture_file.os, "open", refused)
        code, _, said = answers(capsys, "read-code", tmp_path / "好.png")
    assert code == WRONG_INPUT
    assert "权限" in said[0]
    true_state = os.stat(tmp_path / "好.png")
    longer = os.stat_result([*true_state[:6], true_state.st_size + 100, *true_state[7:10]])
    monkeypatch.setattr(picture_file.os, "fstat", lambda _: longer)
    _, _, said = answers(capsys, "read-code", tmp_path / "好.png")
    assert "还在变化" in said[0]


def test_a_name_of_broken_bytes_and_one_with_control_characters(tmp_path, capsys, good):
    odd = tmp_path / os.fsdecode(b"\xb2\xe2\xca\xd4.png")
    good.save(tmp_path / "a.png")
    os.rename(tmp_path / "a.png", odd)
    code, rows, _ = answers(capsys, "read-code", odd, f"{tmp_path}/\x1b[31m\n没有", "\0")
    assert code == NEEDS_A_PERSON
    assert rows[0]["file"] == str(odd)
    assert rows[0]["codes"]
    assert main(["read-code", str(odd), f"{tmp_path}/\x1b[31m\n没有"]) == NEEDS_A_PERSON
    out, err = capsys.readouterr()
    assert "\x1b" not in out + err
    assert len(err.splitlines()) == 1


def test_many_pictures_tell_where_they_are(tmp_path, capsys, good):
    good.save(tmp_path / "好.png")
    files = [tmp_path / "好.png"] * (pictures.MANY + 1)
    _, rows, said = answers(capsys, "read-code", *files)
    assert len(rows) == len(files)
    assert said[2] == f"第 3/{len(files)} 张：{tmp_path / '好.png'}"
    assert answers(capsys, "read-code", *files[1:])[2] == []


def test_an_interrupted_batch_keeps_what_it_has(tmp_path, capsys, good, monkeypatch):
    good.save(tmp_path / "好.png")
    true_read = read_code.read_codes
    asked = iter([True, True, False])

    def read_twice(data):
        if next(asked):
            return true_read(data)
        raise KeyboardInterrupt

    monkeypatch.setattr(read_code, "read_codes", read_twice)
    code, rows, said = answers(capsys, "read-code", *[tmp_path / "好.png"] * 4)
    assert code == NEEDS_A_PERSON
    assert len(rows) == 2
    assert "共 4 张图片，已识读 2 张" in said[-1]


@pytest.mark.parametrize("error", [MemoryError(), ZeroDivisionError()])
def test_a_fault_of_ours_in_one_picture_does_not_stop_the_rest(error, tmp_path, capsys, good, monkeypatch):
    good.save(tmp_path / "好.png")
    true_read = read_code.read_codes
    faults = iter([error])

    def read_later(data):
        for fault in faults:
            raise fault
        return true_read(data)

    monkeypatch.setattr(read_code, "read_codes", read_later)
    code, rows, said = answers(capsys, "read-code", *[tmp_path / "好.png"] * 2)
    assert code == NEEDS_A_PERSON
    assert [bool(row["codes"]) for row in rows] == [False, True]
    assert len(said) == 1


def test_read_id_says_the_same(tmp_path, capsys):
    (tmp_path / "苹果.heic").write_bytes(REFUSED["苹果.heic"][0])
    code, rows, said = answers(capsys, "read-id", tmp_path / "苹果.heic")
    assert code == WRONG_INPUT
    assert (rows[0]["doc_type"], rows[0]["warnings"]) == ("none", ["unreadable"])
    assert "HEIC" in said[0]
