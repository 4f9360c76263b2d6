from __future__ import annotations

from django.urls import path

from webhooks import replay_views, views

app_name = "callbacks"
urlpatterns = [
    path("", views.callback_list, name="list"),
    path("receiver/", views.receiver, name="receiver"),
    path("<int:callback_pk>/", views.callback_detail, name="detail"),
    path("<int:callback_pk>/replay/", replay_views.callback_replay, name="replay"),
    path("replay/", replay_views.selection_replay, name="replay_selection"),
    path("set-aside/", replay_views.selection_set_aside, name="set_aside"),
    path("replay-all/", replay_views.filter_replay, name="replay_all"),
    path("replays/<int:run_pk>/", replay_views.replay_run, name="replay_run"),
    path("replays/<int:run_pk>/cancel/", replay_views.replay_run_stop, name="replay_cancel"),
]
