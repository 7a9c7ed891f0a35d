"""The verifier as one HTML file: page, style, modules, libraries and both languages inside, nothing from elsewhere.

It is put together from the very files that the page `/verify` loads. A browser runs no modules from a `file:` address,
so each module becomes a function in one script, which the file's own policy names by its digest.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path, PurePosixPath

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from api.language import LANGUAGES, words

FILE_NAME = "zhengben-verify.html"
_WEB = Path(__file__).parent / "web"
STATIC = _WEB / "static"
_PAGE = "js/verify_page.js"
_WORKER = "js/verify_worker.js"
_STYLES = ("page.css", "css/verify.css")
_NAME = r"[A-Za-z_$][\w$]*"
_FROM = r"""from\s*["'](?P<path>[^"']+)["'];?"""
_IMPORT = re.compile(rf"^import\s*(?:\{{(?P<names>[^}}]*)\}}|\*\s*as\s+(?P<all>{_NAME}))\s*{_FROM}", re.MULTILINE)
_LAZY = re.compile(r"""\bimport\("(?P<path>\.[^"]+)"\)""")
_PASSED_ON = re.compile(rf"^export\s*\{{(?P<names>[^}}]*)\}}\s*{_FROM}", re.MULTILINE)
_LISTED = re.compile(r"(?:^|(?<=[;}\s]))export\s*\{(?P<names>[^}]*)\};?")
_DECLARED = re.compile(
    rf"^export\s+(?P<what>(?:async\s+)?function\*?|class|const)\s+(?:(?P<name>{_NAME})|\[(?P<names>[^\]]*)\])",
    re.MULTILINE,
)
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


class Unreadable(Exception):
    """A module has an import or export that this file does not know how to turn into a function."""


@cache
def offline_html() -> bytes:
    """The file, made once: what it is made of does not change while the service runs.

    :raises Unreadable: a module is written in a way that is not known here.
    :raises FileNotFoundError: the libraries were not copied to `static/vendor`; `scripts/assets.py` does it.
    """
    script, style = script_text(), "\n".join((STATIC / name).read_text("utf-8") for name in _STYLES)
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_digest(script)}'",
            f"style-src '{_digest(style)}'",
            "worker-src blob:",  # the same script away from the page: no other can make a blob
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    environment = Environment(
        loader=FileSystemLoader(_WEB / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    both = [(language, words(language, "verify")) for language in LANGUAGES]
    page = environment.get_template("verify_offline.html").render(policy=policy, style=style, script=script, both=both)
    return page.lstrip().encode()


def script_text() -> str:
    """All modules as one script without imports; away from the page it is the worker."""
    parts, done = ['"use strict";', "const modules = {};"], set[str]()
    for start in (_WORKER, _PAGE):
        for name in _in_order(start, [], done):
            if name != start:
                parts.append(f'modules["{name}"] = {_called(name)};')
    parts.append(f'if (typeof document === "undefined") {_called(_WORKER)};\nelse {_called(_PAGE)};')
    script = "\n".join(parts)
    if re.search(r"</script|<!--", script, re.IGNORECASE):
        raise Unreadable("a module would end the script in which it stands")
    return script + "\n"


def is_possible() -> bool:
    """Whether set-up has copied the libraries that the file takes in."""
    return (STATIC / "vendor").is_dir()


def sha256_hex() -> str:
    """SHA-256 of the file."""
    return sha256(offline_html()).hexdigest()


def _in_order(name: str, above: list[str], done: set[str]) -> Iterator[str]:
    """The modules that one needs, and itself behind them."""
    if name in above:
        raise Unreadable(f"{name} imports itself by {' → '.join(above)}")
    if name in done:
        return
    source = _read(name)
    for pattern in (_IMPORT, _PASSED_ON, _LAZY):
        for found in pattern.finditer(source):
            yield from _in_order(_resolved(name, found["path"]), [*above, name], done)
    done.add(name)
    yield name


def _called(name: str) -> str:
    return f"(() => {{\n{_as_function(name)}\n}})()"


def _as_function(name: str) -> str:
    exported: list[tuple[str, str]] = []

    def imported(found: re.Match[str]) -> str:
        other = f'modules["{_resolved(name, found["path"])}"]'
        if found["all"]:
            return f"const {found['all']} = {other};"
        inner = ", ".join(one if one == as_ else f"{one}: {as_}" for one, as_ in _pairs(found["names"]))
        return f"const {{ {inner} }} = {other};" if inner else ""

    def passed_on(found: re.Match[str]) -> str:
        other = f'modules["{_resolved(name, found["path"])}"]'
        exported.extend((f"{other}.{one}", as_) for one, as_ in _pairs(found["names"]))
        return ""

    def listed(found: re.Match[str]) -> str:
        exported.extend(_pairs(found["names"]))
        return ""

    def declared(found: re.Match[str]) -> str:
        names = [found["name"]] if found["name"] else [one.strip() for one in found["names"].split(",")]
        exported.extend((one, one) for one in names)
        return found[0].removeprefix("export").lstrip()

    source = _SOURCE_MAP.sub("", _read(name))
    source = _IMPORT.sub(imported, source)
    source = _LAZY.sub(lambda found: f'Promise.resolve(modules["{_resolved(name, found["path"])}"])', source)
    source = _DECLARED.sub(declared, _LISTED.sub(listed, _PASSED_ON.sub(passed_on, source)))
    if left := re.search(r"^(?:import|export)\b.*$", source, re.MULTILINE):
        raise Unreadable(f"{name} has {left[0][:80]!r}")
    members = ", ".join(one if one == as_ else f"{as_}: {one}" for one, as_ in exported)
    return f"{source}\nreturn {{ {members} }};"


def _pairs(names: str) -> list[tuple[str, str]]:
    """(name, name under which it is known) of `a, b as c`."""
    found = []
    for one in filter(None, (part.strip() for part in names.split(","))):
        inner, _, as_ = one.partition(" as ")
        found.append((inner.strip(), as_.strip() or inner.strip()))
    return found


def _resolved(name: str, path: str) -> str:
    parts: list[str] = []
    for part in (PurePosixPath(name).parent / path).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def _read(name: str) -> str:
    return (STATIC / name).read_text("utf-8")


def _digest(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()
