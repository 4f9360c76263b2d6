"""The look-up is the permission check: a view cannot have the object without the right."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from accounts.models import User
from accounts.sight import sight_of
from jobs.models import Job, JobQuerySet


def jobs_for(user: User) -> JobQuerySet:
    """One's own jobs, and everybody's for who may view jobs, and sees all rooms."""
    jobs = Job.objects.select_related("created_by")
    sees_all = user.has_perm("jobs.view_job") and sight_of(user).scopes is None
    return jobs if sees_all else jobs.filter(created_by=user)


def get_job_for(user: User, job_pk: int) -> Job:
    """Raises Http404 also for a job of somebody else."""
    return get_object_or_404(jobs_for(user), pk=job_pk)


def get_own_job_for(user: User, job_pk: int) -> Job:
    """To cancel it or to do it again. Raises Http404."""
    return get_object_or_404(Job.objects.select_related("created_by"), pk=job_pk, created_by=user)
