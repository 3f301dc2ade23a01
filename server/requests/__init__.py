"""What a browser may ask for: each message is one class, with its fields and what it does.

A message that is added to one of these modules is known everywhere: to the reader, and with `make generate`
to the documents and the page.
"""

import inspect

from server.requests import by_hand, devices, hello, playing, runs, showing, travelling, watching
from server.requests.request import Request

SUBJECTS = (hello, playing, runs, by_hand, travelling, showing, watching, devices)

REQUESTS: dict[str, type[Request]] = {
    each.model_fields["type"].default: each
    for subject in SUBJECTS
    for each in vars(subject).values()
    if inspect.isclass(each) and issubclass(each, Request) and each.__module__ == subject.__name__
}
"""The requests by their `type`."""
