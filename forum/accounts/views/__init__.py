"""Pages of people, cut by what they come for: the door, the own account, and other people."""

from forum.accounts.views import (
    account,
    address,
    devices,
    door,
    factors,
    keys,
    passkeys,
    people,
    providers,
    second_step,
)
from forum.accounts.views.door import identify_by_token, login_manager

# The pages of the own account and of other people belong to the blueprint of the door.
blueprints = [
    door.blueprint,
    second_step.blueprint,
    factors.blueprint,
    passkeys.blueprint,
    devices.blueprint,
    keys.blueprint,
    address.blueprint,
    providers.blueprint,
]

__all__ = ["account", "blueprints", "identify_by_token", "login_manager", "people"]
