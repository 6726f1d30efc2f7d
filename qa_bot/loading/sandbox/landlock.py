"""Landlock: which files a process may still open, enforced by Linux (5.13 and later).

Knows the kernel's interface and its versions; not which files are needed.
Landlock also keeps a process from reading the memory and the environment of
any process outside, and from ABI 6 on from sending signals to it.
"""

import ctypes
import os
from collections.abc import Mapping
from pathlib import Path

from qa_bot.loading.sandbox.libc import system_call

# The same on every architecture, as for all calls added since Linux 5.1.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION = 1
_PATH_BENEATH = 1

READ_FILE = 1 << 2
READ_DIR = 1 << 3
# How many rights on files each version handles: every one that a rule does not give is refused.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
_FILE_RIGHTS_SINCE_5 = 16
_TCP_BIND_AND_CONNECT = 0b11
_SCOPE_SOCKETS_AND_SIGNALS = 0b11
_TCP_SINCE, _SCOPE_SINCE = 4, 6


class _Attributes(ctypes.Structure):
    _fields_ = (
        ("files", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def version() -> int:
    """The version (ABI) of Landlock that the kernel offers; 0 for none."""
    try:
        return system_call(_CREATE_RULESET, None, 0, _ASK_VERSION)
    except OSError:
        return 0


def ruleset(abi: int, allowed: Mapping[Path, int]) -> int:
    """A descriptor of rules that allow those rights on those paths and all beneath.

    Everything else that this version can refuse is refused: opening, writing,
    making, removing, TCP, abstract sockets and signals. Raises OSError.
    """
    attributes = _Attributes(files=(1 << _FILE_RIGHTS.get(abi, _FILE_RIGHTS_SINCE_5)) - 1)
    fields = 1
    if abi >= _TCP_SINCE:
        attributes.network, fields = _TCP_BIND_AND_CONNECT, 2
    if abi >= _SCOPE_SINCE:
        attributes.scoped, fields = _SCOPE_SOCKETS_AND_SIGNALS, 3
    size = fields * ctypes.sizeof(ctypes.c_uint64)
    rules = system_call(_CREATE_RULESET, ctypes.byref(attributes), size, 0)
    for path, rights in allowed.items():
        _allow(rules, path, rights)
    return rules


def _allow(rules: int, path: Path, rights: int) -> None:
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        # What is not there, or not for us, needs no rule.
        return
    try:
        # A file takes no rights of a directory.
        rights = rights if path.is_dir() else rights & READ_FILE
        rule = _Beneath(rights, parent)
        system_call(_ADD_RULE, rules, _PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(parent)


def restrict(rules: int) -> None:
    """Hold this process to the rules for good; it must have given up new privileges."""
    system_call(_RESTRICT_SELF, rules, 0)
