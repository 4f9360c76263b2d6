from __future__ import annotations

from django.urls import path

from recordings import views

app_name = "recordings"
urlpatterns = [
    path("", views.recording_list, name="list"),
    path("<str:recording_id>/", views.recording_detail, name="detail"),
    path("<str:recording_id>/media/", views.recording_media, name="media"),
    path("<str:recording_id>/download/", views.recording_download, name="download"),
    path("<str:recording_id>/delete/", views.recording_remove, name="delete"),
    path("<str:recording_id>/refresh/", views.recording_reread, name="refresh"),
]
