"""A checked condition as one Python closure: no tree is walked when a fact is judged."""

import decimal
import operator
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from rule_engine import ast

from kernel.workdays.zone import day_start

Facts = Mapping[str, Any]
Value = Callable[[Facts], Any]

_BINARY: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
}


def of(tree: Any, context: decimal.Context) -> Callable[[Facts], bool]:
    """The closure of a tree that `conditions` has checked; decimals are counted in `context`."""
    inner = _value(tree)

    def test(facts: Facts) -> bool:
        with decimal.localcontext(context):
            return bool(inner(facts))

    return test


def _value(node: Any) -> Value:
    return _COMPILERS[type(node)](node)


def _literal(node: Any) -> Value:
    value = node.value
    return lambda _facts: value


def _symbol(node: ast.SymbolExpression) -> Value:
    name = node.name
    return lambda facts: _plain(facts[name])


def _plain(value: Any) -> Any:
    """Facts as the language knows them: numbers exact, a date the first instant of its day."""
    if isinstance(value, datetime) or value is None:
        return value
    if isinstance(value, date):
        return day_start(value)
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _logic(node: ast.LogicExpression) -> Value:
    left, right = _value(node.left), _value(node.right)
    if node.type == "and":
        return lambda facts: left(facts) and right(facts)
    return lambda facts: left(facts) or right(facts)


def _unary(node: ast.UnaryExpression) -> Value:
    right = _value(node.right)
    if node.type == "not":
        return lambda facts: not right(facts)
    return lambda facts: -right(facts)


def _binary(node: Any) -> Value:
    left, right, act = _value(node.left), _value(node.right), _BINARY[node.type]
    return lambda facts: act(left(facts), right(facts))


def _contains(node: ast.ContainsExpression) -> Value:
    member, container = _value(node.member), _value(node.container)
    return lambda facts: member(facts) in container(facts)


def _array(node: ast.ArrayExpression) -> Value:
    values = frozenset(each.value for each in node.value)
    return lambda _facts: values


def _coalesce(node: Any) -> Value:
    left, right = _value(node.left), _value(node.right)

    def value(facts: Facts) -> Any:
        found = left(facts)
        return right(facts) if found is None else found

    return value


_COMPILERS: Final[dict[type, Callable[[Any], Value]]] = {
    ast.BooleanExpression: _literal,
    ast.NullExpression: _literal,
    ast.DatetimeExpression: _literal,
    ast.FloatExpression: _literal,
    ast.StringExpression: _literal,
    ast.SymbolExpression: _symbol,
    ast.LogicExpression: _logic,
    ast.UnaryExpression: _unary,
    ast.ComparisonExpression: _binary,
    ast.ArithmeticComparisonExpression: _binary,
    ast.AddExpression: _binary,
    ast.SubtractExpression: _binary,
    ast.ArithmeticExpression: _binary,
    ast.ContainsExpression: _contains,
    ast.ArrayExpression: _array,
    ast.CoalesceExpression: _coalesce,
}
