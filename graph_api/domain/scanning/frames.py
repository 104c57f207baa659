"""What scanners are set up to put in front of the data and behind it. Source: rule R3."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """A prefix and a suffix; either may be empty. A number that is typed comes without them, and is taken as it is."""

    prefix: str = ""
    suffix: str = ""

    def inside(self, data: str) -> str:
        """The data within the whole frame; all of it where the frame is not there, or only a part of it."""
        end = len(data) - len(self.suffix)
        if end < len(self.prefix) or not (data.startswith(self.prefix) and data.endswith(self.suffix)):
            return data
        return data[len(self.prefix) : end]


NO_FRAME = Frame()
