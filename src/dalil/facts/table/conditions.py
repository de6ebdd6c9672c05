"""`when:` → conditions on cells, all of which must hold."""

from __future__ import annotations

from dalil.errors import BadValue, FactError
from dalil.model import Condition
from dalil.yamlnodes import Node, refuse_unknown

HINT = 'write column: value, column: [value, value], column: "*" (not empty), column: "" (empty) or column: { not: … }'


def read_conditions(node: Node) -> tuple[Condition, ...]:
    """Which rows are meant. Raises BadValue, UnknownTerm."""
    if not node.value:
        raise FactError("a condition without a column", node.where, HINT)
    return tuple(one for column, value in node.mapping.items() for one in _conditions(column.strip(), value))


def _conditions(column: str, node: Node) -> tuple[Condition, ...]:
    """One condition on a cell; two where it is neither some values nor empty: `{ not: ["0", ""] }`."""
    cells = node.value.get("not") if isinstance(node.value, dict) else None
    if cells and isinstance(cells.value, list) and "" in (item.value for item in cells.items):
        others = Node([item for item in cells.items if item.value != ""], cells.where)
        return Condition(column, any_value=True), _condition(column, others)._replace(negated=True)
    return (_condition(column, node),)


def _condition(column: str, node: Node) -> Condition:
    if isinstance(node.value, dict):
        for error in refuse_unknown(node, ("not",), "a condition"):
            raise error
        if "not" not in node.mapping or isinstance(node.mapping["not"].value, dict):
            raise BadValue(f"a condition on {column!r} that cannot be read", node.where, HINT)
        condition = _condition(column, node.mapping["not"])
        return condition._replace(negated=not condition.negated)
    if node.value in ("*", ""):
        return Condition(column, any_value=True, negated=node.value == "")
    values = frozenset(item.text.strip() for item in node.items)
    if not values:
        raise BadValue(f"a condition on {column!r} without a value", node.where, HINT)
    if values & {"", "*"}:
        raise BadValue(f'in a list of cells, "" and "*" have no place ({column!r})', node.where, HINT)
    return Condition(column, values)
