from __future__ import annotations

from django.db.models import IntegerField, Subquery


class CountOf(Subquery):
    """How many rows a queryset has, also a sliced one, as one value inside another query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
