"""The command line: the same rules and words as the window, without Qt.

Results go to stdout, progress and errors to stderr. Exit codes: 0, 1 (``error: …`` in one line), 2 wrong usage, 130
interrupted.
"""
