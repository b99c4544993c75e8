"""The kinds of documents, one module each; a module's name is the type's key."""

from kyc.documents.template import document_types
from watchlists.plugins import load

TYPES = document_types(load(__name__, __path__))
