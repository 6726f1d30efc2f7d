"""Results of modules that the worker runs to read anything but a document."""

import msgspec


class SandboxResult(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the types that `read_sandboxed_result` decodes a reply as.

    Fields are typed JSON values or structs of this base, so that a worker that was
    taken over can send no other field, type or object.
    """
