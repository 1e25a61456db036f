"""How functions are compiled: `@njit(cache=True, **LEAN)`."""

from __future__ import annotations

from typing import TypedDict, cast


class Lean(TypedDict):
    """Options that the type information of numba does not know."""


# Of each function numba also makes one that C can call: nobody does, and it is a fifth of the work.
LEAN = cast(Lean, {"no_cfunc_wrapper": True})

# Numba counts who holds an array at every call, which for a small function called often is dearer
# than what it does: the same lines in the place of the call need no counting.
INLINED = cast(Lean, {"no_cfunc_wrapper": True, "forceinline": True})
