"""Pictures to frames: planes, motion, transitions, piped to ffmpeg. Runs as a process of its own."""
