"""The verbs of the workshop as page and API call them: find the person's own item, then one action of the catalogue."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from county_portal.workshop.inputs import PARTS
from county_portal.workshop.parts import with_part
from county_portal.workshop.reading import draft_for, drafts_for, edition_for
from kernel.accounts.models import User
from kernel.catalogue.actions import (
    Chosen,
    change_draft,
    draft_item,
    publish,
    publish_drafts,
    redraft,
    retire,
    send_back,
    submit_draft,
    submit_drafts,
    withdraw_draft,
)
from kernel.catalogue.drafts import ItemDraft, draft_of
from kernel.catalogue.models import ItemVersion
from kernel.ledger.refusals import NotFound
from kernel.organizations.models import Organization


def begin(by: User, *, code: str, name: str, organization: Organization) -> ItemVersion:
    """The first draft of a new item. Errors: those of `draft_item`."""
    return draft_item(draft=ItemDraft(code=code, name=name, organization=organization), by=by)


def open_next(by: User, code: str) -> ItemVersion:
    """The next draft of an item. Errors: NotFound, those of `redraft`."""
    _bench, edition = edition_for(by, code)
    return redraft(item=edition.item, by=by)


def change(by: User, code: str, *, revision: int, reasons: Mapping[str, str], parts: Mapping[str, Any]) -> ItemVersion:
    """Put what was handed in for some parts into the draft. Errors: NotFound, those of `change_draft`."""
    version = draft_for(by, code)
    draft = draft_of(version)
    for part in PARTS:
        if part in parts:
            draft = with_part(draft, part, parts[part])
    draft = replace(draft, overrides={**draft.overrides, **reasons})
    return change_draft(version=version, draft=draft, by=by, revision=revision)


def submit(by: User, code: str, *, revision: int) -> ItemVersion:
    """送审. Errors: NotFound, those of `submit_draft`."""
    return submit_draft(version=draft_for(by, code), by=by, revision=revision)


def put_in_force(by: User, code: str, *, revision: int) -> ItemVersion:
    """发布. Errors: NotFound, those of `publish`."""
    return publish(version=draft_for(by, code), by=by, revision=revision)


def submit_several(by: User, read: Mapping[str, int]) -> list[ItemVersion]:
    """送审 of several items; `read` is the revision that was read, by code. Errors: those of `submit_drafts`."""
    return submit_drafts(chosen=_chosen(by, read), by=by)


def put_several_in_force(by: User, read: Mapping[str, int]) -> list[ItemVersion]:
    """发布 of several items, as `submit_several` takes them. Errors: those of `publish_drafts`."""
    return publish_drafts(chosen=_chosen(by, read), by=by)


def _chosen(by: User, read: Mapping[str, int]) -> list[Chosen]:
    """Errors: NotFound."""
    drafts = drafts_for(by, read.keys())
    return [Chosen(drafts[code], revision) for code, revision in read.items()]


def give_back(by: User, code: str, *, reason: str) -> ItemVersion:
    """退回. Errors: NotFound, those of `send_back`."""
    return send_back(version=draft_for(by, code), reason=reason, by=by)


def withdraw(by: User, code: str, *, reason: str) -> ItemVersion:
    """撤回草稿. Errors: NotFound, those of `withdraw_draft`."""
    return withdraw_draft(version=draft_for(by, code), reason=reason, by=by)


def take_out(by: User, code: str, *, reason: str) -> ItemVersion:
    """停用. Errors: NotFound, those of `retire`."""
    _bench, edition = edition_for(by, code)
    if edition.in_force is None:
        raise NotFound
    return retire(version=edition.in_force, by=by, reason=reason)
