from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import HttpRequest
from accounts.recent import recent_authentication_required
from accounts.sight import sight_of
from core.audit import Act
from core.paging import keyset_page
from recordings.access import recordings_for, rules_for
from recordings.forms import RetentionRuleForm
from recordings.models import RetentionRule
from recordings.retention import going, staying

# Counted no further.
MOST_COUNTED = 1000


@require_GET
def retention_list(request: HttpRequest) -> HttpResponse:
    context = {"section": "recordings", "rules": rules_for(request.user)}
    return render(request, "recordings/retention.html", context)


@require_http_methods(["GET", "POST"])
@recent_authentication_required
def retention_edit(request: HttpRequest, rule_pk: int | None = None) -> HttpResponse:
    """A rule that is changed is off again, until somebody has seen what it would do now."""
    rules = rules_for(request.user, to="change")
    if rule_pk is None and sight_of(request.user).scopes is not None:
        raise PermissionDenied
    rule = get_object_or_404(rules, pk=rule_pk) if rule_pk else RetentionRule()
    form = RetentionRuleForm(request.POST or None, instance=rule)
    if request.method == "POST" and form.is_valid():
        rule = form.save(commit=False)
        rule.is_enabled = False
        rule.save()
        _act(request, "retention.change", rule).done(detail=str(form.cleaned_data))
        messages.info(request, _("Saved. It is off: look at what it would do, then switch it on."))
        return redirect("recordings:retention_preview", rule.pk)
    context = {"section": "recordings", "form": form, "rule": rule}
    status = 400 if form.errors else 200
    return render(request, "recordings/retention_form.html", context, status=status)


@require_GET
def retention_preview(request: HttpRequest, rule_pk: int) -> HttpResponse:
    """The dry run: exactly what would go now, and what stays for which reason."""
    rule = get_object_or_404(rules_for(request.user), pk=rule_pk)
    shows_staying = request.GET.get("show") == "staying"
    seen = recordings_for(request.user)
    goes, stays = (seen.filter(pk__in=found.values("pk")) for found in (going(rule), staying(rule)))
    page = keyset_page(
        stays if shows_staying else goes,
        key="began_at",
        descending=False,
        cursor=request.GET.get("cursor"),
    )
    context = {
        "section": "recordings",
        "rule": rule,
        "page": page,
        "shows_staying": shows_staying,
        "going": goes.order_by()[: MOST_COUNTED + 1].count(),
        "staying": stays.order_by()[: MOST_COUNTED + 1].count(),
        "most": MOST_COUNTED,
    }
    return render(request, "recordings/retention_preview.html", context)


@require_POST
@recent_authentication_required
def retention_switch(request: HttpRequest, rule_pk: int) -> HttpResponse:
    rule = get_object_or_404(rules_for(request.user, to="change"), pk=rule_pk)
    if "on" in request.POST and request.POST.get("seen", rule.terms) != rule.terms:
        # Somebody else has made another rule of it since its dry run was looked at.
        messages.error(
            request, _("The rule has changed since you looked. This is what it does now.")
        )
        return redirect("recordings:retention_preview", rule.pk)
    rule.is_enabled = "on" in request.POST
    rule.save(update_fields=["is_enabled"])
    _act(request, "retention.on" if rule.is_enabled else "retention.off", rule).done()
    words = _("%(name)s is on.") if rule.is_enabled else _("%(name)s is off.")
    messages.success(request, words % {"name": rule.name})
    return redirect("recordings:retention")


@require_POST
@recent_authentication_required
def retention_remove(request: HttpRequest, rule_pk: int) -> HttpResponse:
    rule = get_object_or_404(rules_for(request.user, to="change"), pk=rule_pk)
    _act(request, "retention.delete", rule).done()
    rule.delete()
    messages.success(request, _("The rule is deleted; what it put into the trash stays there."))
    return redirect("recordings:retention")


def _act(request: HttpRequest, action: str, rule: RetentionRule) -> Act:
    return Act(request.user, action, f"retention:{rule.pk}", rule.name)
