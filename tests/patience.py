"""How long a test waits before it calls something hung.

Every such wait ends as soon as what it waits for is there, so that a test is
as fast as the machine and its load allow; only a test that fails waits so long.
"""

PATIENCE_S = 240.0
