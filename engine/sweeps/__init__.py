"""Many experiments that differ in a few fields: what varies, and training them together."""
