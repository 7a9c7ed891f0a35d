"""What stands on every certificate beside its facts, Chinese and English."""

from typing import Final

from ledger.core.act_words import Pair

WORDS: Final[dict[str, Pair]] = {
    "house": ("正本 · 科技成果账本", "Zhengben · ledger of scientific achievements"),
    "demo": ("演示账本 · 无法律意义", "DEMONSTRATION · without legal meaning"),
    "demo_mark": ("演示 DEMO", "DEMO 演示"),
    "standing": ("三件事，互不替代", "Three facts, none of which answers for another"),
    "facts": ("本证明所载事实", "What this certificate states"),
    "facts_note": (
        "每项事实旁注明由哪些核验项支撑；编号与含义见《证据包格式》。",
        "Beside each fact stand the numbers of the checks that carry it, as in the format of evidence bundles.",
    ),
    "checks": ("核验项 ", "checks "),
    "limits": ("本证明不能证明", "What this certificate does not prove"),
    "how": ("如何核验", "How to verify"),
    "how_1": (
        "命令行：zhengben verify 证明.pdf --trust 信任文件.json。程序从本文件中取出证据包，离线核验，不需联网。",
        "Command line: zhengben verify certificate.pdf --trust trust.json takes the bundle out of this file and judges "
        "it offline.",
    ),
    "how_2": (
        "网页：打开 {verify}，放入本文件；核验全部在浏览器中进行，文件不会上传。",
        "In a browser: open {verify} and drop this file there; everything runs in the browser and nothing is sent.",
    ),
    "how_2_local": (
        "网页：打开账本的“核验”页，放入本文件；核验全部在浏览器中进行，文件不会上传。",
        "In a browser: open the ledger's Verify page and drop this file there; everything runs in the browser and "
        "nothing is sent.",
    ),
    "how_3": (
        "离线：用账本提供的单个网页文件“离线核验”，可存在 U 盘上，断网使用。",
        "Offline: the ledger's verifier also comes as one file that works from a USB stick.",
    ),
    "how_4": (
        "信任文件须从您信任的来源另行取得，不要使用与本证明一同收到的信任文件。",
        "Take the trust file from a source that you trust, never from whoever hands you this certificate.",
    ),
    "attached": ("所附证据包", "Attached evidence bundle"),
    "attached_text": (
        "本 PDF 内附文件 {name}，{size} 字节，SHA-256 {sha256}。",
        "Inside this PDF lies the file {name}, {size} bytes, SHA-256 {sha256}.",
    ),
    "drawn": ("本证明制作于{when}，可随时重新取得。", "Drawn on {when}; it can be had again at any time."),
    "missing": (
        "□ 表示本证明所用字体没有的字符（{told}）；原文在所附证据包中。",
        "□ stands for characters that the fonts used here do not have ({told}); the attached bundle has them.",
    ),
    "page": ("第 {page} 页，共 {pages} 页", "Page {page} of {pages}"),
    "scan": ("扫码查看账本记录", "Scan for the record"),
    "scan_number": ("扫码得到编号", "Scan for the number"),
    "untitled": ("名称未披露", "title not disclosed"),
}


def word(key: str, language: str, /, **values: object) -> str:
    """A text in `zh` or `en`, with its values put in."""
    return WORDS[key][0 if language == "zh" else 1].format(**values)
