"""Errors as problem details (RFC 9457): the one place that knows which error becomes which HTTP status.

A problem carries `type, title, status, detail, instance` of the RFC, and of ours `code` (stable, for programs),
`next` (what to do), `values`, and for requests that do not fit their schema `errors` with JSON pointers.
The title is in the reader's language (`Accept-Language`); so are detail and next step where `ledger.core.chinese` has
words for the code, otherwise they are English.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api import misfits, pages, steps
from api.language import from_header
from ledger.core import errors as family
from ledger.core.chinese import chinese
from ledger.core.policy import words

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = 5
"""Seconds after which asking again makes sense when a part of the service is away."""

_LONGEST_DETAIL = 2000
_KEPT = ("allow", "retry-after", "www-authenticate")
_log = structlog.get_logger("api")


@dataclass(frozen=True)
class Answer:
    """How one family of errors is answered; `title` is used where the code has none of its own."""

    status: int
    en: str
    zh: str
    headers: tuple[tuple[str, str], ...] = ()


STATUS: dict[type[family.ZhengbenError], Answer] = {
    family.Malformed: Answer(422, "The request does not have the shape it should have", "请求内容不符合格式要求"),
    family.ProofInvalid: Answer(422, "A proof or a signature is not valid", "证明或签名无效"),
    family.Refused: Answer(422, "A rule says no", "依规则不予办理"),
    family.TooLarge: Answer(413, "The request is too large", "请求内容过大"),
    family.NotSignedIn: Answer(401, "Sign in first", "请先登录", (("WWW-Authenticate", 'Bearer realm="zhengben"'),)),
    family.NotAllowed: Answer(403, "This is not open to you", "您无权查看或办理"),
    family.NotFound: Answer(404, "Nothing is known under this name", "查无此项"),
    family.Conflict: Answer(409, "This contradicts what already stands", "与现有记录冲突"),
    family.Unavailable: Answer(
        503, "A part of the service is away", "服务暂不可用", (("Retry-After", str(RETRY_AFTER)),)
    ),
    family.TooManyAtOnce: Answer(
        429, "You have too much in work at once", "您同时提交的请求过多", (("Retry-After", "1"),)
    ),
    family.ForeignChain: Answer(
        503, "The node serves another chain", "所连节点不是本账本的链", (("Retry-After", str(RETRY_AFTER)),)
    ),
    family.Usage: Answer(422, "The request cannot be understood", "请求无法识别"),
    family.Corrupt: Answer(500, "The ledger's own data does not agree", "账本自身数据不一致"),
}
"""The table. An error answers as the nearest of its classes that stands here."""

INTERNAL = Answer(500, "Something went wrong on our side", "服务内部出错")

_HTTP: dict[int, tuple[str, str, str]] = {
    400: ("REQUEST_UNREADABLE", "The request cannot be read", "请求无法读取"),
    404: ("PATH_UNKNOWN", "There is nothing at this address", "此地址没有内容"),
    405: ("METHOD_NOT_ALLOWED", "This address does not take that method", "此地址不接受该请求方法"),
}


def problem(
    error: family.ZhengbenError, *, language: str, request_id: str, pointers: Sequence[Mapping[str, str]] = ()
) -> Response:
    """The response for an error of the ledger; of an error of our own making it tells the code, nothing more."""
    answer = answer_for(error)
    own_fault = answer.status == 500
    detail, following = (chinese(error) if language == "zh" else None) or (error.message, error.next)
    body = {
        "type": f"/docs#problem-{type(error).__name__.lower()}",
        "title": title(error, answer, language),
        "status": answer.status,
        "detail": answer.en if own_fault else detail[:_LONGEST_DETAIL],
        "instance": f"urn:uuid:{request_id}",
        "code": error.code,
        "next": following,
        "values": {} if own_fault else error.values,
    }
    if pointers:
        body["errors"] = list(pointers)
    return render(body, answer.status, dict(answer.headers))


def described(error: family.ZhengbenError, language: str) -> dict[str, str]:
    """An error as a page shows it: title, what is wrong, what to do next, code."""
    answer = answer_for(error)
    detail, following = (chinese(error) if language == "zh" else None) or (error.message, error.next)
    return {
        "title": title(error, answer, language),
        "detail": answer.en if answer.status == 500 else detail[:_LONGEST_DETAIL],
        "next": steps.step(error.code, following, language),
        "code": error.code,
    }


def internal(request: Request) -> Response:
    """The response for what nobody foresaw: it says nothing but where to look it up."""
    zh = _language(request) == "zh"
    body = {
        "type": "/docs#problem-internal",
        "title": INTERNAL.zh if zh else INTERNAL.en,
        "status": 500,
        "detail": "未能答复此请求；服务的日志在此 instance 之下有更多记载"
        if zh
        else "the request was not answered; the log of the service tells more under this instance",
        "instance": f"urn:uuid:{_id(request)}",
        "code": "INTERNAL",
        "next": "请将 instance 告知运营者" if zh else "tell whoever runs the service the instance",
        "values": {},
    }
    return _answer(request, render(body, 500, {}))


def render(body: Mapping[str, Any], status: int, headers: Mapping[str, str]) -> Response:
    """Problem details as bytes: pure ASCII, so that no text a caller sent can break the encoding."""
    content = json.dumps(body, ensure_ascii=True, default=_plain).encode("ascii")
    return Response(content, status, {**headers, "Cache-Control": "no-store"}, MEDIA_TYPE)


def answer_for(error: family.ZhengbenError) -> Answer:
    """The table's row for an error: that of the nearest of its classes."""
    for cls in type(error).__mro__:
        if cls in STATUS:
            return STATUS[cls]
    return INTERNAL


def title(error: family.ZhengbenError, answer: Answer, language: str) -> str:
    """The code's own title, of a rule's code what `words` says that it means; else in Chinese what was said where the
    error was made; else that of its family."""
    meant = words.meanings().get(error.code)
    own = titles().get(error.code, {}).get(language) if meant is None else meant.wrong[language]
    if own is None and language == "zh" and isinstance(error.values.get("zh"), str):
        return str(error.values["zh"])
    return own or (answer.zh if language == "zh" else answer.en)


@cache
def titles() -> dict[str, dict[str, str]]:
    """Titles by code: `{code: {"en", "zh"}}`."""
    loaded: dict[str, dict[str, str]] = json.loads(files("api").joinpath("titles.json").read_text("utf-8"))
    return loaded


def install(app: FastAPI) -> None:
    """Answer every error of the ledger, of the schemas and of the router as a problem."""
    app.add_exception_handler(family.ZhengbenError, on_ledger_error)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_error)


async def on_ledger_error(request: Request, error: Exception) -> Response:
    """Answer an error of the ledger, and log one that is ours."""
    assert isinstance(error, family.ZhengbenError)  # noqa: S101  the handler is registered for nothing else
    if answer_for(error).status >= 500:
        _log.error("problem", code=error.code, message=error.message, request_id=_id(request))
    return _answer(request, problem(error, language=_language(request), request_id=_id(request)))


async def _on_validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return _http_problem(request, 400, "the body is not JSON")
    language = _language(request)
    pointers = [_pointer(item, language) for item in found[:20]]
    first = pointers[0]
    place = first["pointer"] or first["in"]
    where = f"{place}: {first['detail']}"
    malformed = family.Malformed(
        "REQUEST_MALFORMED",
        where if len(found) == 1 else f"{len(found)} members do not fit, the first is {where}",
        next="compare the request with /docs",
        members=[p["pointer"] for p in pointers],
        zh=f"请求有 {len(found)} 处不符合接口定义，第一处是 {place}：{misfits.chinese(found[0])}",
        zhNext="请对照 /docs",
    )
    return _answer(request, problem(malformed, language=language, request_id=_id(request), pointers=pointers))


async def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    return _answer(request, _http_problem(request, error.status_code, str(error.detail), error.headers))


def _answer(request: Request, found: Response) -> Response:
    """The problem as it is, for a person with a next step for people, and as a page where a person asked for one."""
    is_page = pages.is_page(request)
    if not is_page and not pages.is_of_page(request):
        return found
    body = json.loads(bytes(found.body))
    body["next"] = steps.step(body["code"], body["next"], _language(request))
    if not is_page:
        kept = {name: value for name, value in found.headers.items() if not name.startswith("content-")}
        return render(body, found.status_code, kept)
    kept = {name: found.headers[name] for name in _KEPT if name in found.headers}
    reader = getattr(request.state, "reader", None)
    return pages.render(
        "error.html", request, page="common", reader=reader, status=found.status_code, headers=kept, found=body
    )


def _http_problem(request: Request, status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    code, en, zh = _HTTP.get(status, (f"HTTP_{status}", "The request cannot be answered", "请求无法处理"))
    in_chinese = _language(request) == "zh"
    body = {
        "type": "/docs#problem-http",
        "title": zh if in_chinese else en,
        "status": status,
        "detail": zh if in_chinese else detail,
        "instance": f"urn:uuid:{_id(request)}",
        "code": code,
        "next": "地址与所收内容见 /docs" if in_chinese else "see /docs for the addresses and what they take",
        "values": {},
    }
    return render(body, status, headers or {})


def _pointer(item: Mapping[str, Any], language: str) -> dict[str, str]:
    """One finding of Pydantic as `{in, pointer (RFC 6901), detail}`, without the value that was sent."""
    where, *steps = [str(step) for step in item["loc"]] or ["request"]
    escaped = [step.replace("~", "~0").replace("/", "~1") for step in steps]
    said = misfits.chinese(item) if language == "zh" else str(item["msg"])
    detail = re.sub(r"\s+", " ", said).removeprefix("Value error, ")
    return {"in": where, "pointer": "".join(f"/{step}" for step in escaped)[:300], "detail": detail[:300]}


def _language(request: Request) -> str:
    if pages.is_page(request):
        return pages.language_of(request)
    return from_header(request.headers.get("accept-language", ""))


def _id(request: Request) -> str:
    return str(request.scope.get("request_id", "00000000-0000-0000-0000-000000000000"))


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return "0x" + value.hex()
    return str(value)
