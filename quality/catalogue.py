"""`python -m quality.catalogue` until the next release: it is `python -m catalogue` now."""

import sys

from catalogue.__main__ import main

if __name__ == "__main__":
    print("Use python -m catalogue; python -m quality.catalogue goes with the next release.", file=sys.stderr)
    raise SystemExit(main())
