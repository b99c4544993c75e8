"""What can be wrong with a published list."""


class ListError(Exception):
    """A list cannot be fetched, read or accepted. `code` is stable; the message says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
