"""What a signed-in person sees is kept by no browser of the hall; what everybody may see may be kept."""

import pytest
from django.test import Client

from tests.cast import Cast


@pytest.mark.parametrize("path", ["/hall/", "/account/", "/account/sessions/", "/api/v1/cases/", "/api/v1/inbox/", "/"])
def test_a_signed_in_persons_page_is_not_kept(cast: Cast, client: Client, path: str) -> None:
    client.force_login(cast.clerk, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(path)
    assert answer.status_code == 200
    assert {"private", "no-store"} <= {part.strip() for part in answer["Cache-Control"].split(",")}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/items/", "/api/v1/items/"])
def test_a_public_page_may_be_kept(client: Client, path: str) -> None:
    assert "no-store" not in client.get(path).get("Cache-Control", "")


def test_what_a_page_says_of_its_own_keeping_stands(cast: Cast, client: Client) -> None:
    client.force_login(cast.clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/nothing/")["Cache-Control"] == "no-store"
