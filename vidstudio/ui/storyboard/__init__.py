"""The storyboard as a reorderable list of cards."""
