"""Why the machine, a parser or the network said no, in Chinese and English."""

import errno
import json
from collections.abc import Iterator, Mapping

from ledger.core.errors import ZhengbenError

Words = tuple[str, str]
"""Chinese, English."""

_SYSTEM: Mapping[int, str] = {
    errno.EACCES: "没有权限",
    errno.EPERM: "不允许此操作",
    errno.ENOENT: "没有此文件或文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "是文件夹",
    errno.EEXIST: "已存在",
    errno.ELOOP: "符号链接层数过多",
    errno.ENAMETOOLONG: "名称过长",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超出磁盘配额",
    errno.EROFS: "文件系统只读",
    errno.EIO: "设备读写出错",
    errno.EFBIG: "文件过大",
    errno.EMFILE: "打开的文件过多",
    errno.ENFILE: "打开的文件过多",
    errno.EBUSY: "正被占用",
    errno.ETXTBSY: "正被占用",
    errno.ENXIO: "没有此设备",
    errno.ENODEV: "没有此设备",
    errno.EINVAL: "参数无效",
    errno.EPIPE: "对方已关闭连接",
    errno.ECONNREFUSED: "连接被拒绝",
    errno.ECONNRESET: "连接被对方中断",
    errno.ECONNABORTED: "连接中断",
    errno.EHOSTUNREACH: "无法到达主机",
    errno.ENETUNREACH: "无法到达网络",
    errno.ETIMEDOUT: "连接超时",
    errno.EADDRINUSE: "地址已被占用",
    errno.EADDRNOTAVAIL: "地址不可用",
}
_UNTOLD: Words = ("系统没有说明原因", "the system does not say why")


def why(error: BaseException) -> Words:
    """What stood in the way, in a few words; what has none of its own is told by its kind."""
    found = next(filter(None, map(_known, _chain(error))), None)
    if found is not None:
        return found
    said = str(error)
    return f"{type(error).__name__}", said or _UNTOLD[1]


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what lay behind it: libraries wrap the system's own."""
    for _ in range(8):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__


def _known(error: BaseException) -> Words | None:
    if type(error).__name__ == "gaierror":  # of `socket`, which this room does not know
        return "主机名无法解析", getattr(error, "strerror", None) or "the host's name is not known"
    if isinstance(error, OSError) and error.errno is not None:
        said = error.strerror or str(error)
        return _SYSTEM.get(error.errno, f"系统错误 {errno.errorcode.get(error.errno, error.errno)}"), said
    if isinstance(error, json.JSONDecodeError):
        where = f"第 {error.lineno} 行第 {error.colno} 列"
        return f"{where}不合 JSON 的写法", f"line {error.lineno}, column {error.colno}: {error.msg}"
    if isinstance(error, RecursionError):
        return "JSON 嵌套过深", "its JSON is nested too deep"
    if isinstance(error, UnicodeError):
        return "不是 UTF-8 文本", "it is not UTF-8"
    if isinstance(error, ZhengbenError) and isinstance(error.values.get("zh"), str):
        return error.values["zh"], error.message
    if isinstance(error, ValueError) and "null" in str(error):
        return "路径含空字符", "the path has a null character"
    return None
