"""Two AsyncAPI documents: channels, operations and messages."""

from documentation_api.specs.comparison.events import Channel, Messages, channels_of, payload_of
from documentation_api.specs.comparison.findings import REQUEST, RESPONSE, Findings
from documentation_api.specs.comparison.schemas import SchemaComparison
from documentation_api.specs.comparison.sides import Side, mapping
from documentation_api.specs.examination.issues import pointer_to

_VERBS = {REQUEST: "sending to", RESPONSE: "receiving from"}


class EventComparison:
    """Compares two AsyncAPI documents."""

    def __init__(self, old: Side, new: Side, report: Findings) -> None:
        self.old, self.new, self.report = old, new, report
        self._schemas = SchemaComparison(old, new, report)

    def compare(self) -> None:
        """Report everything."""
        before, after = mapping(self.old.document.get("info")), mapping(self.new.document.get("info"))
        for word in ("title", "description"):
            if before.get(word) != after.get(word):
                self.report.warning("description-changed", f"/info/{word}", f"{word} of the API changed")
        self._compare_channels(channels_of(self.old), channels_of(self.new))

    def _compare_channels(self, before: dict[str, Channel], after: dict[str, Channel]) -> None:
        for address, channel in before.items():
            if address in after:
                self._compare_channel(channel, after[address])
            else:
                self.report.breaking("channel-removed", channel.pointer, f"channel {address} removed")
        for address in after.keys() - before.keys():
            self.report.compatible("channel-added", after[address].pointer, f"channel {address} added")

    def _compare_channel(self, old: Channel, new: Channel) -> None:
        if old.description != new.description:
            self.report.warning("description-changed", new.pointer, "description changed")
        for direction, verb in _VERBS.items():
            what = f"{verb} channel {new.address}"
            if direction in old.operations and direction in new.operations:
                self._compare_messages(old.operations[direction], new.operations[direction], direction)
            elif direction in old.operations:
                self.report.breaking("operation-removed", old.operation_pointers[direction], f"{what} removed")
            elif direction in new.operations:
                self.report.compatible("operation-added", new.operation_pointers[direction], f"{what} added")
        if not old.operations and not new.operations:
            self._compare_messages(old.messages, new.messages, RESPONSE)

    def _compare_messages(self, old: Messages, new: Messages, direction: str) -> None:
        missing = {name: one for name, one in old.items() if name not in new}
        extra = {name: one for name, one in new.items() if name not in old}
        for name in list(missing):
            twin = next((key for key, one in extra.items() if self._alike(missing[name], one)), None)
            if twin is not None:
                del missing[name], extra[twin]
        for name, (_, pointer) in missing.items():
            self.report.breaking("message-removed", pointer, f"message {name} removed")
        for name, (_, pointer) in extra.items():
            self.report.compatible("message-added", pointer, f"message {name} added")
        for name in old.keys() & new.keys():
            self._compare_message(old[name], new[name], name, direction)

    def _alike(self, old: tuple[dict[str, object], str], new: tuple[dict[str, object], str]) -> bool:
        """The same message under another name."""
        before, after = ({**side[0], "name": None, "messageId": None} for side in (old, new))
        return self._schemas.old_numbers.of(before) == self._schemas.new_numbers.of(after)

    def _compare_message(
        self, old: tuple[dict[str, object], str], new: tuple[dict[str, object], str], name: str, direction: str
    ) -> None:
        (before, old_format), (after, new_format) = payload_of(*old), payload_of(*new)
        if old[0].get("contentType") != new[0].get("contentType"):
            self.report.breaking("media-type-changed", new[1], f"message {name}: content type changed")
        if old[0].get("description") != new[0].get("description"):
            self.report.warning("description-changed", new[1], "description changed")
        if old_format or new_format:
            if old_format != new_format or before[0] != after[0]:
                self.report.breaking("type-changed", after[1], f"message {name}: payload changed")
        else:
            self._schemas.compare(before, after, direction)
        if "headers" in old[0] or "headers" in new[0]:
            self._schemas.compare(
                (old[0].get("headers", True), pointer_to(old[1], "headers")),
                (new[0].get("headers", True), pointer_to(new[1], "headers")),
                direction,
            )
