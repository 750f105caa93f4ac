"""Every operation of the schema with bodies and parameters that nobody would think of: it answers as it says."""

import zlib
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
import requests
import schemathesis
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.matrix import tally
from tests.matrix.cells import ask
from tests.matrix.keys import subject_key
from tests.matrix.people import OWN, VARIANTS, Viewer
from tests.matrix.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.matrix]

EXAMPLES = 6
NOT_OURS = ("content-type", "content-length", "cookie", "accept-encoding")
# a lawful shape may still be refused for what it says, so "valid data is accepted" is not among them
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
WHO = ("visitor", "citizen", "window_clerk", "supervision_office")
# what the last fixed part of a path before its parameter says of the parameter
SUBJECT_OF = {"cases": "case", "cards": "card", "items": "item", "documents": "document", "letters": "letter"} | {
    "seals": "seal", "inbox": "notice", "uploads": "document", "absences": "absence",
    "calls": "call", "outbox": "message",
    "registered": "case", "errands": "errand", "bags": "bag", "photos": "photo",
    "editions": "edition", "evidence": "evidence", "batches": "batch",
}  # fmt: skip


@pytest.fixture(scope="module")
def operations() -> list[APIOperation]:
    raw = SchemaGenerator().get_schema(request=None, public=True)
    return [found.ok() for found in schemathesis.openapi.from_dict(raw).get_all_operations()]


def real_parameters(world: World, viewer: Viewer, path: str, variant: str) -> Iterator[tuple[str, Any]]:
    """Names that something has, so that more is tried than the look-up."""
    pieces = path.strip("/").split("/")
    for before, piece in pairwise(pieces):
        if piece.startswith("{"):
            subject = SUBJECT_OF[before]
            stage = {
                "case": "received",
                "card": "issued",
                "errand": "lying",
                "bag": "on_road",
                "edition": "drafted",
            }.get(subject, "")
            yield piece[1:-1], subject_key(world, viewer, subject, variant, stage)


def send(case: Case, viewer: Viewer) -> Response:
    """The case as a request through the portal, and what came of it as schemathesis reads it."""
    made = requests.Request(**case.as_transport_kwargs(base_url="http://localhost")).prepare()
    kind = made.headers.get("Content-Type", "application/json")
    ours = {name: value for name, value in made.headers.items() if name.lower() not in NOT_OURS}
    body = made.body.encode() if isinstance(made.body, str) else made.body or b""
    more: dict[str, Any] = {"headers": ours}
    if case.method.upper() not in ("GET", "HEAD"):
        more |= {"data": body, "content_type": kind}
    found = ask(viewer, case.method.upper(), made.path_url, **more)
    return Response(
        status_code=found.status,
        headers={name.lower(): [value] for name, value in found.headers.items()},
        content=found.content,
        request=made,
        elapsed=timedelta(0).total_seconds(),
        verify=False,
    )


def try_operation(operation: APIOperation, world: World, viewer: Viewer, mode: GenerationMode) -> int:
    tried = 0

    @seed(zlib.crc32(f"{operation.label} {viewer.name}".encode()))
    @settings(
        max_examples=EXAMPLES, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode), variant=st.sampled_from([*VARIANTS, OWN, ""]))
    def one(case: Case, variant: str) -> None:
        nonlocal tried
        if variant:
            case.path_parameters.update(dict(real_parameters(world, viewer, operation.path, variant)))
        case.validate_response(send(case, viewer), checks=CHECKS)
        tried += 1

    one()
    return tried


def _words(error: BaseException) -> str:
    return "\n".join(str(each) for each in getattr(error, "exceptions", [error]))


@pytest.mark.parametrize("name", WHO)
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_every_operation_answers_as_it_says(
    world: World, operations: list[APIOperation], request: pytest.FixtureRequest, name: str, mode: GenerationMode
) -> None:
    viewer = world.viewer(name)
    assert len(operations) > 45
    wrong = []
    for operation in operations:
        try:
            tally.count(request, "接口试探", try_operation(operation, world, viewer, mode))
        except Unsatisfiable:
            # any text is a lawful name in a path: an operation that takes nothing else cannot be asked wrongly
            assert mode is GenerationMode.NEGATIVE and not operation.body and not operation.query, operation.label
        except (Exception, FailureGroup) as error:  # every operation is tried; what failed is told together
            wrong.append(f"{operation.label}: {_words(error)}")
    assert not wrong, "\n\n".join(wrong)
