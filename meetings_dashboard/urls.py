from __future__ import annotations

from django.urls import include, path

from meetings_dashboard import views
from webhooks.receiver import receive

urlpatterns = [
    path("", views.overview, name="overview"),
    path("healthz", views.healthz, name="healthz"),
    path("", include("accounts.urls")),
    path("", include("core.urls")),
    path("rooms/", include("rooms.urls")),
    path("sessions/", include("rooms.session_urls")),
    path("recordings/", include("recordings.urls")),
    path("callbacks/", include("webhooks.urls")),
    path("hooks/<str:token>/", receive, name="receive_callback"),
]
