"""The form as JSON Schema takes what the form's own check takes, and refuses what that refuses."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from approvals.application_form import clean
from approvals.refusals import FormIncomplete
from kernel.catalogue.form_schema import json_schema
from kernel.catalogue.models import ItemVersion
from tests.cast import Cast

FIELDS = [
    {"name": "premises", "label": "经营场所", "type": "text", "required": True, "max": 10},
    {"name": "area", "label": "面积", "type": "number", "required": True},
    {"name": "kind", "label": "类别", "type": "choice", "choices": ["甲", "乙"]},
    {"name": "note", "label": "说明", "type": "long_text"},
    {"name": "last", "label": "原证到期日", "type": "date", "required": True},
    {"name": "born", "label": "成立日期", "type": "date"},
]
GOOD = {"premises": "人民路 1 号", "area": "1,200.5", "kind": "甲", "note": "无", "last": "2026-12-31", "born": ""}


def both_take(values: dict[str, Any]) -> tuple[bool, bool]:
    try:
        clean(ItemVersion(form_schema=FIELDS), values, today=date(2026, 9, 7))
        checked = True
    except FormIncomplete:
        checked = False
    return Draft202012Validator(json_schema(FIELDS)).is_valid(values), checked


@pytest.mark.parametrize(
    ("changes", "taken"),
    [
        ({}, True),
        ({"kind": "", "note": ""}, True),
        ({"area": "80"}, True),
        ({"premises": ""}, False),
        ({"premises": "长" * 11}, False),
        ({"area": "八十"}, False),
        ({"area": "-1"}, False),
        ({"kind": "丙"}, False),
        ({"note": "长" * 4_001}, False),
        ({"born": "1998-02-28"}, True),
        ({"last": ""}, False),
        ({"last": "明年三月"}, False),
        ({"born": "2026/2/1"}, False),
    ],
)
def test_schema_and_check_agree(changes: dict[str, Any], taken: bool) -> None:
    assert both_take(GOOD | changes) == (taken, taken)


def test_the_schema_is_one_and_stands_in_the_guide_for_machines(cast: Cast) -> None:
    schema = Client().get("/api/v1/items/LW030/").json()["form_json_schema"]
    Draft202012Validator.check_schema(schema)
    assert schema["title"] == "第三类医疗器械经营许可" and schema["required"] == ["premises", "area"]
