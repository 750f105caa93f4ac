"""Public doors, without a namespace: other rooms link to them by name."""

from django.urls import URLPattern, path

from approvals.public import agents, apply, ask, items, my, papers, share, track, track_papers
from kernel.doors.entering import signed_in_first

urlpatterns: list[URLPattern] = [
    path("items/", items.search_page, name="item_search"),
    path("items/<str:code>/", items.guide_page, name="item_guide"),
    path("items/<str:code>/blank-form.pdf", items.blank_form_file, name="item_blank_form"),
    path("apply/<str:code>/", signed_in_first(apply.apply), name="apply"),
    path("apply/<str:code>/save/", signed_in_first(apply.save), name="apply_save"),
    path("apply/<str:code>/papers/<str:number>/", signed_in_first(papers.papers), name="apply_papers"),
    path("apply/<str:code>/papers/<str:number>/<str:paper>/", signed_in_first(papers.upload), name="apply_upload"),
    path(
        "apply/<str:code>/papers/<str:number>/remove/<str:document>/",
        signed_in_first(papers.remove),
        name="apply_remove",
    ),
    path("apply/<str:code>/check/<str:number>/", signed_in_first(apply.check), name="apply_check"),
    path("apply/<str:code>/submit/<str:number>/", signed_in_first(apply.submit), name="apply_submit"),
    path("my/", signed_in_first(my.my_cases), name="my"),
    path("my/agents/", signed_in_first(agents.my_agents), name="my_agents"),
    path("my/agents/grant/", signed_in_first(agents.grant), name="my_agents_grant"),
    path("my/agents/end/", signed_in_first(agents.end), name="my_agents_end"),
    path("my/<str:number>/", signed_in_first(my.my_case), name="my_case"),
    path("my/<str:number>/supplement/", signed_in_first(papers.supplement), name="my_supplement"),
    path("my/<str:number>/withdraw/", signed_in_first(my.withdraw), name="my_withdraw"),
    path("my/<str:number>/discard/", signed_in_first(my.discard), name="my_discard"),
    path("my/<str:number>/ask/", signed_in_first(ask.my_ask), name="my_ask"),
    path("my/<str:number>/reply/", signed_in_first(ask.my_reply), name="my_reply"),
    path("my/<str:number>/share/", signed_in_first(share.my_share), name="my_share"),
    path("my/<str:number>/take-back/", signed_in_first(share.my_take_back), name="my_take_back"),
    path("track/", track.track, name="track"),
    path("track/<str:number>/", track.tracked, name="tracked"),
    path("track/<str:number>/ask/", ask.track_ask, name="track_ask"),
    path("track/<str:number>/reply/", ask.track_reply, name="track_reply"),
    path("track/<str:number>/papers/", track_papers.papers, name="track_papers"),
    path("track/<str:number>/papers/<str:paper>/", track_papers.upload, name="track_upload"),
    path("track/<str:number>/papers/remove/<str:document>/", track_papers.remove, name="track_remove"),
    path("track/<str:number>/supplement/", track_papers.supplement, name="track_supplement"),
]
