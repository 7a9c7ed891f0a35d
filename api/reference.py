"""The API reference for people, made from the application's own OpenAPI document, with Chinese beside it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

CHINESE: Mapping[str, Any] = json.loads((Path(__file__).parent / "operations.json").read_text("utf-8"))
"""Title and description of each tag, and the summary of each operation."""

_METHODS = ("get", "post", "put", "delete")


@dataclass(frozen=True)
class Operation:
    """One route as the reference shows it."""

    id: str
    method: str
    path: str
    summary: str
    description: list[str]
    parameters: list[Mapping[str, Any]]
    requests: list[tuple[str, str]]
    responses: list[tuple[str, str, str]]
    problems: list[str]


@dataclass(frozen=True)
class Tag:
    """The routes of one kind of thing. :param title: its name in the reader's language."""

    name: str
    title: str
    description: str
    operations: list[Operation] = field(default_factory=list)


def tags(document: Mapping[str, Any], language: str) -> list[Tag]:
    """The reference, by tag, in the order of the document; tags and summaries in `zh` or `en`."""
    found = {tag["name"]: _tag(tag["name"], tag["description"], language) for tag in document["tags"]}
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item:
                raw = item[method]
                made = _operation(document, path, method, raw)
                if language == "zh":
                    made = replace(made, summary=CHINESE["operations"][made.id])
                found[raw["tags"][0]].operations.append(made)
    return [tag for tag in found.values() if tag.operations]


def example(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Any:
    """An example of what a schema describes, put together from the examples of its members."""
    if "$ref" in schema:
        return example(document, _resolve(document, schema["$ref"]))
    for name in ("example", "const", "default"):
        if name in schema:
            return schema[name]
    if schema.get("examples"):
        return schema["examples"][0]
    for name in ("oneOf", "anyOf", "allOf"):
        if schema.get(name):
            return example(document, schema[name][0])
    if schema.get("type") == "array":
        return [example(document, schema["items"])] if schema.get("items") else []
    if "properties" in schema:
        return {name: example(document, member) for name, member in schema["properties"].items()}
    return {"string": "", "integer": 1, "number": 1, "boolean": True, "object": {}}.get(str(schema.get("type")))


def _tag(name: str, description: str, language: str) -> Tag:
    return Tag(name, *(CHINESE["tags"][name] if language == "zh" else (name, description)))


def _operation(document: Mapping[str, Any], path: str, method: str, raw: Mapping[str, Any]) -> Operation:
    responses, problems = [], []
    for status, response in raw["responses"].items():
        content = response.get("content", {})
        if "application/problem+json" in content:
            problems.append(status)
            continue
        media: Mapping[str, Any] = next(iter(content.values()), {})
        responses.append((status, response.get("description", ""), _shown(_media_example(document, media))))
    return Operation(
        id=raw["operationId"],
        method=method.upper(),
        path=path,
        summary=raw.get("summary", ""),
        description=[part.strip() for part in raw.get("description", "").split("\n\n") if part.strip()],
        parameters=raw.get("parameters", []),
        requests=list(_requests(document, raw)),
        responses=responses,
        problems=problems,
    )


def _requests(document: Mapping[str, Any], raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    media: Mapping[str, Any] = next(iter(raw.get("requestBody", {}).get("content", {}).values()), {})
    if not media:
        return
    named = media.get("examples") or {}
    if named:
        for name, given in named.items():
            yield (name if len(named) > 1 else "", _shown(given["value"]))
    else:
        yield "", _shown(_media_example(document, media))


def _media_example(document: Mapping[str, Any], media: Mapping[str, Any]) -> Any:
    if "example" in media:
        return media["example"]
    return example(document, media["schema"]) if "schema" in media else None


def _shown(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False, indent=2)


def _resolve(document: Mapping[str, Any], reference: str) -> Mapping[str, Any]:
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    resolved: Mapping[str, Any] = found
    return resolved
