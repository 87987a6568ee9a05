"""The rules, in the order of the pipeline: plain Python, no Qt, no database, no network."""
