"""What went wrong on our side: told to the caller with nothing but an id, and to the log without personal data."""

import traceback
from collections.abc import Iterator, Mapping
from typing import Any

import structlog
from graphql import GraphQLError

_LOG = structlog.get_logger("graph_api.faults")
_INTERNAL = "INTERNAL"
_MESSAGES = {
    _INTERNAL: "This failed on our side: give the request id to whoever runs this installation",
    "UNAVAILABLE": "The database cannot be reached just now: try again in a few seconds",
}
_TRY_AGAIN = "This cannot be done just now: try again in a few seconds"


class Faults:
    """Tells faults from errors that are meant for the caller, and masks the faults."""

    def __init__(self, codes: Mapping[type[Exception], str]) -> None:
        self._codes = dict(codes)

    def masked(self, error: GraphQLError, request_id: str) -> dict[str, Any]:
        """One error as it is sent: its own text if a GraphQLError was raised, otherwise a masked fault."""
        cause = _cause(error)
        if cause is None:
            return dict(error.formatted)
        shown: dict[str, Any] = {**self.fault(cause, request_id, path=error.path)}
        return shown | {key: value for key, value in error.formatted.items() if key in {"locations", "path"}}

    def fault(self, cause: BaseException, request_id: str, *, path: object = None) -> dict[str, Any]:
        """Log a fault, and return what its caller may know."""
        code = next((code for kind, code in self._codes.items() if isinstance(cause, kind)), _INTERNAL)
        _LOG.error(
            "fault",
            code=code,
            request_id=request_id,
            path=path,
            exceptions=[_name(exception) for exception in _chain(cause)],
            # The lines of code and no message: a message may quote what somebody typed.
            frames=traceback.format_tb(cause.__traceback__),
        )
        message = _MESSAGES.get(code, _TRY_AGAIN)
        return {"message": message, "extensions": {"code": code, "requestId": request_id}}


def _cause(error: GraphQLError) -> BaseException | None:
    """The exception that is not ours below an error; None if somebody raised a GraphQLError on purpose."""
    if error.path is None:
        # A request error, such as a variable of the wrong type: graphql-core words it for the caller.
        return None
    cause: BaseException | None = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _chain(exception: BaseException | None) -> Iterator[BaseException]:
    while exception is not None:
        yield exception
        exception = exception.__cause__ or exception.__context__


def _name(exception: BaseException) -> str:
    """The type, with the status code that Neo4j's errors carry."""
    code = getattr(exception, "code", None)
    kind = f"{type(exception).__module__}.{type(exception).__qualname__}"
    return f"{kind} {code}" if isinstance(code, str) else kind
