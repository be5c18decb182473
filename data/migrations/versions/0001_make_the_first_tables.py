"""Make the first tables"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _series(**options: bool) -> list[sa.Column]:
    """Return the columns that say which series a row belongs to."""
    return [
        sa.Column(f"{other}_id", sa.Integer(), sa.ForeignKey(f"{other}.id"), **options)
        for other in ("indicator", "service", "category")
    ]


def upgrade() -> None:
    op.create_table(
        "act",
        sa.Column("id", _BIG, primary_key=True),
        sa.Column("kind", sa.String(length=24), nullable=False, index=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=120), nullable=False),
        sa.Column("indicator", sa.String(length=64)),
        sa.Column("service", sa.String(length=64)),
        sa.Column("category", sa.String(length=130)),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False, unique=True),
    )
    op.create_index("ix_act_subject", "act", ["indicator", "service", "category"])

    category = op.create_table(
        "category",
        sa.Column("id", sa.Integer(), autoincrement=True, primary_key=True),
        sa.Column("dimension", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("is_unknown", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("dimension", "code"),
    )
    op.create_table(
        "fact",
        sa.Column("name", sa.String(length=64), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
    )
    op.create_table(
        "indicator",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("code", sa.String(length=64), nullable=False, unique=True),
    )
    op.create_table(
        "load",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("source", sa.String(length=64), nullable=False, index=True),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=False),
        sa.Column("as_at", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_dropped", sa.Integer(), nullable=False),
        sa.Column("rows_rejected", sa.Integer(), nullable=False),
        sa.Column("values_new", sa.Integer(), nullable=False),
        sa.Column("values_revised", sa.Integer(), nullable=False),
        sa.Column("values_unchanged", sa.Integer(), nullable=False),
        sa.Column("values_missing", sa.Integer(), nullable=False),
        sa.Column("data_from", sa.Date()),
        sa.Column("data_to", sa.Date()),
        sa.CheckConstraint("status in ('done', 'refused')", name=op.f("ck_load_status")),
    )

    op.create_table(
        "definition",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("indicator_id", sa.Integer(), sa.ForeignKey("indicator.id"), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("first_used", sa.DateTime(), nullable=False),
        sa.UniqueConstraint("indicator_id", "fingerprint"),
    )
    op.create_table(
        "load_problem",
        sa.Column("id", _BIG, primary_key=True),
        sa.Column("load_id", sa.Integer(), sa.ForeignKey("load.id"), nullable=False, index=True),
        sa.Column("row", sa.Integer()),
        sa.Column("column", sa.String(length=200)),
        sa.Column("expected", sa.Text(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
    )

    op.create_table(
        "service",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("code", sa.String(length=64), nullable=False, unique=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("parent_id", sa.Integer(), sa.ForeignKey("service.id"), index=True),
        sa.Column("opened", sa.Date()),
        sa.Column("closed", sa.Date()),
        sa.Column("successor_code", sa.String(length=64)),
        sa.Column("load_id", sa.Integer(), sa.ForeignKey("load.id")),
    )

    op.create_table(
        "event",
        sa.Column("id", _BIG, primary_key=True),
        *_series(nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("load_id", sa.Integer(), sa.ForeignKey("load.id"), nullable=False),
    )
    op.create_index("ix_event_series", "event", ["indicator_id", "service_id", "category_id", "happened_on"])

    op.create_table(
        "observation",
        *_series(primary_key=True),
        sa.Column("period_start", sa.Date(), primary_key=True),
        sa.Column("numerator", sa.Double()),
        sa.Column("denominator", sa.Double()),
        sa.Column("is_immature", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("definition_id", sa.Integer(), sa.ForeignKey("definition.id"), nullable=False),
        sa.Column("load_id", sa.Integer(), sa.ForeignKey("load.id"), nullable=False),
        sa.CheckConstraint("origin in ('loaded', 'rolled-up')", name=op.f("ck_observation_origin")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "observation_revision",
        sa.Column("id", _BIG, primary_key=True),
        *_series(nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("numerator", sa.Double()),
        sa.Column("denominator", sa.Double()),
        sa.Column("is_immature", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("definition_id", sa.Integer(), sa.ForeignKey("definition.id"), nullable=False),
        sa.Column("load_id", sa.Integer(), sa.ForeignKey("load.id"), nullable=False),
        sa.Column("superseded_by", sa.Integer(), sa.ForeignKey("load.id"), nullable=False, index=True),
    )
    op.create_index(
        "ix_observation_revision_series",
        "observation_revision",
        ["indicator_id", "service_id", "category_id", "period_start"],
    )

    op.create_table(
        "population",
        sa.Column("service_id", sa.Integer(), sa.ForeignKey("service.id"), primary_key=True),
        sa.Column("category_id", sa.Integer(), sa.ForeignKey("category.id"), primary_key=True),
        sa.Column("year", sa.SmallInteger(), primary_key=True),
        sa.Column("count", sa.Double(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("load_id", sa.Integer(), sa.ForeignKey("load.id"), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "series_status",
        *_series(primary_key=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("variation", sa.String(length=16), nullable=False),
        sa.Column("assurance", sa.String(length=16), nullable=False),
        sa.Column("rule_set", sa.String(length=48), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_series_status_service", "series_status", ["service_id", "category_id"])

    op.create_table(
        "signal",
        *_series(primary_key=True),
        sa.Column("first_period", sa.Date(), primary_key=True),
        sa.Column("rule", sa.String(length=24), primary_key=True),
        sa.Column("direction", sa.SmallInteger(), primary_key=True),
        sa.Column("last_period", sa.Date(), nullable=False),
        sa.Column("points", sa.SmallInteger(), nullable=False),
        sa.Column("variation", sa.String(length=16), nullable=False),
        sa.Column("rule_set", sa.String(length=48), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_signal_service", "signal", ["service_id", "last_period"])

    # Everyone is category 0: the series that no dimension divides.
    op.bulk_insert(
        category,
        [{"id": 0, "dimension": "", "code": "", "label": "Everyone", "position": 0, "is_unknown": False}],
    )


def downgrade() -> None:
    for table in (
        *("signal", "series_status", "population", "observation_revision", "observation", "event", "service"),
        *("load_problem", "definition", "load", "indicator", "fact", "category", "act"),
    ):
        op.drop_table(table)
