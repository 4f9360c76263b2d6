from __future__ import annotations

from django.urls import path

from accounts import activity_views as views

app_name = "activity"
urlpatterns = [
    path("", views.activity_list, name="list"),
    path("export.csv", views.activity_export, {"kind": "csv"}, name="export_csv"),
    path("export.json", views.activity_export, {"kind": "json"}, name="export_json"),
]
