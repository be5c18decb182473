"""Keep what every load changed: why values are missing, earlier names, trees, populations; undone loads"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    # Columns without a default or a key of their own: added in an instant, however many rows there are.
    for table in ("observation", "observation_revision"):
        op.add_column(table, sa.Column("qualifier", sa.String(length=16), nullable=True))
        op.add_column(table, sa.Column("matured_by", sa.Integer(), nullable=True))
    op.add_column("load", sa.Column("undoes", sa.Integer(), nullable=True))
    op.add_column("load", sa.Column("undone_by", sa.Integer(), nullable=True))
    op.add_column("load", sa.Column("notes", sa.Text(), nullable=True))
    _services()
    _numbers()


def _services() -> None:
    op.create_table(
        "service_revision",
        sa.Column("id", _BIG, primary_key=True),
        sa.Column("service_id", sa.Integer(), sa.ForeignKey("service.id"), nullable=False, index=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("parent_id", sa.Integer(), sa.ForeignKey("service.id")),
        sa.Column("opened", sa.Date()),
        sa.Column("closed", sa.Date()),
        sa.Column("successor_code", sa.String(length=64)),
        sa.Column("load_id", sa.Integer(), sa.ForeignKey("load.id")),
        sa.Column("superseded_by", sa.Integer(), sa.ForeignKey("load.id"), nullable=False, index=True),
    )
    op.create_table(
        "service_name",
        sa.Column("id", _BIG, primary_key=True),
        sa.Column("service_id", sa.Integer(), sa.ForeignKey("service.id"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("load_id", sa.Integer(), sa.ForeignKey("load.id"), nullable=False),
        sa.UniqueConstraint("service_id", "name"),
    )


def _numbers() -> None:
    op.create_table(
        "sum_of_children",
        sa.Column("indicator_id", sa.Integer(), sa.ForeignKey("indicator.id"), primary_key=True),
        sa.Column("service_id", sa.Integer(), sa.ForeignKey("service.id"), primary_key=True),
        sa.Column("category_id", sa.Integer(), sa.ForeignKey("category.id"), primary_key=True),
        sa.Column("period_start", sa.Date(), primary_key=True),
        sa.Column("numerator", sa.Double()),
        sa.Column("denominator", sa.Double()),
        sa.Column("load_id", sa.Integer(), sa.ForeignKey("load.id"), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "population_revision",
        sa.Column("id", _BIG, primary_key=True),
        sa.Column("service_id", sa.Integer(), sa.ForeignKey("service.id"), nullable=False),
        sa.Column("category_id", sa.Integer(), sa.ForeignKey("category.id"), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("count", sa.Double(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("load_id", sa.Integer(), sa.ForeignKey("load.id"), nullable=False),
        sa.Column("superseded_by", sa.Integer(), sa.ForeignKey("load.id"), nullable=False, index=True),
    )
    op.create_index(
        "ix_population_revision_key", "population_revision", ["service_id", "category_id", "year"]
    )
    op.create_table(
        "event_coverage_revision",
        sa.Column("id", _BIG, primary_key=True),
        sa.Column("indicator_id", sa.Integer(), sa.ForeignKey("indicator.id"), nullable=False),
        sa.Column("service_id", sa.Integer(), sa.ForeignKey("service.id"), nullable=False),
        sa.Column("complete_from", sa.Date(), nullable=False),
        sa.Column("complete_to", sa.Date(), nullable=False),
        sa.Column("load_id", sa.Integer(), sa.ForeignKey("load.id"), nullable=False),
        sa.Column("superseded_by", sa.Integer(), sa.ForeignKey("load.id"), nullable=False, index=True),
    )
    op.create_index(
        "ix_event_coverage_revision_key", "event_coverage_revision", ["indicator_id", "service_id"]
    )


def downgrade() -> None:
    for table in (
        "event_coverage_revision",
        "population_revision",
        "sum_of_children",
        "service_name",
        "service_revision",
    ):
        op.drop_table(table)
    for column in ("undoes", "undone_by", "notes"):
        op.drop_column("load", column)
    for table in ("observation", "observation_revision"):
        op.drop_column(table, "matured_by")
        op.drop_column(table, "qualifier")
