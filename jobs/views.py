from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from accounts.http import HttpRequest
from core.live import clock_step, live_region
from core.paging import keyset_page
from jobs.access import get_job_for, get_own_job_for, jobs_for
from jobs.models import ItemState, Job
from jobs.page import JobPage
from jobs.services import job_cancel, job_retry


@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    page = keyset_page(
        jobs_for(request.user),
        key="created_at",
        descending=True,
        cursor=request.GET.get("cursor"),
    )
    rows = [JobPage(job, request.user) for job in page.rows]
    return render(request, "jobs/list.html", {"section": "jobs", "page": page, "rows": rows})


@require_GET
@vary_on_headers("HX-Request")
def job_detail(request: HttpRequest, job_pk: int) -> HttpResponse:
    job = get_job_for(request.user, job_pk)
    if request.htmx:
        return live_region(
            request,
            "jobs/detail.html#board",
            lambda: _context(request, job),
            revision=(job.pk, job.state, job.beat_at, job.cancel_requested, clock_step(60)),
            is_over=job.is_over,
        )
    return render(request, "jobs/detail.html", _context(request, job))


def _context(request: HttpRequest, job: Job) -> dict[str, Any]:
    shown = request.GET.get("state", "")
    items = job.items.all()
    if shown in ItemState.values:
        items = items.filter(state=shown)
    # By primary key alone: in the order in which they are done.
    page = keyset_page(items, key="pk", descending=False, cursor=request.GET.get("cursor"))
    return {
        "section": "jobs",
        "job": job,
        "job_page": JobPage(job, request.user),
        "page": page,
        "shown": shown,
    }


@require_POST
def job_stop(request: HttpRequest, job_pk: int) -> HttpResponse:
    job = get_own_job_for(request.user, job_pk)
    if job_cancel(job=job, actor=request.user):
        messages.info(request, _("It stops after what it is doing now."))
    else:
        messages.info(request, _("It was over already."))
    return redirect(job)


@require_POST
def job_again(request: HttpRequest, job_pk: int) -> HttpResponse:
    job = get_own_job_for(request.user, job_pk)
    if job_retry(job=job, actor=request.user):
        messages.success(request, _("Trying again what failed."))
    else:
        messages.info(request, _("There is nothing to try again."))
    return redirect(job)
