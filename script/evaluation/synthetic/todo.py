"""To-do lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, override
from uuid import uuid4

from homeassistant.components.todo import TodoItem, TodoItemStatus, TodoListEntity, TodoListEntityFeature

from .entity import Synthetic, adder, features

_ALWAYS = (TodoListEntityFeature.CREATE_TODO_ITEM,)


class TodoList(Synthetic, TodoListEntity):
    """A list."""

    @override
    def place(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        self._attr_supported_features = features(TodoListEntityFeature, attributes.get("supported_features"), _ALWAYS)
        self._attr_todo_items = [_item(item) for item in attributes.get("todo_items") or ()]

    @override
    async def async_create_todo_item(self, item: TodoItem) -> None:
        item.uid = item.uid or uuid4().hex
        item.status = item.status or TodoItemStatus.NEEDS_ACTION
        self._attr_todo_items = [*(self._attr_todo_items or ()), item]
        self.obeyed()

    @override
    async def async_update_todo_item(self, item: TodoItem) -> None:
        self._attr_todo_items = [item if item.uid == known.uid else known for known in self._attr_todo_items or ()]
        self.obeyed()

    @override
    async def async_delete_todo_items(self, uids: list[str]) -> None:
        self._attr_todo_items = [item for item in self._attr_todo_items or () if item.uid not in uids]
        self.obeyed()


def _item(given: Mapping[str, Any] | str) -> TodoItem:
    if isinstance(given, str):
        return TodoItem(summary=given, uid=uuid4().hex, status=TodoItemStatus.NEEDS_ACTION)
    status = TodoItemStatus(given.get("status") or TodoItemStatus.NEEDS_ACTION)
    return TodoItem(summary=given.get("summary"), uid=str(given.get("uid") or uuid4().hex), status=status)


async_setup_entry = adder("todo", TodoList)
