"""Memory of the process: what stays is left out of the search for garbage, what is free is handed back."""

import ctypes
import gc


def keep_what_is_loaded() -> None:
    """Leave what is loaded by now out of the searches for garbage, which then stay short; once, after the start."""
    gc.collect()
    gc.freeze()


def hand_back() -> None:
    """Give free memory back to the system where the C library can: glibc keeps the holes that a rush leaves."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
