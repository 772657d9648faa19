"""Trouble that ends a command with a sentence instead of a traceback."""


class TroubleError(Exception):
    """Something is wrong that the person can see to; the message is for them. status: 1 found wrong, 2 wrong usage."""

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.status = status
