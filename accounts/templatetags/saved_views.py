from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from accounts.saved_views import kept_query, views_of

register = template.Library()


@register.inclusion_tag("partials/saved_views.html", takes_context=True)
def saved_views(context: Context, url_name: str) -> dict[str, Any]:
    """The views kept of the list `url_name`, and a form to keep it as it is now."""
    request = context["request"]
    views = list(views_of(request.user, url_name))
    current = kept_query(request.GET.urlencode())
    return {
        "views": views,
        "page": url_name,
        "current": current,
        "is_kept": any(view.query == current for view in views),
        "user": request.user,
        "manages": request.user.has_perm("accounts.manage_people"),
        "csrf_token": context.get("csrf_token"),
    }
