from __future__ import annotations

from django.urls import path

from accounts import invitation_views, token_views
from accounts import people_views as views

app_name = "people"
urlpatterns = [
    path("", views.people_list, name="list"),
    path("<int:person_pk>/", views.person_detail, name="person"),
    path(
        "<int:person_pk>/tokens/<int:token_pk>/revoke/",
        token_views.person_token_take,
        name="token_revoke",
    ),
    path("roles/", views.role_list, name="roles"),
    path("roles/new/", views.role_new, name="role_new"),
    path("roles/<int:role_pk>/", views.role_detail, name="role"),
    path("roles/<int:role_pk>/reset/", views.role_put_back, name="role_reset"),
    path("roles/<int:role_pk>/delete/", views.role_remove, name="role_delete"),
    path("invitations/", invitation_views.invitation_list, name="invitations"),
    path(
        "invitations/<int:invitation_pk>/take-back/",
        invitation_views.invitation_take_back,
        name="invitation_revoke",
    ),
]
