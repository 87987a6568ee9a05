"""Who plans a storyboard: one file a service."""
