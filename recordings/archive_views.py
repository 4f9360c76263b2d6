from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import HttpRequest
from jobs.services import job_begin
from recordings.access import get_archivable_recording_for
from recordings.archive import archive_refusal
from recordings.job_kinds import ARCHIVE
from recordings.selection import target_of


@require_POST
def recording_archive(request: HttpRequest, recording_id: str) -> HttpResponse:
    recording = get_archivable_recording_for(request.user, recording_id)
    if recording.archived is not None:
        messages.info(request, _("It is archived already."))
        return redirect(recording)
    if refusal := archive_refusal():
        messages.error(request, refusal)
        return redirect(recording)
    if not recording.is_ready:
        messages.error(request, _("There is no film to archive yet, or not any more."))
        return redirect(recording)
    job = job_begin(kind=ARCHIVE, actor=request.user, targets=[target_of(recording)])
    messages.success(request, _("It is being archived; this page says how far it is."))
    return redirect(job)
