"""python -m bot: the same as the command solieu."""

import sys

from bot.cli import main

sys.exit(main())
