from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import get_person_for
from accounts.http import HttpRequest
from accounts.recent import recent_authentication_required
from accounts.token_forms import TokenForm
from accounts.tokens import TooManyTokens, token_create, token_revoke, tokens_of


@require_GET
def token_list(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/tokens.html", {"tokens": tokens_of(request.user)})


@require_http_methods(["GET", "POST"])
@recent_authentication_required
@never_cache
def token_new(request: HttpRequest) -> HttpResponse:
    """Answers with the token itself, the only time that it is shown."""
    form = TokenForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            return _made(request, form)
        except TooManyTokens:
            form.add_error(None, _("You have too many tokens: revoke some first."))
    return render(
        request, "accounts/token_new.html", {"form": form}, status=400 if form.errors else 200
    )


def _made(request: HttpRequest, form: TokenForm) -> HttpResponse:
    token, text = token_create(
        user=request.user,
        name=form.cleaned_data["name"],
        scopes=form.cleaned_data["scopes"],
        lasts=form.lasts,
    )
    return render(request, "accounts/token_made.html", {"token": token, "text": text})


@require_POST
def token_take(request: HttpRequest, token_pk: int) -> HttpResponse:
    token = get_object_or_404(tokens_of(request.user), pk=token_pk)
    token_revoke(token=token, actor=request.user)
    messages.success(request, _("The token %(name)s is revoked.") % {"name": token.name})
    return redirect("accounts:tokens")


@require_POST
def person_token_take(request: HttpRequest, person_pk: int, token_pk: int) -> HttpResponse:
    person = get_person_for(request.user, person_pk)
    token = get_object_or_404(tokens_of(person), pk=token_pk)
    token_revoke(token=token, actor=request.user)
    messages.success(request, _("The token %(name)s is revoked.") % {"name": token.name})
    return redirect("people:person", person_pk)
