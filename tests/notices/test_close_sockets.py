"""A socket is asked for its rights while it stays open: each way in which a session ends takes its groups away."""

import time
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.test import Client

from kernel.accounts.idle import SEEN, SINCE, lock
from kernel.accounts.models import User
from kernel.ledger.locking import database_now
from kernel.notices import live
from kernel.notices.consumers import InboxConsumer
from tests.cast import Cast, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return build()


@pytest.fixture
def session(cast: Cast) -> SessionBase:
    client = Client()
    client.force_login(cast.clerk, backend="django.contrib.auth.backends.ModelBackend")
    return client.session


def rights(session: SessionBase | None) -> list[str]:
    socket = InboxConsumer()
    socket.scope = {"session": session, "user": SimpleNamespace(is_authenticated=session is not None)}
    return socket._rights_now()


def another_password(user: User, session: SessionBase) -> None:
    user.set_password("another-password-of-mine")
    user.save()


def closed_account(user: User, session: SessionBase) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def signed_out(user: User, session: SessionBase) -> None:
    session.flush()


def expired(user: User, session: SessionBase) -> None:
    Session.objects.filter(session_key=session.session_key).update(expire_date=database_now() - timedelta(seconds=1))


def left_alone(user: User, session: SessionBase) -> None:
    session[SINCE] = session[SEEN] = time.time() - settings.PORTAL_IDLE_SECONDS["staff"] - 1
    session.save()


def locked(user: User, session: SessionBase) -> None:
    lock(session)
    session.save()


def too_old(user: User, session: SessionBase) -> None:
    session[SINCE], session[SEEN] = time.time() - settings.PORTAL_SESSION_SECONDS - 1, time.time()
    session.save()


@pytest.mark.parametrize("end", [another_password, closed_account, signed_out, expired, left_alone, locked, too_old])
def test_what_ends_a_session_ends_its_sockets(
    cast: Cast, session: SessionBase, end: Callable[[User, SessionBase], None]
) -> None:
    key = session.session_key
    assert rights(session) == [live.inbox(cast.clerk.pk)]
    end(cast.clerk, session)
    kept = type(session)(key)
    assert rights(kept) == []


def test_a_stranger_hears_nothing(cast: Cast) -> None:
    assert rights(None) == []
