from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import HttpRequest
from meetings_dashboard.search import Search

MOST_AT_ONCE = 5
MOST_ON_THE_PAGE = 20


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """The page; for htmx, what is shown below the field as one types."""
    most = MOST_AT_ONCE if request.htmx else MOST_ON_THE_PAGE
    found = Search.of(request.user, request.GET.get("q", ""), most=most)
    template = "meetings_dashboard/search.html"
    if request.htmx:
        template = "meetings_dashboard/found.html"
    return render(request, template, {"found": found, "is_page": not request.htmx})


@require_GET
def shortcuts(request: HttpRequest) -> HttpResponse:
    return render(request, "meetings_dashboard/shortcuts.html")
