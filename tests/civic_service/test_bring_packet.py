"""A packet that comes as a file or as codes: whole or not at all, and once."""

import base64
import json
import zlib
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from civic_service import packets
from civic_service.events import BROUGHT_IN
from civic_service.models import Errand
from civic_service.packets import from_file, from_scan, token_of
from civic_service.refusals import AgentPostEnded, PacketNotYours, PacketUnreadable
from civic_service.verbs import bring_in
from kernel.documents.models import Document
from kernel.documents.refusals import NotAsAnnounced
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.organizations.models import Post
from kernel.organizations.refusals import NotYourPost
from kernel.workdays.zone import local_date
from tests.cast import Cast
from tests.civic_service.conftest import Countryside
from tests.documents.samples import jpeg
from tests.matrix.countryside import PHOTO as OTHER_PHOTO

PHOTO = jpeg(comment=b"bring")


@pytest.fixture(autouse=True)
def file_room(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def packet(cast: Cast, name: UUID | None = None, **changes: Any) -> dict[str, Any]:
    return {
        "packet": str(name or uuid4()),
        "item": cast.item.item.code,
        "person": {
            "name": "李桂兰", "id_number": "990101195604120024", "contact_name": "赵磊", "contact_phone": "16100000031",
        },
        "values": {"premises": "上岭村 3 组", "area": "80"},
        "papers": [{"code": "m1", "originals": 1}],
        "scope": ["submit"],
        "sign": "glass",
        "signature": "10,10 20,20",
        "until": f"{local_date(database_now()) + timedelta(days=30)}",
        "photos": [{"code": "m1", "sha256": sha256(PHOTO).hexdigest(), "size": len(PHOTO)}],
    } | changes  # fmt: skip


def file_of(there: Countryside, said: dict[str, Any], *, photos: bool = True) -> bytes:
    shown = [{"sha256": sha256(PHOTO).hexdigest(), "data": base64.b64encode(PHOTO).decode()}] if photos else []
    return json.dumps({"token": token_of(there.agent), "packet": said, "photos": shown}).encode()


def codes_of(there: Countryside, said: dict[str, Any], pieces: int = 3) -> list[str]:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    data = json.dumps({"token": token_of(there.agent), "packet": said}).encode()
    text = base64.urlsafe_b64encode(packer.compress(data) + packer.flush()).decode().rstrip("=")
    step = -(-len(text) // pieces)
    return [f"DB1/{index + 1}/{pieces}/{text[index * step : (index + 1) * step]}" for index in range(pieces)]


def test_a_file_makes_the_matter_as_its_agent(cast: Cast, countryside: Countryside) -> None:
    done = bring_in(countryside.town_clerk, from_file(file_of(countryside, packet(cast))))
    assert (done.errand.mandate.agent, done.errand.room, done.missing) == (countryside.agent, countryside.room, 0)
    assert Document.objects.get().sha256 == sha256(PHOTO).hexdigest()
    [entry] = Entry.objects.filter(type=BROUGHT_IN.code)
    assert entry.person == countryside.town_clerk.masked_name


def test_brought_and_synced_it_is_one_matter(cast: Cast, countryside: Countryside, client: Client) -> None:
    said = packet(cast)
    client.force_login(countryside.agent, backend="django.contrib.auth.backends.ModelBackend")
    sent = client.post(
        reverse("civic_service_api:file"), json.dumps(said), content_type="application/json",
        headers={"Idempotency-Key": said["packet"]},
    )  # fmt: skip
    assert sent.status_code == 200
    done = bring_in(countryside.town_clerk, from_file(file_of(countryside, said)))
    assert done.errand.case.number == sent.json()["number"]
    again = bring_in(countryside.town_clerk, from_scan("\n".join(codes_of(countryside, said))))
    assert again.errand.pk == done.errand.pk
    assert Errand.objects.count() == 1
    assert not Entry.objects.filter(type=BROUGHT_IN.code).exists()


def test_codes_in_any_order_and_twice(cast: Cast, countryside: Countryside) -> None:
    one, two, three = codes_of(countryside, packet(cast))
    done = bring_in(countryside.town_clerk, from_scan(f"{three}\r\n{one}\r\n{two} {one}"))
    assert done.missing == 1


def test_codes_that_are_missing_are_named(cast: Cast, countryside: Countryside) -> None:
    one, _two, three = codes_of(countryside, packet(cast))
    with pytest.raises(PacketUnreadable, match="还差第 2 个码"):
        from_scan(f"{one}\n{three}")
    with pytest.raises(PacketUnreadable):
        from_scan(f"{one}\n{codes_of(countryside, packet(cast), pieces=2)[1]}")


@pytest.mark.parametrize("tenth", range(10))
def test_cut_at_a_tenth_nothing_is_made(cast: Cast, countryside: Countryside, tenth: int) -> None:
    whole = file_of(countryside, packet(cast))
    with pytest.raises(PacketUnreadable):
        from_file(whole[: len(whole) * tenth // 10])
    [line] = codes_of(countryside, packet(cast), pieces=1)
    head, _, text = line.rpartition("/")
    with pytest.raises(PacketUnreadable):
        from_scan(f"{head}/{text[: len(text) * tenth // 10]}")
    assert not Errand.objects.exists()


def test_a_code_that_unpacks_to_a_flood(countryside: Countryside) -> None:
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    bomb = packer.compress(bytes(50_000_000)) + packer.flush()
    with pytest.raises(PacketUnreadable):
        from_scan("DB1/1/1/" + base64.urlsafe_b64encode(bomb).decode().rstrip("="))


@pytest.mark.parametrize(
    "text", ["", "DB1/1/1/", "DB1/0/0/abc", "DB1/1/1/%%%", "https://example.com", "[]", "DB1/2/1/abcd"]
)
def test_what_is_no_code(text: str) -> None:
    with pytest.raises(PacketUnreadable):
        from_scan(text)


@pytest.mark.parametrize(
    "data", [b"", b"null", b"[]", b"{}", b'{"packet": []}', b"[" * 100_000, b"\xff\xd8\xff", b'{"packet": {"a": 1}']
)
def test_what_is_no_packet(data: bytes) -> None:
    with pytest.raises(PacketUnreadable):
        from_file(data)


def test_who_signed_cannot_be_put_in(cast: Cast, countryside: Countryside) -> None:
    said = json.loads(file_of(countryside, packet(cast)))
    for token in ("", "x", said["token"][:-3] + "abc", None):
        with pytest.raises(PacketNotYours):
            from_file(json.dumps(said | {"token": token}).encode())


def test_only_the_towns_own_rooms(cast: Cast, countryside: Countryside) -> None:
    brought = from_file(file_of(countryside, packet(cast)))
    with pytest.raises(PacketNotYours):
        bring_in(countryside.other_town_clerk, brought)
    with pytest.raises(NotYourPost):
        bring_in(countryside.second_agent, brought)
    assert not Errand.objects.exists()


def test_of_an_agent_whose_post_has_ended(cast: Cast, countryside: Countryside) -> None:
    brought = from_file(file_of(countryside, packet(cast)))
    yesterday = local_date(database_now()) - timedelta(days=1)
    Post.objects.filter(user=countryside.agent).update(until_date=yesterday)
    with pytest.raises(AgentPostEnded) as refused:
        bring_in(countryside.town_clerk, brought)
    assert "石玉芬现在没有代办员的岗位" in refused.value.sentence and "另一位代办员或乡镇" in refused.value.sentence


def test_a_packet_that_lacks_something_says_what(cast: Cast, countryside: Countryside) -> None:
    said = packet(cast)
    del said["sign"]
    with pytest.raises(PacketUnreadable, match="签字方式：该字段是必填项"):
        bring_in(countryside.town_clerk, from_file(file_of(countryside, said)))


def test_a_photograph_that_is_another_is_not_taken(cast: Cast, countryside: Countryside) -> None:
    said = json.loads(file_of(countryside, packet(cast)))
    said["photos"][0]["data"] = base64.b64encode(OTHER_PHOTO).decode()
    with pytest.raises(NotAsAnnounced):
        bring_in(countryside.town_clerk, from_file(json.dumps(said).encode()))
    assert not Document.objects.exists()


def test_the_page_takes_a_file_and_shows_the_matter(cast: Cast, countryside: Countryside, client: Client) -> None:
    client.force_login(countryside.town_clerk, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("civic_service:bring")
    assert client.get(url).status_code == 200
    empty = client.post(url, {"scanned": ""})
    assert empty.status_code == 422 and "还没有选文件" in empty.content.decode()
    file = SimpleUploadedFile("a.json", file_of(countryside, packet(cast)), "application/json")
    done = client.post(url, {"file": file, "scanned": ""})
    assert Errand.objects.get().case.number in done.content.decode()


def test_too_large_a_file_is_not_read(
    cast: Cast, countryside: Countryside, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packets, "MOST_BYTES", 10)
    client.force_login(countryside.town_clerk, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(reverse("civic_service:bring"), {"file": SimpleUploadedFile("a.json", b"x" * 11)})
    assert answer.status_code == 422


def test_as_json_a_packet_that_is_too_large_is_asked_for_as_a_file(
    cast: Cast, countryside: Countryside, client: Client
) -> None:
    large = {"token": token_of(countryside.agent), "packet": packet(cast), "photos": [{"data": "A" * 3_000_000}]}
    client.force_login(countryside.town_clerk)
    path, keyed = reverse("civic_service_api:bring"), {"Idempotency-Key": "large-1"}
    answer = client.post(path, {"file": large}, content_type="application/json", headers=keyed)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (413, "packet_too_large")
    assert "作为文件送来" in problem["title"] and reverse("civic_service_api:bring_file") in problem["title"]
    assert not Errand.objects.exists()


def test_as_a_file_over_the_api_it_may_be_larger(
    cast: Cast, countryside: Countryside, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blanks around the JSON make it larger than what Django would read into memory."""
    data = file_of(countryside, packet(cast)) + b" " * 3_000_000
    client.force_login(countryside.town_clerk)
    path = reverse("civic_service_api:bring_file")

    def send(key: str, said: bytes = data) -> Any:
        file = SimpleUploadedFile("packet.json", said, "application/json")
        return client.post(path, {"file": file}, headers={"Idempotency-Key": key})

    first, again, other = send("file-1"), send("file-1"), send("file-2")
    assert [each.status_code for each in (first, again, other)] == [200, 200, 200], first.content
    assert first.json()["missing"] == 0 and first.json()["number"] == other.json()["number"]
    assert again.headers["Idempotency-Replayed"] == "true" and Errand.objects.count() == 1
    monkeypatch.setattr(packets, "MOST_BYTES", len(data) - 1)
    assert send("file-3").json()["code"] == "packet_unreadable"
    assert client.post(path, {}, headers={"Idempotency-Key": "file-4"}).status_code == 422


@pytest.mark.parametrize("field", ["person", "guardian", "first_witness", "second_witness"])
def test_a_name_that_no_letter_can_show_is_refused_with_its_field(
    cast: Cast, countryside: Countryside, client: Client, field: str
) -> None:
    strange = "李\U0001f600"
    named = {"person": "姓名", "guardian": "监护人姓名", "first_witness": "见证人一", "second_witness": "见证人二"}
    person = packet(cast)["person"]
    changes: dict[str, Any] = {field: strange}
    if field == "person":
        changes = {"person": person | {"name": strange}}
    elif field == "guardian":
        changes = {"person": person | {"guardian": {"name": strange, "id_number": "990101195604120024"}}}
    with pytest.raises(PacketUnreadable) as refused:
        bring_in(countryside.town_clerk, from_file(file_of(countryside, packet(cast, **changes))))
    assert f"{named[field]}：" in refused.value.sentence and "印不到文书上" in refused.value.sentence
    assert not Errand.objects.exists()
    client.force_login(countryside.agent)
    path, keyed = reverse("civic_service_api:file"), {"Idempotency-Key": "name-1"}
    answer = client.post(path, packet(cast, **changes), content_type="application/json", headers=keyed)
    assert answer.status_code == 422 and "U+1F600" in answer.content.decode()


def test_names_of_the_large_character_set_are_taken(cast: Cast, countryside: Countryside) -> None:
    """GB 18030-2022: 䶮 and 𬱖 are names."""
    paper = {"id_kind": "passport", "id_number": "E12345678", "born": "1960-01-01"}
    person = packet(cast)["person"] | paper | {"name": "王䶮"}
    assert bring_in(countryside.town_clerk, from_file(file_of(countryside, packet(cast, person=person)))).errand
