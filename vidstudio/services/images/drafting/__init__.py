"""How draft frames are drawn: read the text, choose tones, paint setting and subjects, finish, caption."""
