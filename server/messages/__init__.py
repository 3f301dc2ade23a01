"""What the server sends, error codes and close codes of the protocol `nnp.v1`, once.

Messages are JSON objects with a `type`. Requests may carry an `id`, a whole number that rises within a
connection; the answer repeats it. What does not fit is refused with the name of the field at fault.
"""

# All names, so that a new message is written down in one place alone.
from server.messages.codes import *  # noqa: F403
from server.messages.of_server import *  # noqa: F403
from server.messages.parts import *  # noqa: F403

PROTOCOL = "nnp.v1"
