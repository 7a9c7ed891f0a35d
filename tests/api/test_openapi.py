"""The OpenAPI document: every route has a name, a tag, its problems, and examples that its own schemas accept."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from api import app, errors, reference
from api.schemas import filings
from api.schemas.drafts import FIELDS
from api.schemas.drafts.examples import EXAMPLES
from ledger.core import acts
from ledger.core import errors as family
from ledger.drafting import BUILDERS
from tests.api.world import World

METHODS = ("get", "post", "put", "delete")


@pytest.fixture(scope="module")
def document(world: World) -> dict[str, Any]:
    return dict(world.client.get("/v1/openapi.json").json())


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def check(document: dict[str, Any], schema: dict[str, Any], value: Any) -> None:
    found = [
        f"{list(error.absolute_path)}: {error.message}"
        for error in Draft202012Validator({**schema, "components": document["components"]}).iter_errors(value)
    ]
    assert not found, (found, json.dumps(value, ensure_ascii=False)[:2000])


def test_every_route_has_a_name_a_tag_and_a_summary(document: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(ids) == len(set(ids)) >= 24
    tags = {tag["name"] for tag in document["tags"]}
    for path, method, operation in operations(document):
        assert operation["tags"], (path, method)
        assert set(operation["tags"]) <= tags
        assert operation["summary"]
        assert operation["description"]


def test_every_promised_route_is_there(document: dict[str, Any]) -> None:
    promised = {
        "post /v1/filings/prepare", "post /v1/filings", "get /v1/filings/{leaf}", "get /v1/filings/{leaf}/evidence",
        "post /v1/manifests", "get /v1/manifests/{leaf}/lines/{number}/evidence",
        "get /v1/find", "get /v1/achievements/{id}", "get /v1/achievements/{id}/history",
        "get /v1/achievements/{id}/evidence", "post /v1/acts", "get /v1/acts", "get /v1/acts/{id}",
        "post /v1/acts/{id}/signatures", "post /v1/acts/{id}/submit", "get /v1/parties/{number}", "get /v1/nodes",
        "get /v1/nodes/{number}", "post /v1/sessions/challenge", "post /v1/sessions", "get /v1/status",
        "get /v1/trust", "get /healthz", "get /readyz", "get /log/checkpoint", "get /log/tile/{path}",
    }  # fmt: skip
    assert promised <= {f"{method} {path}" for path, method, _ in operations(document)}


def test_problems_are_documented_where_they_may_come(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        if path in ("/healthz", "/readyz"):
            continue
        assert {"422", "503"} <= set(operation["responses"]), (path, method)
        if "requestBody" in operation:
            assert {"400", "413"} <= set(operation["responses"]), (path, method)
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                assert list(answer["content"]) == [errors.MEDIA_TYPE], (path, method, status)


def test_every_request_has_an_example_that_its_schema_accepts(document: dict[str, Any]) -> None:
    for path, _, operation in operations(document):
        media = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if media is None:
            continue
        named = [given["value"] for given in media.get("examples", {}).values()]
        for value in named or [reference.example(document, media["schema"])]:
            assert value not in (None, {}), path
            check(document, media["schema"], value)


def test_every_answer_has_an_example_that_its_schema_accepts(document: dict[str, Any]) -> None:
    for path, _, operation in operations(document):
        for status, answer in operation["responses"].items():
            media = answer.get("content", {}).get("application/json")
            if media is None or "schema" not in media or "example" in media:
                continue
            value = reference.example(document, media["schema"])
            assert value not in (None, {}), (path, status)
            check(document, media["schema"], value)


def test_the_examples_are_accepted_by_the_models_themselves() -> None:
    filings.Draft.model_validate(filings.EXAMPLE_DRAFT)
    filings.Submission.model_validate(filings.EXAMPLE_SUBMISSION)
    assert list(EXAMPLES) == list(FIELDS) == list(BUILDERS) == list(acts.kinds())
    for kind, example in EXAMPLES.items():
        FIELDS[kind].model_validate(example["fields"])


def test_the_example_of_a_problem_is_one(document: dict[str, Any]) -> None:
    schema = {"$ref": "#/components/schemas/Problem"}
    check(document, schema, reference.example(document, schema))


def test_what_the_service_answers_fits_what_it_documents(world: World, document: dict[str, Any]) -> None:
    for path in ("/v1/status", "/v1/nodes", "/healthz", "/readyz"):
        schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        check(document, schema, world.client.get(path).json())
    for path, real in (("/v1/parties/{number}", "/v1/parties/1"), ("/v1/nodes/{number}", "/v1/nodes/1")):
        schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        check(document, schema, world.client.get(real).json())
    problem = world.client.get("/v1/parties/0").json()
    check(document, {"$ref": "#/components/schemas/Problem"}, problem)
    assert problem["status"] == errors.STATUS[family.Malformed].status


def test_the_limits_are_what_they_are_said_to_be(world: World) -> None:
    assert app.LARGEST_FILING == 256 << 10
    largest = world.service.settings.max_request_bytes
    assert world.client.post("/v1/acts", content=b" " * (largest + 1)).status_code == 413
