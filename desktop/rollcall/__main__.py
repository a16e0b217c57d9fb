"""So that `python -m rollcall` is the same as `rollcall`."""

import sys

from rollcall.cli import main

if __name__ == "__main__":
    sys.exit(main())
