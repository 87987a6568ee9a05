"""One window for each library and person: who has it, and how a second start tells it what to open."""
