from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import get_person_for, get_role_for, people_for, roles_for
from accounts.given_rights import NotAllowed
from accounts.http import HttpRequest
from accounts.models import NamesShown, Role
from accounts.people import person_update, role_delete, role_reset, role_save
from accounts.people_forms import PersonForm, RoleForm
from accounts.recent import recent_authentication_to_change
from accounts.roles import AREAS
from accounts.tokens import tokens_of
from core.paging import keyset_page

# Of those who lose a role that is deleted.
MOST_NAMED = 20


@require_GET
def people_list(request: HttpRequest) -> HttpResponse:
    page = keyset_page(
        people_for(request.user),
        key="username",
        descending=False,
        cursor=request.GET.get("cursor"),
    )
    return render(request, "accounts/people.html", {"section": "people", "page": page})


@require_http_methods(["GET", "POST"])
@recent_authentication_to_change
def person_detail(request: HttpRequest, person_pk: int) -> HttpResponse:
    person = get_person_for(request.user, person_pk)
    form = PersonForm.of(person, _posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            person_update(person=person, actor=request.user, **form.cleaned_data)
        except NotAllowed as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved %(name)s.") % {"name": person})
            return redirect("people:list")
    context = {"section": "people", "person": person, "form": form}
    context["tokens"] = tokens_of(person)
    return render(request, "accounts/person.html", context, status=400 if form.errors else 200)


@require_GET
def role_list(request: HttpRequest) -> HttpResponse:
    """Which role may do what, as one table."""
    counted = roles_for(request.user).annotate(people=Count("group__user"))
    roles = list(counted.prefetch_related("group__room_scopes", "group__permissions__content_type"))
    context = {"section": "people", "roles": roles, "areas": _table(roles)}
    return render(request, "accounts/roles.html", context)


def _table(
    roles: Sequence[Role],
) -> list[tuple[object, list[tuple[object, list[tuple[Role, bool]]]]]]:
    held = [(role, _held(role)) for role in roles]
    return [
        (area.label, [_line(label, right, held) for right, label in area.rights.items()])
        for area in AREAS
    ]


def _line(
    label: object, right: str, held: list[tuple[Role, set[str]]]
) -> tuple[object, list[tuple[Role, bool]]]:
    return label, [(role, right in rights) for role, rights in held]


def _held(role: Role) -> set[str]:
    found = role.group.permissions.all()
    return {f"{one.content_type.app_label}.{one.codename}" for one in found}


@require_http_methods(["GET", "POST"])
@recent_authentication_to_change
def role_new(request: HttpRequest) -> HttpResponse:
    roles_for(request.user)
    return _role_form(request, None)


@require_http_methods(["GET", "POST"])
@recent_authentication_to_change
def role_detail(request: HttpRequest, role_pk: int) -> HttpResponse:
    return _role_form(request, get_role_for(request.user, role_pk))


def _role_form(request: HttpRequest, role: Role | None) -> HttpResponse:
    form = RoleForm.of(role, _posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            return _role_saved(request, role, form)
        except NotAllowed as error:
            form.add_error(None, str(error))
    context = {"section": "people", "role": role, "form": form}
    return render(request, "accounts/role.html", context, status=400 if form.errors else 200)


def _role_saved(request: HttpRequest, role: Role | None, form: RoleForm) -> HttpResponse:
    saved = role_save(
        role=role,
        name=form.cleaned_data["name"],
        names_shown=NamesShown(form.cleaned_data["names_shown"]),
        trash_hours=form.cleaned_data["trash_hours"],
        rights=form.rights,
        scopes=form.scopes,
        actor=request.user,
    )
    messages.success(request, _("Saved the role %(name)s.") % {"name": saved})
    return redirect("people:roles")


@require_POST
@recent_authentication_to_change
def role_put_back(request: HttpRequest, role_pk: int) -> HttpResponse:
    role = get_role_for(request.user, role_pk)
    try:
        role_reset(role=role, actor=request.user)
    except NotAllowed as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(name)s is as it was at first.") % {"name": role})
    return redirect(role)


@require_http_methods(["GET", "POST"])
@recent_authentication_to_change
def role_remove(request: HttpRequest, role_pk: int) -> HttpResponse:
    role = get_role_for(request.user, role_pk)
    if request.method == "GET":
        people = role.group.user_set.order_by("username")
        context = {"section": "people", "role": role, "people": people[:MOST_NAMED]}
        return render(request, "accounts/role_delete.html", context | {"count": people.count()})
    name = str(role)
    try:
        role_delete(role=role, actor=request.user)
    except NotAllowed as error:
        messages.error(request, str(error))
        return redirect(role)
    messages.success(request, _("Deleted the role %(name)s.") % {"name": name})
    return redirect("people:roles")


def _posted(request: HttpRequest) -> QueryDict | None:
    """Also what is empty: no box ticked is an answer."""
    return request.POST if request.method == "POST" else None
