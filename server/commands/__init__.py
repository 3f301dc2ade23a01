"""The `playground` command and its subcommands."""
