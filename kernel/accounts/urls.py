"""Doors of the account: only those of allauth's that this house opens."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as sessions
from django.conf import settings
from django.urls import URLPattern, path, reverse_lazy

from kernel.accounts import lock_views, views

urlpatterns: list[URLPattern] = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    # allauth names this door on its own pages; the adapter keeps it shut
    path("signup/", account.signup, name="account_signup"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("sessions/", sessions.list_usersessions, name="usersessions_list"),
    path("activate/", views.activate, name="activate"),
    path("resume/", views.resume, name="account_resume"),
    path("lock/", lock_views.lock, name="account_lock"),
    path("lock/keep/", lock_views.keep, name="account_keep"),
    path("lock/unlock/", lock_views.unlock, name="account_unlock"),
    path("lock/switch/", lock_views.switch, name="account_switch"),
    path("", views.my_account, name="my_account"),
]
if settings.MFA_SUPPORTED_TYPES:
    urlpatterns += [
        path("2fa/", mfa.index, name="mfa_index"),
        path("2fa/authenticate/", views.second_factor, name="mfa_authenticate"),
        path("2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
        path("2fa/totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
        path("2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
        path("2fa/key/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
        path("2fa/key/reauthenticate/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
        path(
            "2fa/key/<int:pk>/remove/",
            webauthn.RemoveWebAuthnView.as_view(success_url=reverse_lazy("mfa_index")),
            name="mfa_remove_webauthn",
        ),
        path("2fa/recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
        path("2fa/recovery-codes/generate/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
        path("2fa/recovery-codes/download/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    ]
