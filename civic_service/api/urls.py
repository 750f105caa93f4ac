"""Paths of the API's doors to proxy service."""

from django.urls import path

from civic_service.api import packets, views

app_name = "civic_service_api"

urlpatterns = [
    path("errands/", views.ErrandList.as_view(), name="errands"),
    path("errands/file/", views.File.as_view(), name="file"),
    path("errands/bring/", packets.Bring.as_view(), name="bring"),
    path("errands/bring/file/", packets.BringFile.as_view(), name="bring_file"),
    path("errands/<str:number>/", views.ErrandDetail.as_view(), name="errand"),
    *(path(f"errands/<str:number>/{code}/", view.as_view(), name=code) for code, view in views.ERRAND_VIEWS.items()),
    path("errands/<str:number>/dial/", views.Dial.as_view(), name="dial"),
    path("errands/<str:number>/photos/", packets.PhotoList.as_view(), name="photos"),
    path("errands/<str:number>/photos/<int:position>/", packets.Piece.as_view(), name="piece"),
    path("bags/", views.BagList.as_view(), name="bags"),
    path("bags/send/", views.Send.as_view(), name="send"),
    path("bags/<str:number>/", views.BagDetail.as_view(), name="bag"),
    *(path(f"bags/<str:number>/{code}/", view.as_view(), name=code) for code, view in views.BAG_VIEWS.items()),
]
