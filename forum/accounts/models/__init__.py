"""The tables of people, a module for each area."""

from forum.accounts.models.doors import (
    NOT_ME,
    SIGN_IN_LIVES,
    AddressChange,
    ApiToken,
    KnownDevice,
    OneTimeLink,
    SignIn,
)
from forum.accounts.models.factors import Authenticator, Challenge, Passkey, RecoveryCode, factor_words
from forum.accounts.models.names import FormerHandle
from forum.accounts.models.people import (
    AFFILIATION_LABELS,
    NEWCOMER,
    NOBODY,
    ROLES,
    SECOND_FACTOR,
    Affiliation,
    Grant,
    Person,
    Standing,
    belonging,
    resting,
)
from forum.accounts.models.providers import (
    ASSURED,
    RESIDENT,
    ProviderIdentity,
    ProviderVisit,
    assurance_words,
    resident_words,
)
from forum.accounts.models.roles import (
    Limit,
    Restriction,
    Unit,
    granted_words,
    restriction_words,
    space_moderator_words,
    unit_words,
)
from forum.accounts.models.visits import ActiveMonth
from forum.accounts.models.wishes import Erasure, Ignoring, MentionBlock

__all__ = [
    "AFFILIATION_LABELS",
    "ASSURED",
    "NEWCOMER",
    "NOBODY",
    "NOT_ME",
    "RESIDENT",
    "ROLES",
    "SECOND_FACTOR",
    "SIGN_IN_LIVES",
    "ActiveMonth",
    "AddressChange",
    "Affiliation",
    "ApiToken",
    "Authenticator",
    "Challenge",
    "Erasure",
    "FormerHandle",
    "Grant",
    "Ignoring",
    "KnownDevice",
    "Limit",
    "MentionBlock",
    "OneTimeLink",
    "Passkey",
    "Person",
    "ProviderIdentity",
    "ProviderVisit",
    "RecoveryCode",
    "Restriction",
    "SignIn",
    "Standing",
    "Unit",
    "assurance_words",
    "belonging",
    "factor_words",
    "granted_words",
    "resident_words",
    "resting",
    "restriction_words",
    "space_moderator_words",
    "unit_words",
]
