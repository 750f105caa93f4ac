"""Routes of the frame itself: the language switch and the sheet of components."""

from django.urls import path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from kernel.doors import component_sheet
from kernel.doors.routes import Door, register

urlpatterns = [
    path("language/", require_POST(set_language), name="set_language"),
    path("components/", component_sheet.show, name="component_sheet"),
    path("components/desk/", component_sheet.show_desk, name="component_sheet_desk"),
    path("components/errors/<int:status>/", component_sheet.show_error, name="component_sheet_error"),
]

register(
    (
        Door("set_language", ("POST",), "public"),
        Door("component_sheet", ("GET", "HEAD"), "public"),
        Door("component_sheet_desk", ("GET", "HEAD"), "public"),
        Door("component_sheet_error", ("GET", "HEAD"), "public"),
    )
)
