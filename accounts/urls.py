from __future__ import annotations

from allauth.account.views import login, logout
from django.urls import path

from accounts import account_views as views
from accounts import saved_view_views, single_sign_on, token_views
from accounts.invitation_views import invitation_use

app_name = "accounts"
urlpatterns = [
    path("sign-in/", login, name="sign_in"),
    path("sign-in/again/", views.sign_in_again, name="sign_in_again"),
    path("account/go-on/", views.go_on, name="go_on"),
    path("sign-out/", logout, name="sign_out"),
    path("account/", views.account, name="account"),
    path("account/preferences/", views.preferences_save, name="preferences"),
    path("account/email/", views.email_edit, name="email"),
    path(
        "account/devices/<int:device_pk>/sign-out/", views.device_sign_out, name="device_sign_out"
    ),
    path("account/devices/sign-out/", views.sign_out_elsewhere, name="sign_out_elsewhere"),
    path(
        "account/single-sign-on/<int:connection_pk>/disconnect/",
        single_sign_on.disconnect,
        name="disconnect",
    ),
    path("account/tokens/", token_views.token_list, name="tokens"),
    path("account/tokens/new/", token_views.token_new, name="token_new"),
    path("account/tokens/<int:token_pk>/revoke/", token_views.token_take, name="token_revoke"),
    path("saved-views/", saved_view_views.saved_view_new, name="saved_view_new"),
    path("saved-views/<int:view_pk>/", saved_view_views.saved_view_edit, name="saved_view"),
    path(
        "saved-views/<int:view_pk>/delete/",
        saved_view_views.saved_view_remove,
        name="saved_view_delete",
    ),
    path("invitations/<str:token>/", invitation_use, name="invitation"),
]
