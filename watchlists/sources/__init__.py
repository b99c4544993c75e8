"""The published lists, one module each; a module's name is the list's key."""

from watchlists.plugins import load

SOURCES = load(__name__, __path__)
