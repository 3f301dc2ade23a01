"""Networks that a teacher has put aside, in an order, to be shown to all: one, or two beside each other."""

from engine.reasons import ReasonError
from server.classes.messages import Collection, Item
from server.classes.reasons import ClassReason

MOST_ITEMS = 60
MOST_SHOWN = 2


class Collected:
    """The items of a class, and the numbers of those that are shown to everybody."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.shown: list[int] = []

    def add(self, item: Item) -> None:
        """Adds one at the end. Raises ReasonError when there are too many."""
        if len(self.items) >= MOST_ITEMS:
            raise ReasonError(ClassReason("too_many_items", most=MOST_ITEMS))
        self.items.append(item)

    def drop(self, number: int) -> None:
        """Takes one away. Raises ReasonError."""
        self.items.remove(self.item(number))
        self.shown = [each for each in self.shown if each != number]

    def put_in_order(self, numbers: list[int]) -> None:
        """Puts them into another order. Raises ReasonError unless all are named, each once."""
        if sorted(numbers) != sorted(each.number for each in self.items):
            raise ReasonError(ClassReason("no_item"), "numbers")
        self.items = [self.item(each) for each in numbers]

    def show(self, numbers: list[int]) -> None:
        """Shows some to everybody, or none. Raises ReasonError."""
        self.shown = [self.item(each).number for each in numbers]

    def item(self, number: int) -> Item:
        """Returns the item with this number. Raises ReasonError."""
        found = next((each for each in self.items if each.number == number), None)
        if found is None:
            raise ReasonError(ClassReason("no_item"), "number")
        return found

    def told(self, names: dict[str, str], in_full: bool) -> Collection:
        """Returns what is told of it: all to who leads, to others what is shown, without a way to open it.
        Names are those that people have at the moment."""
        items = self.items if in_full else [each for each in self.items if each.number in self.shown]
        changes: dict[str, None] = {} if in_full else {"saved": None, "link": None}
        named = [
            each.model_copy(update={**changes, "name": names.get(each.person or "", each.name)})
            for each in items
        ]
        return Collection(items=named, shown=self.shown)
