"""Who may pass which door of proxy service; the matrix test walks them all and fails on one that is not here."""

from civic_service.permissions import AGENT, COUNTERS, TOWN
from civic_service.verbs import BAG_VERBS, ERRAND_VERBS
from kernel.doors.routes import Door, register
from kernel.organizations.models import Role
from kernel.organizations.queries.scopes import SEES_ALL

READ = ("GET", "HEAD")
CARRIERS = (AGENT, TOWN)
HANDLERS = (AGENT, TOWN, *COUNTERS)
LOOKERS = (*CARRIERS, *sorted(SEES_ALL))
BAG_LOOKERS = tuple(role for role in Role if role in {*HANDLERS, *SEES_ALL})

register(
    [
        Door("civic_service:desk", READ, "post", HANDLERS),
        Door("civic_service:choose", READ, "post", (AGENT,)),
        Door("civic_service:filing", READ, "post", (AGENT,), subject="item"),
        # a packet bears its own key: sent again, it is the same matter
        Door("civic_service:file", ("POST",), "post", (AGENT,), subject="item"),
        # as does one that is brought
        Door("civic_service:bring", (*READ, "POST"), "post", (TOWN,)),
        # a counter that received it is led on to its own page of it; of any other it sees nothing
        Door("civic_service:errand", READ, "post", LOOKERS, subject="errand"),
        Door("civic_service:receipt", READ, "post", CARRIERS, subject="errand"),
        # each asking is a line of the access log
        Door("civic_service:errand_dial", ("POST",), "post", CARRIERS, subject="errand"),
        # the same photograph is taken once
        Door("civic_service:errand_paper", ("POST",), "post", (AGENT,), subject="errand"),
        Door("civic_service:errand_verb", ("POST",), "post", CARRIERS, subject="errand", binding=True),
        Door("civic_service:send", ("POST",), "post", HANDLERS, binding=True),
        Door("civic_service:bag", READ, "post", BAG_LOOKERS, subject="bag"),
        Door("civic_service:bag_verb", ("POST",), "post", HANDLERS, subject="bag", binding=True),
        Door("civic_service_api:errands", READ, "signed_in"),
        Door("civic_service_api:errand", READ, "post", LOOKERS, subject="errand"),
        Door("civic_service_api:file", ("POST",), "post", (AGENT,), binding=True),
        Door("civic_service_api:bring", ("POST",), "post", (TOWN,), binding=True),
        Door("civic_service_api:bring_file", ("POST",), "post", (TOWN,), binding=True),
        # each asking is a line of the access log
        Door("civic_service_api:dial", ("POST",), "post", CARRIERS, subject="errand"),
        Door("civic_service_api:photos", READ, "post", CARRIERS, subject="errand"),
        # a piece says where it belongs: sent again, it is told where to go on
        Door("civic_service_api:piece", ("POST",), "post", CARRIERS, subject="errand"),
        Door("civic_service_api:bags", READ, "signed_in"),
        Door("civic_service_api:bag", READ, "post", BAG_LOOKERS, subject="bag"),
        Door("civic_service_api:send", ("POST",), "post", HANDLERS, binding=True),
        *(
            Door(f"civic_service_api:{verb.code}", ("POST",), "post", verb.roles, subject="errand", binding=True)
            for verb in ERRAND_VERBS.values()
        ),
        *(
            Door(f"civic_service_api:{verb.code}", ("POST",), "post", verb.roles, subject="bag", binding=True)
            for verb in BAG_VERBS.values()
        ),
    ]
)
