"""Whose posts edit items, and whose put them in force."""

from typing import Final

from kernel.organizations.models import Role

EDITORS: Final = frozenset(
    {Role.ADMIN_SYSTEM, Role.HALL_MANAGER, Role.CHIEF_REPRESENTATIVE, Role.DEPARTMENT_LEADER, Role.DEPARTMENT_HEAD}
)
PUBLISHERS: Final = frozenset({Role.ADMIN_SYSTEM, Role.HALL_MANAGER, Role.DEPUTY_DIRECTOR, Role.CENTER_DIRECTOR})
# what people call things is the centre's to say
WORD_KEEPERS: Final = frozenset({Role.ADMIN_SYSTEM, Role.HALL_MANAGER})
