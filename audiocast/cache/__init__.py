"""Content by digest, shared by every show on the machine: entries, and what keeps their folder in order.

The command line's part (``survey``, ``upkeep``, ``quantities``) is imported by module: a build needs none of it.
"""

from audiocast.cache.entries import Cache, Entry, Shelf, default_cache_dir

__all__ = ["Cache", "Entry", "Shelf", "default_cache_dir"]
