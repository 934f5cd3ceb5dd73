"""YAML to plain values that remember their lines; a key written twice is refused."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

import yaml

from app.core.i18n import Text, text

Place = tuple[str | int, ...]
DEEPEST = 20
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BrokenYaml(Exception):
    """The text is not YAML that we read: the line from 1, and why."""

    def __init__(self, line: int, what: Text) -> None:
        super().__init__(line, what)
        self.line, self.what = line, what


@dataclass
class Lined:
    """A value and the line of each key and item in it."""

    value: Any = None
    lines: dict[Place, int] = field(default_factory=dict)

    def line_of(self, place: Place) -> int:
        """The line of the deepest known part of a place; steps that the file does not have are passed over."""
        at: Place = ()
        for step in place:
            at = (*at, step) if (*at, step) in self.lines else at
        return self.lines.get(at, 1)


def read(source: str) -> Lined:
    """The one document of a YAML text, with its lines."""
    loader = _Loader(source)
    try:
        node = loader.get_single_node()
        lined = Lined()
        lined.value = _Reader(loader, lined).plain(node, ()) if node else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable")
        raise BrokenYaml(mark.line + 1 if mark else 1, text(f"not YAML: {why}", f"不是有效的 YAML：{why}")) from error
    finally:
        loader.dispose()
    return lined


class _Reader:
    def __init__(self, loader: Any, lined: Lined) -> None:
        self._loader, self._lined = loader, lined

    def plain(self, node: yaml.Node, place: Place) -> Any:
        """The node as dicts, lists and scalars; each line is noted on the way."""
        line = node.start_mark.line + 1
        self._lined.lines.setdefault(place, line)
        if len(place) > DEEPEST:
            raise BrokenYaml(line, text("too many levels", "嵌套层数过多"))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(item, (*place, index)) for index, item in enumerate(node.value)]
        return self._loader.construct_object(node)

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key, line = self._key(key_node), key_node.start_mark.line + 1
            if key in found:
                raise BrokenYaml(line, text(f"'{key}' stands here twice", f"“{key}”在此处重复出现"))
            self._lined.lines[(*place, key)] = line
            found[key] = self.plain(value_node, (*place, key))
        return found

    def _key(self, node: yaml.Node) -> str:
        key: Hashable = self._loader.construct_object(node) if isinstance(node, yaml.ScalarNode) else None
        if not isinstance(key, str):
            raise BrokenYaml(node.start_mark.line + 1, text("a key must be a word", "键必须是文字"))
        return key
