"""The words of the domain: frozen, typed, without input or output."""
