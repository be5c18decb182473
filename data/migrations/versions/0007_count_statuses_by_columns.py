"""Keep each part of a status in a column of its own, and its sparkline as a short text"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_series_status(
        sa.Column("variation", sa.String(length=16), nullable=False),
        sa.Column("assurance", sa.String(length=16), nullable=False),
        sa.Column("direction", sa.SmallInteger(), nullable=False),
        sa.Column("rule", sa.String(length=24)),
        sa.Column("since", sa.Date()),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("period", sa.Date()),
        *(
            sa.Column(name, sa.Double())
            for name in ("value", "numerator", "denominator", "centre", "lower", "upper", "target", "plan")
        ),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("points", "missing", "immature", "excluded")
        ),
        *(
            sa.Column(name, sa.Date())
            for name in ("first_period", "last_period", "received_to", "phase_since")
        ),
        sa.Column("phase_run", sa.Integer(), nullable=False),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("is_constant", sa.Boolean(), nullable=False),
        sa.Column("chart", sa.String(length=8), nullable=False),
        sa.Column("rule_set", sa.String(length=48), nullable=False),
        sa.Column("recent", sa.Text(), nullable=False),
    )
    counted = ["service_id", "category_id", "variation", "received_to"]
    op.create_index("ix_series_status_service", "series_status", counted)


def _make_series_status(*columns: sa.Column) -> None:
    """The table anew: it is derived, and filled again at the next start, since the judgement has another
    version."""
    op.drop_table("series_status")
    op.create_table(
        "series_status",
        sa.Column("indicator_id", sa.Integer(), sa.ForeignKey("indicator.id"), primary_key=True),
        sa.Column("service_id", sa.Integer(), sa.ForeignKey("service.id"), primary_key=True),
        sa.Column("category_id", sa.Integer(), sa.ForeignKey("category.id"), primary_key=True),
        *columns,
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    _make_series_status(
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("variation", sa.String(length=16), nullable=False),
        sa.Column("assurance", sa.String(length=16), nullable=False),
        sa.Column("rule_set", sa.String(length=48), nullable=False),
    )
    op.create_index("ix_series_status_service", "series_status", ["service_id", "category_id"])
