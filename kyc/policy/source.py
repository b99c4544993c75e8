"""The text of a policy: YAML that says each thing once, and where each thing stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

from kyc.model.errors import InputError

LARGEST = 1_000_000  # bytes; a policy is a few kilobytes
Path = tuple[str | int, ...]


class Source:
    """A parsed policy: its `data`, and the line of every part of it."""

    def __init__(self, content: bytes) -> None:
        """Parse YAML.

        Raises:
            InputError: on anything but one YAML mapping without duplicate keys or aliases.
        """
        self._root = _composed(content)
        self.data: Any = yaml.safe_load(content)

    def line_of(self, path: Path) -> int:
        """Return the line, from 1, of a part, or of the nearest part around it that exists."""
        node: yaml.Node = self._root
        line = node.start_mark.line
        for step in path:
            found = _child(node, step)
            if found is None:
                break
            line, node = found
        return line + 1


def refused(line: int | None, what: str) -> InputError:
    """Return the error for a policy that cannot be used."""
    return InputError("POLICY.INVALID", f"policy line {line}: {what}" if line else f"policy: {what}")


def _composed(content: bytes) -> yaml.Node:
    if len(content) > LARGEST:
        raise refused(None, f"the file has {len(content)} bytes, a policy at most {LARGEST}")
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(content, yaml.SafeLoader)):
            raise refused(None, "aliases (*name) are not allowed, write each value out")
        root = yaml.compose(content, yaml.SafeLoader)
        if not isinstance(root, yaml.MappingNode):
            raise refused(1, "expected a mapping with id, version, checks and rules")
        _refuse_duplicates(root)
        yaml.safe_load(content)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "a value or a character that YAML does not know"
        raise refused(mark.line + 1 if mark else None, f"not YAML: {problem}") from None
    return root


def _refuse_duplicates(node: yaml.Node) -> None:
    children: Sequence[yaml.Node] = ()
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, _ in node.value:
            if str(key.value) in seen:
                raise refused(key.start_mark.line + 1, f"the key {key.value!r} stands twice")
            seen.add(str(key.value))
        children = [value for _, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        children = node.value
    for child in children:
        _refuse_duplicates(child)


def _child(node: yaml.Node, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        pairs = ((key.start_mark.line, value) for key, value in node.value if key.value == str(step))
        return next(pairs, None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark.line, node.value[step]
    return None
