"""A checked condition as parameterised SQL. Equality treats NULL as a value, so the expression is never NULL."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from rule_engine import ast
from rule_engine.types import DataType

from ethics_monitor.vocabulary import Vocabulary

_INFIX: Final = {
    "eq": "IS NOT DISTINCT FROM",
    "ne": "IS DISTINCT FROM",
    "lt": "<",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
    "add": "+",
    "sub": "-",
    "mul": "*",
    "and": "AND",
    "or": "OR",
}
_CASTS: Final = {
    ast.BooleanExpression: "boolean",
    ast.DatetimeExpression: "timestamptz",
    ast.FloatExpression: "numeric",
    ast.StringExpression: "text",
}


@dataclass
class Statement:
    """SQL text and its named parameters; each literal of the condition is one."""

    vocabulary: Vocabulary
    text: str = ""
    params: dict[str, Any] = field(default_factory=dict)

    def place(self, value: Any, cast: str) -> str:
        """Bind a value and return its place."""
        name = f"condition_{len(self.params)}"
        self.params[name] = value
        return f"%({name})s::{cast}"


def of(tree: Any, vocabulary: Vocabulary) -> Statement:
    """The SQL of a tree that `conditions` has checked, over the vocabulary's expressions."""
    statement = Statement(vocabulary)
    statement.text = _sql(tree, statement)
    return statement


def _sql(node: Any, into: Statement) -> str:
    return _COMPILERS[type(node)](node, into)


def _literal(node: Any, into: Statement) -> str:
    return into.place(node.value, _CASTS[type(node)])


def _null(_node: Any, _into: Statement) -> str:
    return "NULL"


def _symbol(node: ast.SymbolExpression, into: Statement) -> str:
    return into.vocabulary[node.name].sql


def _unary(node: ast.UnaryExpression, into: Statement) -> str:
    return f"({'NOT ' if node.type == 'not' else '- '}{_sql(node.right, into)})"


def _infix(node: Any, into: Statement) -> str:
    return f"({_sql(node.left, into)} {_INFIX[node.type]} {_sql(node.right, into)})"


def _contains(node: ast.ContainsExpression, into: Statement) -> str:
    member = _sql(node.member, into)
    if isinstance(node.container, ast.ArrayExpression):
        cast = "text[]" if DataType.NULLABLE.unwrap(node.member.result_type) == DataType.STRING else "numeric[]"
        container = into.place([each.value for each in node.container.value], cast)
    else:
        container = _sql(node.container, into)
    return f"coalesce({member} = ANY({container}), false)"


def _coalesce(node: Any, into: Statement) -> str:
    return f"coalesce({_sql(node.left, into)}, {_sql(node.right, into)})"


_COMPILERS: Final[dict[type, Callable[[Any, Statement], str]]] = {
    ast.BooleanExpression: _literal,
    ast.DatetimeExpression: _literal,
    ast.FloatExpression: _literal,
    ast.StringExpression: _literal,
    ast.NullExpression: _null,
    ast.SymbolExpression: _symbol,
    ast.UnaryExpression: _unary,
    ast.LogicExpression: _infix,
    ast.ComparisonExpression: _infix,
    ast.ArithmeticComparisonExpression: _infix,
    ast.AddExpression: _infix,
    ast.SubtractExpression: _infix,
    ast.ArithmeticExpression: _infix,
    ast.ContainsExpression: _contains,
    ast.CoalesceExpression: _coalesce,
}
