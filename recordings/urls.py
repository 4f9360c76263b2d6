from __future__ import annotations

from django.urls import path

from recordings import (
    archive_views,
    bulk_views,
    exports,
    retention_views,
    trash_views,
    views,
)

app_name = "recordings"
urlpatterns = [
    path("", views.recording_list, name="list"),
    path("export.csv", exports.recording_export, {"kind": "csv"}, name="export_csv"),
    path("export.json", exports.recording_export, {"kind": "json"}, name="export_json"),
    path("bulk/", bulk_views.recording_bulk, name="bulk"),
    path("zips/<int:job_pk>/", bulk_views.recording_zip, name="zip"),
    path("retention/", retention_views.retention_list, name="retention"),
    path("retention/new/", retention_views.retention_edit, name="retention_new"),
    path("retention/<int:rule_pk>/", retention_views.retention_preview, name="retention_preview"),
    path("retention/<int:rule_pk>/edit/", retention_views.retention_edit, name="retention_edit"),
    path(
        "retention/<int:rule_pk>/switch/", retention_views.retention_switch, name="retention_switch"
    ),
    path(
        "retention/<int:rule_pk>/delete/", retention_views.retention_remove, name="retention_delete"
    ),
    path("trash/", trash_views.trash_list, name="trash"),
    path("<str:recording_id>/", views.recording_detail, name="detail"),
    path("<str:recording_id>/media/", views.recording_media, name="media"),
    path("<str:recording_id>/poster/", views.recording_poster, name="poster"),
    path("<str:recording_id>/download/", views.recording_download, name="download"),
    path("<str:recording_id>/delete/", trash_views.recording_remove, name="delete"),
    path("<str:recording_id>/archive/", archive_views.recording_archive, name="archive"),
    path("<str:recording_id>/restore/", trash_views.recording_bring_back, name="restore"),
    path("<str:recording_id>/purge/", trash_views.recording_erase, name="purge"),
    path("<str:recording_id>/hold/", trash_views.recording_keep, name="hold"),
    path("<str:recording_id>/release/", trash_views.recording_let_go, name="release"),
    path("<str:recording_id>/refresh/", views.recording_reread, name="refresh"),
]
