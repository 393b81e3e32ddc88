"""Why a picture cannot be read, and what to do about it, in Chinese."""

from collections.abc import Mapping

from app.errors import PictureFault

_COPY_AGAIN = "请从原处再拷贝一次，或重新拍照、扫描。"

_WORDS: Mapping[PictureFault, tuple[str, str]] = {
    PictureFault.NOT_A_PICTURE: (
        "这个文件不是图片。",
        "请核对选的文件；可以是 JPEG、PNG、TIFF、BMP、WebP、GIF 图片或 PDF 扫描件。",
    ),
    PictureFault.EMPTY: ("这个文件是空的，里面没有图片。", _COPY_AGAIN),
    PictureFault.DAMAGED: ("图片文件已损坏，打不开。", _COPY_AGAIN),
    PictureFault.CUT_OFF: ("图片文件不完整，后半部分缺失，多半是拷贝时中断了。", _COPY_AGAIN),
    PictureFault.TOO_LARGE: (
        "图片太大，为免占满内存没有打开。",
        "请用 300 dpi 重新扫描，或用看图软件缩小后另存。",
    ),
    PictureFault.TOO_SMALL: ("图片太小，看不出内容。", "请选原图，不要选缩略图。"),
    PictureFault.TOO_SLOW: (
        "这张图片太复杂，没能在限定时间内处理完。",
        "请改为拍照，或用看图软件另存为 JPEG 后再选。",
    ),
    PictureFault.HEIC: (
        "这是苹果手机的 HEIC 照片，本程序不能打开。",
        "请在手机相册中另存为 JPEG，或把手机相机的格式设为“兼容性最佳”后重拍。",
    ),
    PictureFault.OTHER_PICTURE: ("这种图片格式本程序不能打开。", "请用看图软件另存为 JPEG 或 PNG。"),
    PictureFault.OFFICE_FILE: (
        "这是办公文档或压缩包，不是图片。",
        "请打开它，把其中的图片另存为 JPEG，或导出为 PDF。",
    ),
    PictureFault.VIDEO: ("这是视频，不是图片。", "请截取一张画面另存为图片，或直接拍照。"),
    PictureFault.PDF_LOCKED: (
        "这个 PDF 设了打开密码，读不到里面的页。",
        "请索取没有密码的文件，或打印后再扫描。",
    ),
    PictureFault.PDF_EMPTY: ("这个 PDF 里一页也没有。", "请重新扫描。"),
    PictureFault.PDF_DAMAGED: ("这个 PDF 已损坏，打不开。", _COPY_AGAIN),
    PictureFault.MISSING: ("没有找到这个文件。", "请核对文件名和位置；U盘如已拔出请重新插上。"),
    PictureFault.FOLDER: ("这是文件夹，不是图片。", "请选文件夹里的图片文件，可以一次选多个。"),
    PictureFault.NO_RIGHT: (
        "没有读取这个文件的权限。",
        "请把它拷到自己的文件夹再选，或请管理员放开权限。",
    ),
    PictureFault.LOOP: ("这个链接绕回了自己，后面没有文件。", "请直接选原来的图片文件。"),
    PictureFault.DEVICE: ("这是设备或管道，不是存好的文件。", "请选存好的图片文件。"),
    PictureFault.CHANGED: ("读取时文件还在变化，可能正在保存。", "请等保存或拷贝完成后再选一次。"),
    PictureFault.UNOPENED: (
        "读取文件时出错，可能是U盘、硬盘或网络有问题。",
        "请检查后再试，或先把文件拷到本机。",
    ),
}


def picture_fault_text(fault: PictureFault, safe: str) -> str:
    """What happened, what is safe, what to do next.

    Args:
        safe: the sentence in the middle, which depends on where the picture was given.
    """
    happened, remedy = _WORDS[fault]
    return happened + safe + remedy
