from __future__ import annotations

from django.urls import path

from webhooks import views

app_name = "callbacks"
urlpatterns = [
    path("", views.callback_list, name="list"),
    path("receiver/", views.receiver, name="receiver"),
    path("<int:callback_pk>/", views.callback_detail, name="detail"),
    path("<int:callback_pk>/replay/", views.callback_resend, name="replay"),
]
