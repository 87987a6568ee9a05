"""The outside world, blocking and without Qt: ffmpeg, image services, the keyring."""
