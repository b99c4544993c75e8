"""Sentences that stand in tables: marked where they are written, translated where they are shown."""


def N_(text: str) -> str:  # noqa: N802  gettext's own name for it
    """Mark a sentence for the catalogue and return it as it is."""
    return text


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802
    """Mark a sentence that counts: its form for one and for many, as `Translator.plural` takes them."""
    return one, many
