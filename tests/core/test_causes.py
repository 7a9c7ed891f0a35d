"""Why the machine said no is told in Chinese and English, whatever wraps it."""

import errno
import json
import re
import socket

import pytest

from ledger.core.causes import why
from ledger.core.errors import Malformed

HAN = re.compile("[\u4e00-\u9fff]")


def wrapped(error: Exception) -> Exception:
    """The error as a library passes it on."""
    try:
        try:
            raise error
        except Exception as inner:
            raise RuntimeError("the library's own words") from inner
    except RuntimeError as outer:
        return outer


def no_json(text: str) -> Exception:
    with pytest.raises(ValueError, match="Expecting") as found:
        json.loads(text)
    return found.value


@pytest.mark.parametrize(
    ("error", "zh", "en"),
    [
        (PermissionError(errno.EACCES, "Permission denied"), "没有权限", "Permission denied"),
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘已满", "No space left on device"),
        (OSError(errno.EXDEV, "Invalid cross-device link"), "系统错误 EXDEV", "Invalid cross-device link"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"), "连接被拒绝", "Connection refused"),
        (socket.gaierror(-2, "Name or service not known"), "主机名无法解析", "Name or service not known"),
        (no_json('{"a":\n x}'), "第 2 行第 2 列不合 JSON 的写法", "line 2, column 2: Expecting value"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid"), "不是 UTF-8 文本", "it is not UTF-8"),
        (ValueError("embedded null byte"), "路径含空字符", "the path has a null character"),
        (Malformed("X", "in English", zh="用中文"), "用中文", "in English"),
    ],
)
def test_the_cause_is_told_in_both_languages(error: Exception, zh: str, en: str) -> None:
    assert why(error) == (zh, en)
    assert why(wrapped(error)) == (zh, en)
    assert HAN.search(zh)


def test_a_cause_that_nobody_knows_is_told_by_its_kind() -> None:
    assert why(ZeroDivisionError("by zero")) == ("ZeroDivisionError", "by zero")
    assert why(ZeroDivisionError())[1]
