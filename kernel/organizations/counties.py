"""Where an organisation lies."""

from kernel.organizations.models import Organization, Region


def county_region(organization: Organization) -> Region:
    """The county that the organisation belongs to. Errors: ValueError for one above county level."""
    region: Region | None = organization.region
    while region is not None and region.level != Region.Level.COUNTY:
        region = region.parent
    if region is None:
        raise ValueError(f"{organization.code} lies in no county")
    return region
