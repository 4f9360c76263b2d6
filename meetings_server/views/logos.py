"""Takes logos as the retired service's storage did, and shows those of themes."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.signing import BadSignature, SignatureExpired
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.csrf import csrf_exempt

from meetings_server.images import LARGEST_BYTES, invalid_property
from meetings_server.logos import logo_store, logo_uploads, logos_finalize, upload_policy
from meetings_server.models import Application, Logo
from meetings_server.refusals import no_route
from meetings_server.views.api import endpoint
from meetings_server.views.media import storage_refusal
from meetings_server.views.requests import json_object

LONGEST_VALUE = 4096


def list_uploads(_request: HttpRequest, application: Application, family: str) -> HttpResponse:
    return JsonResponse(logo_uploads(application), safe=False)


def finalize_logos(
    request: HttpRequest, application: Application, family: str, theme_id: str
) -> HttpResponse:
    logos_finalize(application, theme_id, json_object(request))
    return HttpResponse("OK", content_type="text/plain; charset=utf-8")


@csrf_exempt
def upload(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return storage_refusal(
            "MethodNotAllowed", "This resource can only be posted to.", status=405
        )
    if request.META.get("CONTENT_LENGTH", "") in ("", "0"):
        # One SDK sends no form at all (the contract, section 6, item 13): there is no logo then.
        return HttpResponse(status=204)
    try:
        form = _form(request)
    except (MultiPartParserError, SuspiciousOperation):
        return storage_refusal("MalformedPOSTRequest", "The form cannot be read.", status=400)
    return _take(request, form)


def _form(request: HttpRequest) -> dict[str, str]:
    """The text parts, also those with a file name (the contract, section 6, item 16)."""
    texts = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    for name in set(request.FILES) - {"file"}:
        [part, *_] = request.FILES.getlist(name)
        texts[name] = part.read(LONGEST_VALUE).decode(errors="replace")
    return texts


def _take(request: HttpRequest, form: dict[str, str]) -> HttpResponse:
    try:
        policy = upload_policy(form)
    except SignatureExpired:
        return storage_refusal("AccessDenied", "Invalid according to Policy: Policy expired.")
    except BadSignature:
        return storage_refusal("SignatureDoesNotMatch", "The signature does not match the policy.")
    changed = [name for name, value in policy["form"].items() if form.get(name) != value]
    if changed:
        return storage_refusal(
            "AccessDenied", f"Invalid according to Policy: {changed[0]} differs."
        )
    return _store(request, policy)


def _store(request: HttpRequest, policy: dict[str, Any]) -> HttpResponse:
    files = request.FILES.getlist("file")
    if len(files) != 1:
        return storage_refusal("InvalidArgument", "POST requires exactly one file.", status=400)
    image = files[0].read(LARGEST_BYTES + 1)
    logo_store(policy, image, invalid_property(image, policy["form"]["logoType"]))
    return HttpResponse(status=204)


def show(request: HttpRequest, logo_type: str, logo_id: str) -> HttpResponse:
    logo = Logo.objects.filter(key=f"logos/{logo_type}/{logo_id}").first()
    if logo is None or request.method not in ("GET", "HEAD"):
        raise no_route(request.method, request.path)
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "public, immutable"}
    return HttpResponse(bytes(logo.image), content_type="image/png", headers=headers)


uploads = endpoint(get=list_uploads)
finalization = endpoint(put=finalize_logos)
