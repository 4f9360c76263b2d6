from __future__ import annotations

from django.urls import path

from webhooks import trail_views as views

app_name = "trails"
urlpatterns = [
    path("missing-recording/", views.choice, name="choice"),
    path("rooms/<str:room_id>/recording-trail/", views.room_trail, name="room"),
    path("sessions/<str:session_id>/recording-trail/", views.session_trail, name="session"),
    path("recordings/<str:recording_id>/trail/", views.recording_trail, name="recording"),
]
