"""From the text of a document to one that is ready to execute: parsed, measured and validated once."""

from collections import OrderedDict
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationType,
    get_operation_ast,
    parse,
    specified_rules,
    validate,
)
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from graph_api.web.guard import DocumentLimits, measure
from graph_api.web.literals import odd_literals

_RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
_MAX_VALIDATION_ERRORS = 5


@dataclass(frozen=True, slots=True)
class TextLimits:
    """The most that the text of a document may have of each."""

    characters: int = 16_384
    tokens: int = 1000
    comments: int = 100


@dataclass(frozen=True, slots=True)
class Limits:
    """What a document may cost before anything of it is executed."""

    text: TextLimits = field(default_factory=TextLimits)
    document: DocumentLimits = field(default_factory=DocumentLimits)


@dataclass(frozen=True, slots=True)
class ReadyDocument:
    """A document that may be executed, and what the door must know of it."""

    document: DocumentNode
    introspects: bool

    def operation(self, name: str | None) -> OperationType | None:
        """The kind of the operation to execute, or None if the name does not settle it."""
        found = get_operation_ast(self.document, name)
        return None if found is None else found.operation


class DocumentRefused(Exception):
    """A document that is not executed, with the reasons."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = errors


class Documents:
    """
    Prepares documents, and remembers the valid ones by their text.

    Validation costs ten times what execution does, and real clients send the same few texts. Refused
    texts are not remembered: nobody may push the good ones out with garbage.
    """

    def __init__(self, schema: GraphQLSchema, limits: Limits, *, hide_suggestions: bool, entries: int) -> None:
        self._schema = schema
        self._limits = limits
        self._hide_suggestions = hide_suggestions
        self._entries = entries
        self._ready: OrderedDict[str, ReadyDocument] = OrderedDict()

    def ready(self, text: str) -> ReadyDocument:
        """
        The document of a text.

        Raises:
            DocumentRefused: it passes a limit, is not GraphQL, or does not fit the schema.
        """
        known = self._ready.get(text)
        if known is not None:
            self._ready.move_to_end(text)
            return known
        made = self._prepare(text)
        self._ready[text] = made
        if len(self._ready) > self._entries:
            self._ready.popitem(last=False)
        return made

    def _prepare(self, text: str) -> ReadyDocument:
        document = _parse(text, self._limits.text)
        whole, problems = measure(document, self._limits.document)
        # Only a document within the limits is walked any further.
        problems = problems or odd_literals(document) or self._validate(document)
        if problems:
            raise DocumentRefused(problems)
        return ReadyDocument(document, whole.introspects)

    def _validate(self, document: DocumentNode) -> list[GraphQLError]:
        errors = validate(
            self._schema,
            document,
            _RULES,
            max_errors=_MAX_VALIDATION_ERRORS,
            hide_suggestions=self._hide_suggestions,
        )
        return [with_code(error, "INVALID_DOCUMENT") for error in errors]


def with_code(error: GraphQLError, code: str) -> GraphQLError:
    """Give an error of graphql-core, which has none, a code that a program can read."""
    error.extensions = {"code": code, **(error.extensions or {})}
    return error


def _parse(text: str, limits: TextLimits) -> DocumentNode:
    if len(text) > limits.characters:
        raise DocumentRefused([_too_long("characters", limits.characters, len(text))])
    try:
        return parse(text, max_lexical_tokens=limits.tokens, max_comments=limits.comments)
    except GraphQLSyntaxError as error:
        raise DocumentRefused([_syntax(error, limits)]) from None


def _syntax(error: GraphQLSyntaxError, limits: TextLimits) -> GraphQLError:
    """The parser stops at the first token or comment too many, so the value is one above the limit."""
    for name in ("tokens", "comments"):
        limit: int = getattr(limits, name)
        if f"contains more than {limit} {name}" in error.message:
            return _too_long(name, limit, limit + 1)
    return with_code(error, "SYNTAX")


def _too_long(name: str, limit: int, value: int) -> GraphQLError:
    facts = {"code": f"{name.upper()}_LIMIT", "limit": limit, "value": value}
    return GraphQLError(f"The document may have {limit} {name}: send a shorter one", extensions=facts)
