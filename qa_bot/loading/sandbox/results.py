"""What a reader of something other than a document may answer with."""

import msgspec


class SandboxResult(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the declared types that `read_sandboxed_result` decodes a reply into.

    Fields are typed JSON values or structs of this base, so that a worker that was
    taken over can send no other field, type or object.
    """
