from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import HttpRequest
from accounts.saved_view_forms import NewViewForm, SavedViewForm
from accounts.saved_views import (
    NameTaken,
    TooManyViews,
    changeable_views,
    has_list,
    view_change,
    view_delete,
    view_save,
)


@require_POST
def saved_view_new(request: HttpRequest) -> HttpResponse:
    """Keep the list that is posted; what is refused comes back as it was typed."""
    if not has_list(request.user, request.POST.get("page", "")):
        raise Http404
    form = NewViewForm(request.POST)
    if form.is_valid():
        try:
            view = view_save(owner=request.user, **form.cleaned_data)
        except NameTaken:
            form.refuse_name()
        except TooManyViews:
            form.add_error(None, _("You keep as many views of this list as you can: delete some."))
        else:
            messages.success(request, _("Saved as %(name)s.") % {"name": view.name})
            return redirect(view)
    return render(request, "accounts/saved_view.html", {"form": form}, status=400)


@require_http_methods(["GET", "POST"])
def saved_view_edit(request: HttpRequest, view_pk: int) -> HttpResponse:
    view = get_object_or_404(changeable_views(request.user), pk=view_pk)
    form = SavedViewForm.of(view, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            view_change(view=view, actor=request.user, **form.cleaned_data)
        except NameTaken:
            form.refuse_name()
        else:
            messages.success(request, _("Saved."))
            return redirect(view)
    context = {"form": form, "view": view}
    status = 400 if form.errors else 200
    return render(request, "accounts/saved_view.html", context, status=status)


@require_POST
def saved_view_remove(request: HttpRequest, view_pk: int) -> HttpResponse:
    view = get_object_or_404(changeable_views(request.user), pk=view_pk)
    view_delete(view=view, actor=request.user)
    messages.success(request, _("The view %(name)s is deleted.") % {"name": view.name})
    return redirect(view.page)
