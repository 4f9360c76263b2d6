from __future__ import annotations

from django.urls import path

from rooms.views import bulk, cells, editing, undoing, walks
from rooms.views import rooms as views

app_name = "rooms"
urlpatterns = [
    path("", views.room_list, name="list"),
    path("new/", views.room_new, name="new"),
    path("bulk/", bulk.room_bulk, name="bulk"),
    path("sync/", walks.walk_list, name="walks"),
    path("sync/now/", walks.walk_now, name="walk_now"),
    path("sync/drift/", walks.drift_list, name="drifts"),
    path("sync/<int:walk_pk>/", walks.walk_detail, name="walk"),
    path("<str:room_id>/", views.room_detail, name="detail"),
    path("<str:room_id>/edit/", editing.room_edit, name="edit"),
    path("<str:room_id>/cell/<slug:cell>/", cells.room_cell, name="cell"),
    path("<str:room_id>/undo/", undoing.room_undo, name="undo"),
    path("<str:room_id>/extend/", views.room_extend, name="extend"),
    path("<str:room_id>/delete/", views.room_remove, name="delete"),
    path("<str:room_id>/refresh/", views.room_reread, name="refresh"),
    path("<str:room_id>/host-link/", views.room_host_link, name="host_link"),
]
