"""Landlock: restrict which files a process may open, on Linux 5.13 and later.

Knows the kernel's interface (landlock(7)) and its versions; not which files
are needed. Landlock also keeps a process from reading the memory and the
environment of processes outside, and from ABI 6 on from sending them signals.
"""

import ctypes
import os
from collections.abc import Mapping
from pathlib import Path

from qa_bot.loading.sandbox.libc import system_call

# System calls have these numbers on every architecture, as all since Linux 5.1.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
# Constants of <linux/landlock.h>, here and below.
_CREATE_RULESET_VERSION = 1
_RULE_PATH_BENEATH = 1

# LANDLOCK_ACCESS_FS_READ_FILE and _READ_DIR of linux/landlock.h.
READ_FILE = 1 << 2
READ_DIR = 1 << 3
# Number of file rights by ABI version; a right that is handled and not allowed is refused.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
_FILE_RIGHTS_SINCE_5 = 16
_TCP_BIND_AND_CONNECT = 0b11
_SCOPE_SOCKETS_AND_SIGNALS = 0b11
# ABI versions from which TCP and scopes can be restricted.
_TCP_SINCE, _SCOPE_SINCE = 4, 6


class _RulesetAttributes(ctypes.Structure):
    _fields_ = (
        ("files", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def abi_version() -> int:
    """Return the ABI version of Landlock that the kernel offers; 0 for none."""
    try:
        return system_call(_CREATE_RULESET, None, 0, _CREATE_RULESET_VERSION)
    except OSError:
        return 0


def create_ruleset(abi: int, allowed: Mapping[Path, int]) -> int:
    """Return the descriptor of a ruleset that allows rights on paths and all beneath them.

    It refuses everything else that this ABI version can: opening, writing,
    making, removing, TCP, abstract sockets and signals. Raises OSError.
    """
    attributes = _RulesetAttributes(files=(1 << _FILE_RIGHTS.get(abi, _FILE_RIGHTS_SINCE_5)) - 1)
    fields = 1
    if abi >= _TCP_SINCE:
        attributes.network, fields = _TCP_BIND_AND_CONNECT, 2
    if abi >= _SCOPE_SINCE:
        attributes.scoped, fields = _SCOPE_SOCKETS_AND_SIGNALS, 3
    # An older kernel refuses a structure with fields that it does not know.
    size = fields * ctypes.sizeof(ctypes.c_uint64)
    ruleset = system_call(_CREATE_RULESET, ctypes.byref(attributes), size, 0)
    for path, rights in allowed.items():
        _allow(ruleset, path, rights)
    return ruleset


def _allow(ruleset: int, path: Path, rights: int) -> None:
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        # A path that is missing or forbidden needs no rule.
        return
    try:
        # The kernel refuses rights of a directory on a file.
        rights = rights if path.is_dir() else rights & READ_FILE
        rule = _PathBeneath(rights, parent)
        system_call(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(parent)


def restrict_self(ruleset: int) -> None:
    """Restrict this process to a ruleset for good; it must have set no_new_privs."""
    system_call(_RESTRICT_SELF, ruleset, 0)
