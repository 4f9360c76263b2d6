"""One's own account."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.devices import device_end, devices_of, other_devices_end
from accounts.forms import EmailForm, PreferencesForm
from accounts.held_posts import held_post
from accounts.http import HttpRequest
from accounts.language import in_language_of
from accounts.recent import recent_authentication_required
from core.audit import Act


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    kinds: dict[str, list[Authenticator]] = {}
    for each in Authenticator.objects.filter(user=request.user).order_by("pk"):
        kinds.setdefault(each.type, []).append(each)
    codes = kinds.get(Authenticator.Type.RECOVERY_CODES)
    context = {
        "app": next(iter(kinds.get(Authenticator.Type.TOTP, [])), None),
        "passkeys": kinds.get(Authenticator.Type.WEBAUTHN, []),
        "codes_left": len(codes[0].wrap().get_unused_codes()) if codes else None,
        "devices": devices_of(request),
        "preferences": PreferencesForm(instance=request.user),
        "connections": SocialAccount.objects.filter(user=request.user),
    }
    return render(request, "accounts/account.html", context)


@require_http_methods(["GET", "POST"])
@recent_authentication_required
def email_edit(request: HttpRequest) -> HttpResponse:
    """Whoever reads mail to this address can set the password."""
    before = request.user.email
    form = EmailForm(request.POST if request.method == "POST" else None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        changes = {"email": (before, user.email)}
        Act(user, "account.email", f"person:{user.pk}", str(user), changes).done()
        messages.success(request, _("Your e-mail address is saved."))
        return redirect("accounts:account")
    return render(
        request, "accounts/email.html", {"form": form}, status=400 if form.errors else 200
    )


@require_POST
def preferences_save(request: HttpRequest) -> HttpResponse:
    form = PreferencesForm(request.POST, instance=request.user)
    before = {name: form.initial[name] for name in form.fields}
    if not form.is_valid():
        messages.error(request, _("That is not one of the choices; nothing was saved."))
        return redirect("accounts:account")
    user = form.save()
    changes = {name: (before[name], form.cleaned_data[name]) for name in form.changed_data}
    if changes:
        Act(user, "account.preferences", f"person:{user.pk}", str(user), changes).done()
    with in_language_of(user):
        messages.success(request, _("Your preferences are saved."))
    return redirect("accounts:account")


@require_POST
def device_sign_out(request: HttpRequest, device_pk: int) -> HttpResponse:
    device_end(user=request.user, device_pk=device_pk)
    messages.success(request, _("That device is signed out."))
    return redirect("accounts:account")


@require_POST
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    count = other_devices_end(user=request.user, current_key=request.session.session_key)
    words = ngettext("%d other device is signed out.", "%d other devices are signed out.", count)
    messages.success(request, words % count)
    return redirect("accounts:account")


@require_http_methods(["GET", "POST"])
def sign_in_again(request: HttpRequest) -> HttpResponse:
    """For who has no password here to be asked for: they came by single sign-on."""
    return render(request, "accounts/sign_in_again.html", {"next": request.GET.get("next", "")})


@require_GET
@never_cache
def go_on(request: HttpRequest) -> HttpResponse:
    """After a proof: what was sent before it, ready to be sent again."""
    held = held_post(request)
    if held is None:
        messages.info(request, _("There is nothing left to go on with: please begin again."))
        return redirect("overview")
    return render(request, "accounts/go_on.html", {"held": held})
