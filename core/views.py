from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import styleguide_samples


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    return render(request, "core/styleguide.html", styleguide_samples.context())
