"""Photographs follow their packet piece by piece."""

from dataclasses import replace
from hashlib import sha256
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from civic_service import actions
from civic_service.actions import Shot
from civic_service.models import Errand
from civic_service.refusals import PacketTaken, PaperUnknown, SheetMissing, SignatureMissing
from kernel.accounts.models import User
from kernel.documents.models import Document
from kernel.documents.refusals import NotAsAnnounced
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound
from kernel.organizations.refusals import NotYourPost
from tests.cast import MONDAY, Cast
from tests.civic_service.conftest import Countryside, at_town, filed, signed
from tests.documents.samples import jpeg

PHOTO = jpeg(comment=b"the first page")
SHOT = Shot("m1", sha256(PHOTO).hexdigest(), len(PHOTO))
GLASS = signed(sign="glass", witnesses=("", ""), signature="1,2 3,4")


@pytest.fixture(autouse=True)
def file_room(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def piece(by: User, errand: Errand, offset: int, data: bytes, position: int = 1):
    return actions.take_piece(
        by=by, errand=errand, position=position, offset=offset, piece=data, at=database_now()
    )  # fmt: skip


def test_they_become_papers_of_the_case(cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside, signed=GLASS, photos=[SHOT])
    [(photo, stands)] = actions.photos_of(errand)
    assert (photo.material_code, stands.offset, stands.document) == ("m1", 0, None)
    assert piece(countryside.agent, errand, 0, PHOTO[:20]).offset == 20
    done = piece(countryside.second_agent, errand, 20, PHOTO[20:])
    assert done.document.subject_number == errand.case.number
    [(photo, stands)] = actions.photos_of(errand)
    assert stands.document == done.document


def test_they_may_come_after_the_papers(cast: Cast, countryside: Countryside) -> None:
    errand = at_town(cast, countryside)
    with pytest.raises(NotFound):
        piece(countryside.agent, errand, 0, PHOTO, position=2)
    later = filed(cast, countryside, signed=GLASS, photos=[SHOT], applicant=cast.other_applicant)
    assert piece(countryside.town_clerk, later, 0, PHOTO).document is not None


def test_nothing_that_was_not_announced(cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside, signed=GLASS, photos=[SHOT])
    with pytest.raises(NotFound):
        piece(countryside.agent, errand, 0, PHOTO, position=2)
    with pytest.raises(NotAsAnnounced):
        piece(countryside.agent, errand, 0, bytes(len(PHOTO)))
    assert not Document.objects.exists()


def test_nobody_of_another_room(cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside, signed=GLASS, photos=[SHOT])
    for stranger in (countryside.other_agent, countryside.other_town_clerk, cast.clerk):
        with pytest.raises(NotYourPost):
            piece(stranger, errand, 0, PHOTO)


def test_after_the_mandate_was_taken_back_none_comes(cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside, signed=GLASS, photos=[SHOT])
    actions.recall(by=countryside.agent, number=errand.case.number, reason="不办了")
    with pytest.raises(NotFound):
        piece(countryside.agent, errand, 0, PHOTO)


def test_no_picture_of_what_nobody_asks_for(cast: Cast, countryside: Countryside) -> None:
    with pytest.raises(PaperUnknown):
        filed(cast, countryside, signed=GLASS, photos=[Shot("bank-card", SHOT.sha256, SHOT.size)])
    assert filed(cast, countryside, photos=[Shot("mandate", SHOT.sha256, SHOT.size)]).photos.count() == 1


def test_the_same_packet_with_another_picture_is_another_content(cast: Cast, countryside: Countryside) -> None:
    name = uuid4()
    filed(cast, countryside, packet=name, signed=GLASS, photos=[SHOT])
    assert filed(cast, countryside, packet=name, signed=GLASS, photos=[SHOT]).photos.count() == 1
    with pytest.raises(PacketTaken):
        filed(cast, countryside, packet=name, signed=GLASS, photos=[])


def test_a_thumb_print_is_photographed(cast: Cast, countryside: Countryside) -> None:
    """A packet that an older page made has no picture of the sheet: it is refused in words, and nothing is made."""
    for photos in ([], [SHOT]):
        with pytest.raises(SheetMissing) as refused:
            filed(cast, countryside, signed=signed(), photos=photos)
        assert "拍照" in refused.value.sentence
    assert not Errand.objects.exists()
    errand = filed(cast, countryside, at=None, signed=signed(), photos=[replace(SHOT, code="mandate")])
    photo = errand.photos.get()
    at = database_now()
    actions.take_piece(by=countryside.agent, errand=errand, position=photo.position, offset=0, piece=PHOTO, at=at)
    kept = Document.objects.uploads().get(subject_kind="case", subject_id=errand.pk)
    assert (kept.material_code, kept.sha256) == ("mandate", SHOT.sha256)


def test_on_glass_there_is_a_drawing(cast: Cast, countryside: Countryside) -> None:
    with pytest.raises(SignatureMissing):
        filed(cast, countryside, signed=signed(sign="glass", witnesses=("", "")))
    errand = filed(cast, countryside, signed=signed(sign="glass", witnesses=("", ""), signature="1,2 3,4"))
    assert errand.mandate.signature == "1,2 3,4"


@pytest.mark.long
def test_over_the_api_a_piece_says_where_it_belongs(client: Client, cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside, signed=GLASS, photos=[SHOT], at=MONDAY)
    client.force_login(countryside.agent, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("civic_service_api:piece", args=[errand.case.number, 1])

    def send(offset: int, data: bytes):
        return client.post(url, {"offset": offset, "piece": SimpleUploadedFile("p", data)})

    assert send(0, PHOTO[:10]).json()["offset"] == 10
    again = send(0, PHOTO[:10])
    assert (again.status_code, again.json()["code"]) == (409, "offset_differs")
    listed = client.get(reverse("civic_service_api:photos", args=[errand.case.number])).json()
    assert [(row["position"], row["offset"], row["kept"]) for row in listed] == [(1, 10, False)]
    assert send(10, PHOTO[10:]).json()["kept"] is True
