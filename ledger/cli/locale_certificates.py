"""What the program says about certificates, Chinese and English."""

CERTIFICATES: dict[str, tuple[str, str]] = {
    "help.opt.pdf": (
        "另取一份证明（PDF，内附证据包）写入此文件",
        "Write a certificate to this file: a PDF for people, with the bundle attached",
    ),
    "help.opt.out_or_pdf": (
        "证据包写入此文件；与 --pdf 至少给出一个",
        "Where to write the bundle; this or --pdf is needed",
    ),
    "error.OUT_NEEDED": ("没有说明写到哪里", "nothing says where to write it"),
    "next.OUT_NEEDED": (
        "用 -o 给出证据包的文件，或用 --pdf 给出证明的文件",
        "name a file with -o, or one for the certificate with --pdf",
    ),
    "error.PDF_OF_LINE": (
        "{id} 是清单中的一行，没有证明",
        "{id} is a line of a manifest, of which there is no certificate",
    ),
    "next.PDF_OF_LINE": ("用 -o 取得该行的证据包", "take the line's evidence bundle with -o"),
    "certificate.written": ("证明已写入 {path}（{size} 字节）", "The certificate is in {path} ({size} bytes)"),
    "certificate.judged": (
        "核验的是 PDF 内附的证据包 {name}（{size} 字节，SHA-256 {sha256}）。",
        "Judged is the evidence bundle attached to the PDF: {name}, {size} bytes, SHA-256 {sha256}.",
    ),
    "certificate.not_evidence": (
        "PDF 上印出的文字不是证据，可以被改动。请与下面由证据包得出的事实逐项比对。",
        "The words printed on the PDF are no evidence and can be altered. Compare them with these facts of the bundle.",
    ),
    "certificate.not_valid": (
        "PDF 上印出的文字不是证据；所附证据包未被证实，不要相信其中任何一项。",
        "The words printed on the PDF are no evidence, and the bundle attached is not VALID: rely on none of them.",
    ),
    "certificate.checks": ("核验项", "checks"),
    "certificate.limits": ("本证明不能证明", "What it does not prove"),
}
