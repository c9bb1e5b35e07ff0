"""YAML text as a tree of nodes that know their file, line and column."""

from leverage.document.loading import MAX_DEPTH, parse
from leverage.document.nodes import INPUTS, MAX_BYTES, ListNode, MapNode, Node, TextNode, decode, read_bytes, read_file

__all__ = [
    "INPUTS",
    "MAX_BYTES",
    "MAX_DEPTH",
    "ListNode",
    "MapNode",
    "Node",
    "TextNode",
    "decode",
    "parse",
    "read_bytes",
    "read_file",
]
