"""Setting up, checking and packaging; nothing here is needed by the installed program."""
