"""The frozen program: what goes into it, and how it starts."""
