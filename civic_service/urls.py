"""Doors of proxy service's own pages; hung up under the root with the namespace `civic_service`."""

from django.urls import URLPattern, path

from civic_service.pages import asked, bags, bring, desk, errand, filing
from kernel.doors.entering import signed_in_first

app_name = "civic_service"

urlpatterns: list[URLPattern] = [
    path("proxy/", signed_in_first(desk.desk), name="desk"),
    path("proxy/bring/", signed_in_first(bring.bring), name="bring"),
    path("proxy/new/", signed_in_first(filing.choose), name="choose"),
    path("proxy/new/<str:code>/", signed_in_first(filing.filing), name="filing"),
    path("proxy/new/<str:code>/file/", signed_in_first(filing.file), name="file"),
    path("proxy/bags/send/<str:leg>/", signed_in_first(bags.send), name="send"),
    path("proxy/bags/<str:number>/", signed_in_first(bags.bag), name="bag"),
    path("proxy/bags/<str:number>/<str:verb>/", signed_in_first(bags.bag_verb), name="bag_verb"),
    path("proxy/errands/<str:number>/", signed_in_first(errand.errand), name="errand"),
    path("proxy/errands/<str:number>/receipt/", signed_in_first(errand.receipt), name="receipt"),
    path("proxy/errands/<str:number>/dial/", signed_in_first(errand.errand_dial), name="errand_dial"),
    path("proxy/errands/<str:number>/papers/<str:paper>/", signed_in_first(asked.errand_paper), name="errand_paper"),
    path("proxy/errands/<str:number>/<str:verb>/", signed_in_first(errand.errand_verb), name="errand_verb"),
]
