"""Conditions of supervision rules: text parsed and type-checked by rule-engine against a declared vocabulary.

The language is the part of rule-engine's whose meaning is the same everywhere: and, or, not; == != in; < <= > >= of
numbers and instants; + - *; ??; literals and declared words. Regular expressions, functions, attributes and anything
that could run long are refused. The checked tree is compiled once to a closure and to parameterised SQL.
"""

import decimal
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import rule_engine
from django.utils.translation import gettext as _
from rule_engine import ast, errors
from rule_engine.types import DataType

from ethics_monitor import closures, statements
from ethics_monitor.refusals import ConditionRefused, ConditionWordUnknown
from ethics_monitor.vocabulary import Symbol, Vocabulary
from kernel.workdays.zone import SHANGHAI

LONGEST: Final = 2000
DEEPEST: Final = 40
# exact for every product of payload numbers, as PostgreSQL's numeric is
EXACT: Final = decimal.Context(prec=400)
_LITERAL_TEXT: Final = re.compile(r"""[a-z]?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')""")
_REGEX_OPERATOR: Final = re.compile(r"[=!]~")
_FOREIGN_OPERATOR: Final = re.compile(r"\*\*|<<|>>|//|&|\||\^|\$|%|/|\{|\}|#|\.(?=\s*[A-Za-z_])")
_TYPES: Final = {
    "text": DataType.STRING,
    "number": DataType.FLOAT,
    "boolean": DataType.BOOLEAN,
    "instant": DataType.DATETIME,
    "text_list": DataType.ARRAY(DataType.STRING),
}
_ORDERED: Final = (DataType.FLOAT, DataType.DATETIME)
_SCALAR: Final = (DataType.FLOAT, DataType.DATETIME, DataType.STRING, DataType.BOOLEAN)


@dataclass(frozen=True)
class Condition:
    """A checked condition in its three forms; a test holds them to one answer on random facts.

    `test` takes facts by word (a date or instant, a number, text, a tuple of texts, or None where the word is
    optional). `sql` is a boolean expression, never NULL, over the vocabulary's SQL with named places for `params`.
    """

    text: str
    words: frozenset[str]
    test: Callable[[Mapping[str, Any]], bool]
    sql: str
    params: Mapping[str, Any] = field(default_factory=dict)


def parse(text: str, vocabulary: Vocabulary) -> rule_engine.Rule:
    """The library's own rule over this vocabulary, checked for being in the safe part of the language.

    Errors: ConditionRefused; ConditionWordUnknown.
    """
    _refuse_foreign(text)
    context = rule_engine.Context(
        type_resolver={name: _type_of(symbol) for name, symbol in vocabulary.items()},
        default_timezone=SHANGHAI,
        decimal_context=EXACT,
    )
    try:
        rule = rule_engine.Rule(text, context=context)
    except errors.SymbolResolutionError as error:
        raise ConditionWordUnknown(word=error.symbol_name, words="、".join(sorted(vocabulary))) from error
    except errors.EngineError as error:
        raise ConditionRefused(why=error.message) from error
    except RecursionError as error:
        raise ConditionRefused(why=_("条件嵌套太深")) from error
    _check(rule.statement.expression, 0)
    if rule.statement.expression.result_type != DataType.BOOLEAN:
        raise ConditionRefused(why=_("条件的结果必须是“是”或“否”"))
    return rule


def compile_condition(text: str, vocabulary: Vocabulary) -> Condition:
    """Parse, check and compile. Errors: as `parse`."""
    return _compile(text, tuple(vocabulary.items()))


@lru_cache(maxsize=512)
def _compile(text: str, words: tuple[tuple[str, Symbol], ...]) -> Condition:
    vocabulary = dict(words)
    rule = parse(text, vocabulary)
    tree = rule.statement.expression
    sql = statements.of(tree, vocabulary)
    return Condition(text, frozenset(rule.context.symbols), closures.of(tree, EXACT), sql.text, sql.params)


def _type_of(symbol: Symbol) -> Any:
    plain = _TYPES[symbol.type]
    return DataType.NULLABLE(plain) if symbol.optional else plain


def _refuse_foreign(text: str) -> None:
    """What must not even reach the parser, which folds constants such as `1 << 1000000000` while it reads."""
    if len(text) > LONGEST:
        raise ConditionRefused(why=_("条件不能超过 {longest} 个字符").format(longest=LONGEST))
    if "\x00" in text:
        raise ConditionRefused(why=_("条件里有不可见字符"))
    bare = _LITERAL_TEXT.sub('""', text)
    if _REGEX_OPERATOR.search(bare):
        raise ConditionRefused(why=_("不能使用正则表达式"))
    if found := _FOREIGN_OPERATOR.search(bare):
        raise ConditionRefused(why=_("不能使用“{operator}”").format(operator=found.group()))


def _check(node: Any, depth: int) -> None:
    """Walk the tree; a node without an entry in the table is refused."""
    if depth > DEEPEST:
        raise ConditionRefused(why=_("条件嵌套太深"))
    checker = _CHECKS.get(type(node))
    if checker is None:
        raise ConditionRefused(why=_("不能使用这种写法（{node}）").format(node=type(node).__name__))
    for child in checker(node):
        _check(child, depth + 1)


def _leaf(_node: Any) -> tuple[Any, ...]:
    return ()


def _number(node: ast.FloatExpression) -> tuple[Any, ...]:
    if not node.value.is_finite() or abs(node.value.adjusted()) > 30:
        raise ConditionRefused(why=_("数字太大、太小或不是数"))
    return ()


def _text(node: ast.StringExpression) -> tuple[Any, ...]:
    if "\x00" in node.value:
        raise ConditionRefused(why=_("条件里有不可见字符"))
    return ()


def _logic(node: ast.LogicExpression) -> tuple[Any, ...]:
    _must_be(node.left, DataType.BOOLEAN)
    _must_be(node.right, DataType.BOOLEAN)
    return node.left, node.right


def _unary(node: ast.UnaryExpression) -> tuple[Any, ...]:
    _must_be(node.right, DataType.BOOLEAN if node.type == "not" else DataType.FLOAT)
    return (node.right,)


def _equality(node: ast.ComparisonExpression) -> tuple[Any, ...]:
    left, right = (DataType.NULLABLE.unwrap(side.result_type) for side in (node.left, node.right))
    if DataType.NULL not in (left, right) and (left != right or left not in _SCALAR):
        raise ConditionRefused(why=_("等号两边不是同一种数据"))
    return node.left, node.right


def _order(node: ast.ArithmeticComparisonExpression) -> tuple[Any, ...]:
    _must_be(node.left, *_ORDERED)
    _must_be(node.right, *_ORDERED)
    return node.left, node.right


def _sum(node: Any) -> tuple[Any, ...]:
    _must_be(node.left, DataType.FLOAT)
    _must_be(node.right, DataType.FLOAT)
    if node.type not in ("add", "sub", "mul"):
        raise ConditionRefused(why=_("只能用加、减、乘"))
    return node.left, node.right


def _contains(node: ast.ContainsExpression) -> tuple[Any, ...]:
    member = DataType.NULLABLE.unwrap(node.member.result_type)
    if isinstance(node.container, ast.ArrayExpression):
        types = {type(each) for each in node.container.value}
        if not types or len(types) > 1 or not types <= {ast.StringExpression, ast.FloatExpression}:
            raise ConditionRefused(why=_("“in” 后面要列出同一种文字或数字"))
        if member != node.container.value[0].result_type:
            raise ConditionRefused(why=_("“in” 两边不是同一种数据"))
        return (node.member, *node.container.value)
    if not isinstance(node.container, ast.SymbolExpression) or member != DataType.STRING:
        raise ConditionRefused(why=_("“in” 后面只能是列出的值或清单"))
    _must_be(node.container, DataType.ARRAY(DataType.STRING))
    return node.member, node.container


def _coalesce(node: Any) -> tuple[Any, ...]:
    if DataType.NULLABLE.unwrap(node.left.result_type) not in _SCALAR:
        raise ConditionRefused(why=_("“??” 不能用于清单"))
    return node.left, node.right


def _must_be(node: Any, *types: Any) -> None:
    if node.result_type not in types:
        raise ConditionRefused(why=_("“{words}”处的数据种类不对").format(words=getattr(node, "name", "…")))


_CHECKS: Final[dict[type, Callable[[Any], tuple[Any, ...]]]] = {
    ast.BooleanExpression: _leaf,
    ast.NullExpression: _leaf,
    ast.DatetimeExpression: _leaf,
    ast.SymbolExpression: _leaf,
    ast.FloatExpression: _number,
    ast.StringExpression: _text,
    ast.LogicExpression: _logic,
    ast.UnaryExpression: _unary,
    ast.ComparisonExpression: _equality,
    ast.ArithmeticComparisonExpression: _order,
    ast.AddExpression: _sum,
    ast.SubtractExpression: _sum,
    ast.ArithmeticExpression: _sum,
    ast.ContainsExpression: _contains,
    ast.CoalesceExpression: _coalesce,
}
