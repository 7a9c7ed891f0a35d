"""The evaluation report that the demo files: a real PDF of several megabytes, made anew for each run.

Its pages carry a Chinese text (in the PDF standard font STSong-Light) and measured-looking spill records as bitmaps,
which is what makes such reports large in life.
"""

import io
import math
import secrets
from pathlib import Path

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
PAGES = 4
PIXELS = (720, 480)


def write(path: Path, title: str, lines: list[str]) -> int:
    """Write the report and answer its size in bytes.

    :param title: printed at the head of each page.
    :param lines: the text of the first page.
    """
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    canvas = Canvas(str(path), pagesize=A4, pageCompression=1)
    canvas.setTitle(title)
    width, height = A4
    for page in range(1, PAGES + 1):
        canvas.setFont(FONT, 16)
        canvas.drawString(50, height - 60, title)
        canvas.setFont(FONT, 10)
        canvas.drawString(50, height - 78, f"成果评价报告 · 第 {page} 页,共 {PAGES} 页")
        for row, line in enumerate(lines if page == 1 else [f"附图 {page - 1}:束流引出记录"]):
            canvas.drawString(50, height - 110 - 16 * row, line)
        canvas.drawImage(ImageReader(spill_record(page)), 50, 60, width - 100, (width - 100) * 2 / 3)
        canvas.showPage()
    canvas.save()
    return path.stat().st_size


def spill_record(page: int) -> Image.Image:
    """A bitmap of beam current against time: a slow ramp, a ripple, and noise that no compressor takes out."""
    columns, rows = PIXELS
    noise = secrets.token_bytes(columns * rows * 3)
    image = Image.open(io.BytesIO(b"P6 %d %d 255\n" % (columns, rows) + noise)).copy()
    for x in range(columns):
        ripple = math.sin(x / 17 * page) * 18 + math.sin(x / 5) * 6
        y = int(rows / 2 - rows / 4 * math.sin(math.pi * x / columns) + ripple)
        for thickness in range(-2, 3):
            if 0 <= y + thickness < rows:
                image.putpixel((x, y + thickness), (255, 255, 255))
    return image
