"""The API described for other programs, made from the shapes and calls themselves (OpenAPI 3.1)."""

from collections.abc import Sequence
from typing import Any

import msgspec

from app.hub import wire
from app.hub.blob_routes import LARGEST_BLOB, PART
from app.hub.calls import Call

_REF = "#/components/schemas/{name}"
_JSON = "application/json"
_PROBLEM = "application/problem+json"


def describe(calls: Sequence[Call]) -> dict[str, Any]:
    """The document."""
    shapes = [wire.Enrol, wire.EnrolAnswer, wire.Problem]
    shapes += [shape for call in calls for shape in (call.request, call.answer, call.query) if shape]
    _, components = msgspec.json.schema_components(shapes, ref_template=_REF)
    paths: dict[str, Any] = {
        "/v1/enrol": {"post": _operation("接入", wire.Enrol, wire.EnrolAnswer, signed=False)},
        "/v1/ca": {"get": _plain("证书机构（PEM）", "application/x-pem-file", 404)},
        "/v1/openapi.json": {"get": _plain("本说明", _JSON, 503, {"type": "object"})},
        "/healthz": {"get": _plain("服务和数据库是否可用", "text/plain", 503)},
        **_blobs(),
    }
    for call in calls:
        operation = _operation(call.summary, call.request, call.answer, signed=True)
        if call.query is not None:
            operation["parameters"] = _parameters(components[call.query.__name__])
        paths.setdefault(call.path, {})[call.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "接访台上级接口",
            "version": str(wire.PROTOCOL),
            "description": "除接入外的请求都要按 RFC 9421 签名（Ed25519，覆盖方法、地址和 content-digest）。"
            "请求体可用 zstd 压缩。附件按 tus 1.0 续传。",
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"signature": {"type": "apiKey", "in": "header", "name": "Signature"}},
        },
    }


def _operation(
    summary: str, request: type[msgspec.Struct] | None, answer: type[msgspec.Struct], *, signed: bool
) -> dict[str, Any]:
    made: dict[str, Any] = {
        "summary": summary,
        "responses": {
            "200": {"description": "完成", "content": {_JSON: {"schema": _named(answer)}}},
            "default": {"description": "没有完成", "content": {_PROBLEM: {"schema": _named(wire.Problem)}}},
        },
    }
    if request is not None:
        made["requestBody"] = {"required": True, "content": {_JSON: {"schema": _named(request)}}}
    if signed:
        made["security"] = [{"signature": []}]
    return made


def _blobs() -> dict[str, Any]:
    """Pictures of papers, in parts: a subset of tus 1.0."""
    length = _header("upload-length", True, {"type": "integer", "minimum": 1, "maximum": LARGEST_BLOB})
    named = _header("upload-metadata", True, {"type": "string", "pattern": "^sha256 [A-Za-z0-9+/]{86}==$"})
    offset = _header("upload-offset", True, {"type": "integer", "minimum": 0})
    one = {"name": "sha256", "in": "path", "required": True,
           "schema": {"type": "string", "pattern": "^[0-9a-f]{64}$"}}  # fmt: skip
    part = {"required": True, "content": {PART: {"schema": {"type": "string", "format": "binary"}}}}
    return {
        "/v1/blobs": {
            "options": _tus("续传的版本和上限", 204, signed=False),
            "post": _tus("登记一个附件，或查它收到哪里", 201) | {"parameters": [length, named]},
        },
        "/v1/blobs/{sha256}": {
            "parameters": [one],
            "head": _tus("附件收到哪里", 200),
            "patch": _tus("接着传一段", 204) | {"parameters": [offset], "requestBody": part},
            "get": _tus("取回附件", 200, kind="application/octet-stream"),
        },
    }


def _tus(summary: str, status: int, *, signed: bool = True, kind: str = "") -> dict[str, Any]:
    done: dict[str, Any] = {"description": "完成"}
    if kind:
        done["content"] = {kind: {"schema": {"type": "string", "format": "binary"}}}
    otherwise = {"description": "没有完成", "content": {_PROBLEM: {"schema": _named(wire.Problem)}}}
    made: dict[str, Any] = {"summary": summary, "responses": {str(status): done, "default": otherwise}}
    if signed:
        made["security"] = [{"signature": []}]
    return made


def _header(name: str, required: bool, rules: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, "schema": rules}


def _plain(summary: str, kind: str, otherwise: int, shape: dict[str, str] | None = None) -> dict[str, Any]:
    return {
        "summary": summary,
        "responses": {
            "200": {"description": "完成", "content": {kind: {"schema": shape or {"type": "string"}}}},
            str(otherwise): {"description": "没有", "content": {_PROBLEM: {"schema": _named(wire.Problem)}}},
        },
    }


def _parameters(shape: dict[str, Any]) -> list[dict[str, Any]]:
    required = shape.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": rules}
        for name, rules in shape["properties"].items()
    ]


def _named(shape: type[msgspec.Struct]) -> dict[str, str]:
    return {"$ref": _REF.format(name=shape.__name__)}
