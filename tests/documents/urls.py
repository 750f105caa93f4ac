"""The doors under test, hung up as the roof hangs them."""

from django.urls import include, path

urlpatterns = [path("", include("kernel.documents.urls"))]
