"""python -m deeptrace"""

import sys

from deeptrace.command.main import run

sys.exit(run())
