"""The errors that a user may meet. Each message says where, what was found, what was expected
and what to do; the values are attributes, and the text is Swedish because users read it."""


class VardkaseError(Exception):
    """Base of all errors that are shown to a user as one line and no traceback."""

    exit_status = 1


class SettingsError(VardkaseError):
    """Wrong use or configuration: nothing was done."""

    exit_status = 2


class StoreError(VardkaseError):
    """The store could not be opened, read or written."""


class StoreLocked(StoreError):
    """Another process held the store for longer than we wait; `pid` names it where known."""

    def __init__(self, message: str, pid: int | None = None) -> None:
        super().__init__(message)
        self.pid = pid


class StoreVersionError(StoreError):
    """The store was written by a newer version of Vårdkase."""

    exit_status = 2


class ModelError(VardkaseError):
    """The classifier named in the settings could not be loaded."""

    exit_status = 2


class ImportFileError(VardkaseError):
    """A file to import could not be read at all; single bad rows are counted instead."""
