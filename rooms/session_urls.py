from __future__ import annotations

from django.urls import path

from rooms.views import sessions as views

app_name = "sessions"
urlpatterns = [
    path("", views.session_list, name="list"),
    path("<str:session_id>/attendance.csv", views.session_attendance, name="attendance"),
    path(
        "<str:session_id>/attendance/",
        views.session_attendance_page,
        name="attendance_page",
    ),
    path("<str:session_id>/", views.session_detail, name="detail"),
]
