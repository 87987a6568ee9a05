"""vidstudio: an idea or a script becomes a storyboard, the storyboard a film, the film files to hand over."""

__version__ = "0.1.0"
