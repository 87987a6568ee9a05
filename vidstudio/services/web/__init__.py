"""Talking to a model's service over HTTP: one conversation, its events, and what its refusals mean."""
