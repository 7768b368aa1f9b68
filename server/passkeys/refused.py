"""What a passkey cannot do, in a sentence for who used it."""


class Refused(Exception):
    """An answer of a browser that opens nothing; `message` (see i18n), with `values` in its places, says what to do."""

    def __init__(self, message: str, **values: str) -> None:
        super().__init__(message)
        self.message = message
        self.values = values
