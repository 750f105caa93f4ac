"""Forms with files carry keys too: the same files again are the same act, other files under the key are refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from kernel.accounts.models import User
from kernel.doors.idempotency import KeyMalformed, KeyReused
from kernel.doors.verbs import form_body, page_once
from tests.cast import user


@pytest.fixture
def person(db: None) -> User:
    return user("key_holder", "某*", staff_member=False)


def test_the_same_fields_with_another_file_are_another_body(rf: RequestFactory) -> None:
    def sent(content: bytes, name: str = "a.pdf") -> bytes:
        return form_body(rf.post("/", {"code": "m1", "file": SimpleUploadedFile(name, content)}))

    assert sent(b"one") == sent(b"one") != sent(b"two")
    assert sent(b"one") != sent(b"one", "b.pdf")


def test_a_page_that_shows_what_is_there_acts_once(rf: RequestFactory, person: User) -> None:
    done: list[str] = []

    def ask_page(key: str, content: bytes = b"one") -> bool:
        facts = {"idempotency_key": key, "file": SimpleUploadedFile("a.pdf", content)}
        request = rf.post("/papers/", facts)
        request.user = person
        return page_once(request, route="tests.page", act=lambda: done.append(key))

    assert (ask_page("k-1"), ask_page("k-1"), ask_page("k-2")) == (True, False, True)
    assert done == ["k-1", "k-2"]
    with pytest.raises(KeyReused):
        ask_page("k-1", b"two")
    with pytest.raises(KeyMalformed):
        ask_page("")
