"""The kinds of documents, one module each; a module's name is the type's key."""
