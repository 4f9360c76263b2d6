from __future__ import annotations

from django.urls import path

from jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.job_list, name="list"),
    path("<int:job_pk>/", views.job_detail, name="detail"),
    path("<int:job_pk>/cancel/", views.job_stop, name="cancel"),
    path("<int:job_pk>/retry/", views.job_again, name="retry"),
]
