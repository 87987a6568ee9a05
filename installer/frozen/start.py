"""Where the frozen program starts."""

import sys

from vidstudio.__main__ import main

sys.exit(main())
