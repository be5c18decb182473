"""`python -m quality.decide …`: decide about a chart."""

from quality.decide.command import main

raise SystemExit(main())
