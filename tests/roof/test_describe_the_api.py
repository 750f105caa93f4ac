"""The schema is whole: no warning, every operation with its refusals, every act with its key."""

from typing import Any

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

# POSTs that change nothing and only keep codes and numbers out of addresses; each revealing is a line of its own;
# a piece says where it belongs, and what was taken over stays so
WITHOUT_KEY = {
    "/api/v1/track/", "/api/v1/people/", "/api/v1/cases/{number}/reveal/", "/api/v1/calls/{call}/dial/",
    "/api/v1/errands/{number}/photos/{position}/", "/api/v1/errands/{number}/dial/", "/api/v1/take-over/",
    "/api/v1/outbox/{message}/open/",
    "/api/v1/track/papers/", "/api/v1/account/activate/", "/api/v1/my/info/change/",
    "/api/v1/find/", "/api/v1/patterns/agent/",
}  # fmt: skip


@pytest.fixture(scope="module")
def schema() -> Any:
    GENERATOR_STATS.reset()
    return SchemaGenerator().get_schema(request=None, public=True)


def operations(schema: Any) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, one) for path, found in schema["paths"].items() for method, one in found.items()]


def test_without_a_warning(schema: Any, capsys: pytest.CaptureFixture[str]) -> None:
    GENERATOR_STATS.emit_summary()
    assert not GENERATOR_STATS, capsys.readouterr().err
    validate_schema(schema)


def test_every_operation_has_a_name_of_its_own_and_says_its_refusals(schema: Any) -> None:
    names = [one["operationId"] for _path, _method, one in operations(schema)]
    assert len(names) == len(set(names)) > 45
    for path, method, one in operations(schema):
        assert "application/problem+json" in one["responses"]["default"]["content"], f"{method} {path}"


def test_every_act_says_its_key(schema: Any) -> None:
    keyless = {
        path
        for path, method, one in operations(schema)
        if method == "post" and "Idempotency-Key" not in {each["name"] for each in one.get("parameters", [])}
    }
    assert keyless == WITHOUT_KEY


def test_each_verb_keeps_its_own_words(schema: Any) -> None:
    body = "requestBody", "content", "application/json", "schema", "$ref"
    found: Any = schema["paths"]["/api/v1/cases/{number}/refuse/"]["post"]
    for part in body:
        found = found[part]
    assert found == "#/components/schemas/RefusalToAccept"
    assert schema["paths"]["/api/v1/cards/{number}/close/"]["post"]["operationId"] == "card_close"
