from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from api.document import document
from api.middleware import PREFIX
from api.reading import sections, shapes


@require_safe
@login_not_required
def openapi(request: HttpRequest) -> JsonResponse:
    """Open to everybody: it holds nothing but what the source does."""
    return JsonResponse(document())


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    context = {
        "sections": sections(document()),
        "shapes": shapes(document()),
        "root": request.build_absolute_uri(PREFIX),
    }
    return render(request, "api/documentation.html", context)
