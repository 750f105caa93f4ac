"""Seals, data health and the access log under /api/v1/: pages by cursor, and for whom they are."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from kernel.accounts.actions import unmask
from kernel.ledger.seals import seal
from tests.cast import Cast
from tests.roof.conftest import Offices, as_
from tests.roof.test_api import API, refused


def test_seals_a_month_a_page(client: Client, db: None, django_assert_num_queries: Any) -> None:
    for days in range(31):
        seal(label=date(2026, 8, 1) + timedelta(days=days))
    with django_assert_num_queries(2):
        said = client.get(f"{API}/seals/").json()
    assert [row["number"] for row in said["results"]] == list(range(31, 1, -1))
    older = client.get(said["next"]).json()
    assert [row["number"] for row in older["results"]] == [1] and older["next"] is None
    assert older["results"][0]["previous_sha256"] == "0" * 64
    assert client.get(f"{API}/seals/31/").json() == said["results"][0]
    assert said["results"][0]["previous_sm3"] == said["results"][1]["hash_sm3"]
    assert client.get(older["previous"]).json()["results"] == said["results"]
    refused(client.get(f"{API}/seals/32/"), 404, "not_found")
    refused(client.get(f"{API}/seals/?cursor=x"), 404, "not_found")


@pytest.mark.parametrize("who", ["system", "security", "audit", "director", "deputy_director", "supervisor"])
def test_data_health_for_monitoring(offices: Offices, who: str) -> None:
    said = as_(getattr(offices, who)).get(f"{API}/health/data/").json()
    lines = {line["code"]: line for line in said["lines"]}
    assert said["in_order"] is False and lines["sweep"]["level"] == "grave" and lines["windows"]["level"] == "ok"
    assert lines["calendar"]["count"] == len(lines["calendar"]["rows"]) > 0


@pytest.mark.parametrize("who", ["clerk", "department_head", "inspector", "citizen"])
def test_data_health_not_for_others(offices: Offices, who: str) -> None:
    refused(as_(getattr(offices, who)).get(f"{API}/health/data/"), 403, "not_your_post")


def test_the_access_log_for_the_auditor_alone(offices: Offices, cast: Cast) -> None:
    for number in range(51):
        unmask(cast.applicant, "phone", by=cast.clerk, why=f"理由{number}，16100000001")
    said = as_(offices.audit).get(f"{API}/access-log/").json()
    assert len(said["results"]) == 50 and said["results"][0]["why"] == "理由50，161****0001"
    assert [row["position"] for row in as_(offices.audit).get(said["next"]).json()["results"]] == [1]
    refused(as_(offices.system).get(f"{API}/access-log/"), 403, "not_your_post")
