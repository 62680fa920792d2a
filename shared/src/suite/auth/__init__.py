"""Who calls: identities, roles, bearer tokens and service tokens."""

from suite.auth.authenticator import Authenticator
from suite.auth.identity import LOCAL_USER_ID, SYSTEM_USER_ID, Identity
from suite.auth.roles import ROLES, allows

__all__ = ["LOCAL_USER_ID", "ROLES", "SYSTEM_USER_ID", "Authenticator", "Identity", "allows"]
