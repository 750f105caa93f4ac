"""Paths of the API's doors to cards."""

from django.urls import path

from ethics_monitor.api import views

app_name = "ethics_monitor_api"

urlpatterns = [
    path("cards/", views.CardList.as_view(), name="cards"),
    path("cards/<str:number>/", views.CardDetail.as_view(), name="card"),
    *(path(f"cards/<str:number>/{code}/", view.as_view(), name=code) for code, view in views.VERB_VIEWS.items()),
]
