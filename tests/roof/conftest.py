"""The roof's own pages run on the portal's routes, in Chinese, with the three administrators beside the cast."""

from dataclasses import dataclass

import pytest
from celery import current_app
from django.test import Client

from kernel.accounts.models import User
from kernel.organizations.models import Role
from tests.cast import Cast, post, staff

BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass
class Offices:
    """Everyone who may ever open a page of the roof, and one of each who may not."""

    system: User
    security: User
    audit: User
    director: User
    deputy_director: User
    supervisor: User
    clerk: User
    department_head: User
    inspector: User
    citizen: User


@pytest.fixture(autouse=True)
def _unheard_hints(monkeypatch: pytest.MonkeyPatch) -> None:
    """No broker that other people's workers listen to is told of a test's letters."""
    monkeypatch.setattr(current_app, "send_task", lambda name, args=(), **options: None)


@pytest.fixture
def offices(cast: Cast) -> Offices:
    security, audit = staff("admsec", "安全管理员"), staff("admaud", "审计管理员")
    director, second = staff("gaowy", "高文远"), staff("songlx", "宋立新")
    post(security, Role.ADMIN_SECURITY, cast.centre, title="安全管理员")
    post(audit, Role.ADMIN_AUDIT, cast.centre, title="审计管理员")
    post(director, Role.CENTER_DIRECTOR, cast.centre, title="主任")
    post(second, Role.DEPUTY_DIRECTOR, cast.centre, title="副主任")
    return Offices(
        system=cast.administrator,
        security=security,
        audit=audit,
        director=director,
        deputy_director=second,
        supervisor=cast.supervisor,
        clerk=cast.clerk,
        department_head=cast.department_head,
        inspector=cast.inspector,
        citizen=cast.citizen,
    )


def as_(user: User | None) -> Client:
    """A browser of this person; of a visitor when None."""
    client = Client()
    if user is not None:
        client.force_login(user, backend=BACKEND)
    return client
