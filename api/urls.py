from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, include, path

from api.application import api
from api.documentation import documentation, openapi

app_name = "api"


def _operations() -> list[URLPattern]:
    """Their own check of the token is the one that counts, not the one for pages."""
    patterns = [each for each in api.urls[0] if isinstance(each, URLPattern)]
    for pattern in patterns:
        pattern.callback = login_not_required(pattern.callback)
    return [pattern for pattern in patterns if pattern.name != "api-root"]


urlpatterns = [
    path("", documentation, name="documentation"),
    path("v1/openapi.json", openapi, name="openapi"),
    path("v1/", include((_operations(), "v1"))),
]
