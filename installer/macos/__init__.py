"""The application for macOS."""
