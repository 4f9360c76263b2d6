from __future__ import annotations

from django.urls import include, path

from meetings_dashboard import search_views, usage_views, views
from webhooks.receiver import receive

handler500 = "meetings_dashboard.views.server_failed"
handler429 = "accounts.rate_limits.too_many_tries"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("usage.csv", usage_views.usage_csv, name="usage_csv"),
    path("search/", search_views.search, name="search"),
    path("shortcuts/", search_views.shortcuts, name="shortcuts"),
    path("healthz", views.healthz, name="healthz"),
    path("", include("accounts.urls")),
    path("", include("accounts.allauth_urls")),
    path("people/", include("accounts.people_urls")),
    path("activity/", include("accounts.activity_urls")),
    path("", include("core.urls")),
    path("rooms/", include("rooms.urls")),
    path("sessions/", include("rooms.session_urls")),
    path("recordings/", include("recordings.urls")),
    path("jobs/", include("jobs.urls")),
    path("callbacks/", include("webhooks.urls")),
    path("", include("webhooks.trail_urls")),
    path("api/", include("api.urls")),
    path("hooks/<str:token>/", receive, name="receive_callback"),
]
