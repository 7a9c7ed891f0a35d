"""Whatever is sent, the answer is never the service's own fault."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.schemas import calls, filings
from api.schemas.drafts.examples import EXAMPLES
from api.schemas.sessions import CHALLENGE
from tests.api.world import World

QUIET = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=-(1 << 300), max_value=1 << 300)
    | st.floats()
    | st.text(max_size=40)
    | st.sampled_from(["", "\x00", "\ud800", "0x", "0x" + "00" * 20, "0x" + "ff" * 32, "00" * 32, "1/3", "é" * 9, "-1"])
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
SIGNED = {"party": 1, "signature": "0x" + "11" * 65}
BODIES: list[tuple[str, Any]] = [
    ("/v1/filings/prepare", filings.EXAMPLE_DRAFT),
    ("/v1/filings", filings.EXAMPLE_SUBMISSION),
    ("/v1/sessions/challenge", {"signer": "0x" + "7e" * 20}),
    ("/v1/sessions", {"challenge": CHALLENGE, "signature": "0x" + "11" * 65}),
    ("/v1/acts/2f6c4b9e-6a0c-4d4e-9a3f-0d3f5f3c7a11/signatures", SIGNED),
    ("/v1/acts/2f6c4b9e-6a0c-4d4e-9a3f-0d3f5f3c7a11/refusals", {"party": 1, "reason": "why not"}),
    (f"/v1/filings/{'0' * 64}/reviews", {"party": 1, "decision": "returned", "reason": "mend it", "large": True}),
    ("/v1/calls", calls.EXAMPLES["settleRecovery"]),
    *[("/v1/acts", example) for example in EXAMPLES.values()],
]
PATHS = [
    "/v1/filings/{}", "/v1/filings/{}/evidence", "/v1/achievements/{}", "/v1/achievements/{}/history",
    "/v1/achievements/{}/evidence", "/v1/acts/{}", "/v1/manifests/{}/lines/0/evidence",
    "/v1/manifests/" + "0" * 64 + "/lines/{}/evidence", "/v1/parties/{}", "/v1/nodes/{}", "/v1/appointments/{}",
    "/v1/filings/{}/reviews", "/v1/filings/{}/certificate", "/v1/achievements/{}/pledges", "/v1/rights/{}",
    "/log/tile/{}", "/static/{}", "/{}",
]  # fmt: skip
QUERIES = [
    ("/v1/find", ["sha256", "sm3"]),
    ("/v1/achievements/0x" + "00" * 32, ["at"]),
    ("/v1/achievements/0x" + "00" * 32 + "/history", ["at", "cursor", "limit"]),
    ("/v1/achievements/0x" + "00" * 32 + "/evidence", ["at"]),
    ("/v1/acts", ["party", "cursor", "limit"]),
    ("/v1/nodes", ["at", "cursor", "limit"]),
    ("/v1/desk", ["party", "kind", "node", "cursor", "limit"]),
    ("/v1/filings", ["cursor", "limit"]),
    ("/v1/notices", ["node", "at", "cursor", "limit"]),
    ("/v1/search", ["q"]),
    ("/v1/achievements/0x" + "00" * 32 + "/may", ["act", "party", "to", "share", "settled", "at"]),
    ("/v1/parties/1", ["at"]),
    ("/", ["digest", "lang"]),
]
TEXTS = st.text(max_size=80) | st.sampled_from(
    ["0" * 64, "0x" + "0" * 64, "1", "0", "-1", "4294967296", "9" * 400, "2026-11-23", "0001-01-01", "9999-12-31",
     "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+14:00", "\x00", "..", "%", "zh"]
)  # fmt: skip


@pytest.fixture(scope="module")
def session(world: World) -> dict[str, str]:
    world.settle()
    return world.token(world.core)


def paths_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The place of every member of a JSON value."""
    found = [path]
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in items:
        found += paths_in(inner, (*path, name))
    return found


def changed(value: Any, path: tuple[Any, ...], to: Any) -> Any:
    """The value with another one in that place."""
    if not path:
        return to
    copy = value.copy()
    copy[path[0]] = changed(value[path[0]], path[1:], to)
    return copy


def demand_no_fault_of_ours(answer: Any) -> None:
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        body = answer.json()
        assert body["code"]
        assert body["status"] == answer.status_code


def post(world: World, path: str, body: Any, headers: dict[str, str]) -> Any:
    raw = json.dumps(body).encode()
    return world.client.post(path, content=raw, headers=headers | {"Content-Type": "application/json"})


@pytest.mark.parametrize(("path", "example"), BODIES, ids=lambda value: value if isinstance(value, str) else "")
@QUIET
@given(data=st.data())
def test_a_request_with_one_wrong_member_is_the_callers_mistake(
    world: World, session: dict[str, str], path: str, example: Any, data: st.DataObject
) -> None:
    where = data.draw(st.sampled_from(paths_in(example)))
    demand_no_fault_of_ours(post(world, path, changed(example, where, data.draw(JSON)), session))


@pytest.mark.parametrize("path", sorted({path for path, _ in BODIES}))
@QUIET
@given(body=JSON)
def test_any_json_is_answered(world: World, session: dict[str, str], path: str, body: Any) -> None:
    demand_no_fault_of_ours(post(world, path, body, session))


@pytest.mark.parametrize("path", sorted({path for path, _ in BODIES}))
@QUIET
@given(
    body=st.binary(max_size=200),
    kind=st.sampled_from(
        ["application/json", "text/plain", "", "application/json; charset=utf-16", "multipart/form-data"]
    ),
)
def test_any_bytes_are_answered(world: World, session: dict[str, str], path: str, body: bytes, kind: str) -> None:
    answer = world.client.post(path, content=body, headers=session | {"Content-Type": kind})
    demand_no_fault_of_ours(answer)
    assert answer.status_code >= 400


@QUIET
@given(lines=st.lists(JSON.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=60), max_size=4))
def test_any_lines_are_answered(world: World, lines: list[bytes]) -> None:
    signed = json.dumps(filings.EXAMPLE_SUBMISSION).encode()
    for body in (b"\n".join(lines), b"\n".join([signed, *lines])):
        answer = world.client.post("/v1/manifests", content=body, headers={"Content-Type": "application/x-ndjson"})
        demand_no_fault_of_ours(answer)
        assert answer.status_code >= 400


@pytest.mark.parametrize("path", PATHS)
@QUIET
@given(part=TEXTS)
def test_any_path_is_answered(world: World, session: dict[str, str], path: str, part: str) -> None:
    raw = quote(part.encode("utf-8", "surrogatepass"), safe="/" if "tile" in path else "")
    demand_no_fault_of_ours(world.client.get(path.format(raw), headers=session))


@pytest.mark.parametrize(("path", "names"), QUERIES, ids=lambda value: value if isinstance(value, str) else "")
@QUIET
@given(data=st.data())
def test_any_query_is_answered(
    world: World, session: dict[str, str], path: str, names: list[str], data: st.DataObject
) -> None:
    pairs = [
        f"{name}={quote(data.draw(TEXTS).encode('utf-8', 'surrogatepass'))}"
        for name in data.draw(st.lists(st.sampled_from(names), max_size=4))
    ]
    demand_no_fault_of_ours(world.client.get(f"{path}?{'&'.join(pairs)}", headers=session))


@QUIET
@given(
    headers=st.dictionaries(
        st.sampled_from(["Authorization", "Accept-Language", "Cookie", "Accept", "X-Forwarded-For", "Range"]),
        st.binary(max_size=60).map(lambda raw: raw.replace(b"\r", b"").replace(b"\n", b"").strip()),
    )
)
def test_any_header_is_answered(world: World, headers: dict[str, bytes]) -> None:
    for path in ("/", "/v1/nodes", "/v1/acts?party=1", "/static/page.css"):
        assert world.client.get(path, headers=headers).status_code < 500
