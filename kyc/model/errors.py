"""What can go wrong, by who can mend it. Messages never carry personal data."""


class KycError(Exception):
    """Root of our errors. `code` is a stable reason code; the message says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class InputError(KycError):
    """The caller can mend it: a wrong argument, file or declaration."""


class EvidenceError(KycError):
    """An image or document cannot be used as it is."""


class EngineError(KycError):
    """An outside engine is missing or failed; another attempt may succeed."""


class StateError(KycError):
    """An illegal move of a verification or a case."""


class StoreError(KycError):
    """The store or a list in it is missing, full or damaged."""


class AccessError(KycError):
    """Somebody known may not do this: their role lacks the right, or it takes another person."""
