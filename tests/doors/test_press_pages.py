"""Pages are pressed for the road, files are not."""

import gzip

from django.test import Client
from django.urls import reverse

from tests.cast import Cast


def test_a_page_is_pressed_for_who_reads_it(client: Client, cast: Cast) -> None:
    page = client.get(reverse("home"), headers={"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    assert "示范县" in gzip.decompress(page.content).decode()
    assert "Content-Encoding" not in client.get(reverse("home")).headers


def test_an_answer_of_the_api_too_and_nothing_that_is_sent_as_a_file(client: Client, cast: Cast) -> None:
    schema = client.get(reverse("roof_api:seals"), headers={"Accept-Encoding": "gzip"})
    assert schema.headers.get("Content-Encoding", "") in ("", "gzip")
    picture = client.get(reverse("api_schema"), headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in picture.headers
