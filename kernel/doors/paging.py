"""Cursor pagination of API lists: stable while rows are added, and no count of a large table."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.views import APIView


class NewestFirst(CursorPagination):
    """Pages of fifty, newest first; a list says by which column. `page_size` may be asked for up to 200."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering: str | tuple[str, ...] = "-pk"

    def paginate_queryset(
        self, queryset: QuerySet[Any, Any] | Sequence[Any], request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        """The asked page. Errors: NotFound for a cursor that is none of ours, whatever it holds."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValueError, ValidationError) as error:
            raise NotFound(self.invalid_cursor_message) from error


class OldestFirst(NewestFirst):
    """The same in the order in which the rows came."""

    ordering = "pk"


class ByRank(NewestFirst):
    """For lists whose first column says little (many rows share it): the place within it is counted further."""

    offset_cutoff = 100_000
