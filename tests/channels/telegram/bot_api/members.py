"""What somebody is in a chat, in the form in which the Bot API tells it."""

from tests.channels.telegram.bot_api import specification
from tests.channels.telegram.bot_api.specification import Json

_TYPES = {
    "creator": "ChatMemberOwner",
    "administrator": "ChatMemberAdministrator",
    "member": "ChatMemberMember",
    "restricted": "ChatMemberRestricted",
    "left": "ChatMemberLeft",
    "kicked": "ChatMemberBanned",
}


def membership(status: str, user: Json, **more: object) -> Json:
    """A member with no rights beyond what `more` says."""
    fields = specification.fields_of(_TYPES[status])
    needed = {name: field.types for name, field in fields.items() if field.required}
    nothing = {name: 0 if "Integer" in types else False for name, types in needed.items()}
    return {**nothing, "status": status, "user": user, **more}
