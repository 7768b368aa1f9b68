"""What a passkey cannot do, in a sentence for who used it."""


class Refused(Exception):
    """An answer of a browser that opens nothing; `sentence` says what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
