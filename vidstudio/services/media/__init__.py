"""Models that make clips, narration and music, and what a service of theirs can do."""
