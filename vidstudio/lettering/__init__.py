"""Text as lines of glyphs, for any script: which font shows a letter, where lines break, which way they run."""
