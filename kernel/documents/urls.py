"""Doors of the file room; hung up under the portal's root with the namespace `documents`."""

from django.urls import URLPattern, path

from kernel.documents import views

app_name = "documents"

urlpatterns: list[URLPattern] = [
    path("documents/<str:number>/", views.download, name="download"),
    path("verify/", views.verify_home, name="verify_home"),
    path("verify/<str:number>/", views.verify, name="verify"),
]
