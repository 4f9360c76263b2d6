from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

# Twenty wrong passwords from one address, five of them for one user, in five minutes; whose
# address it is depends on CALLBACK_TRUSTED_PROXIES. Everything else within a minute.
RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "5/5m/key,20/5m/ip",
    "reset_password": "10/m/ip",
    # To one address. Nobody is told: whoever uses it up keeps nobody from asking, and the links
    # that were sent already are as good as any further one.
    "password_mail": "3/15m/key",
    "reauthenticate": "10/m/user",
    "signup": "10/m/ip",
    # Links that are none.
    "invitation": "20/5m/ip",
}

FORMS = {
    "login": "SignInForm",
    "signup": "SignUpForm",
    "reset_password": "ForgottenPasswordForm",
    "reset_password_from_key": "NewPasswordFromLinkForm",
    "reauthenticate": "ProveForm",
    "change_password": "PasswordChangeForm",
    "set_password": "FirstPasswordForm",
}

MFA_FORMS = {
    "authenticate": "CodeForm",
    "reauthenticate": "CodeAgainForm",
    "activate_totp": "NewAppForm",
    "authenticate_webauthn": "PasskeyForm",
    "reauthenticate_webauthn": "PasskeyAgainForm",
    "login_webauthn": "PasskeySignInForm",
    "add_webauthn": "NewPasskeyForm",
}


def allauth(*, proxies: int, is_secure: bool) -> dict[str, Any]:
    """Settings of django-allauth. What it limits it counts in the cache, which is the database:
    so that all processes count together, and a restart forgets nothing."""
    return {
        "ALLAUTH_TRUSTED_PROXY_COUNT": proxies,
        "ACCOUNT_ADAPTER": "accounts.adapters.AccountAdapter",
        "ACCOUNT_FORMS": {name: f"accounts.forms.{form}" for name, form in FORMS.items()},
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "email*", "password1*", "password2*"],
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS": False,
        "ACCOUNT_EMAIL_SUBJECT_PREFIX": "",
        "ACCOUNT_DEFAULT_HTTP_PROTOCOL": "https" if is_secure else "http",
        "ACCOUNT_SESSION_REMEMBER": True,
        "ACCOUNT_RATE_LIMITS": RATE_LIMITS,
        "MFA_ADAPTER": "accounts.mfa.MFAAdapter",
        "MFA_FORMS": {name: f"accounts.mfa_forms.{form}" for name, form in MFA_FORMS.items()},
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_RECOVERY_CODES_SHOW_ONCE": True,
        "MFA_TOTP_ISSUER": "Meetings",
        # Phones are some seconds off, and a code may change while it is typed (RFC 6238, 5.2).
        "MFA_TOTP_TOLERANCE": 1,
        # No address here is verified by mail: who makes accounts knows whose they are.
        "MFA_ALLOW_UNVERIFIED_EMAIL": True,
        # Browsers take http://localhost for secure, and so do we while cookies may travel so.
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": not is_secure,
    }


# A full table forgets some of what it counted, so there is room for many who try.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}


def single_sign_on(*, issuer: str, client_id: str, secret: str, name: str) -> dict[str, Any]:
    app = {
        "provider_id": "sso",
        "name": name,
        "client_id": client_id,
        "secret": secret,
        "settings": {"server_url": issuer.rstrip("/"), "oauth_pkce_enabled": True},
    }
    return {
        "SOCIALACCOUNT_ADAPTER": "accounts.adapters.SingleSignOnAdapter",
        "SOCIALACCOUNT_EMAIL_VERIFICATION": "none",
        "SOCIALACCOUNT_STORE_TOKENS": False,
        "SOCIALACCOUNT_PROVIDERS": {"openid_connect": {"APPS": [app] if issuer else []}},
    }


def origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
