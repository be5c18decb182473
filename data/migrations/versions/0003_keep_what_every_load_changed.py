"""Keep what every load changed: why values are missing, earlier names, trees, populations; undone loads"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


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
        sa.Column("id", _BIG, nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("opened", sa.Date(), nullable=True),
        sa.Column("closed", sa.Date(), nullable=True),
        sa.Column("successor_code", sa.String(length=64), nullable=True),
        sa.Column("load_id", sa.Integer(), nullable=True),
        sa.Column("superseded_by", sa.Integer(), nullable=False),
        _key("service_revision", "service_id", "service"),
        _key("service_revision", "parent_id", "service"),
        _key("service_revision", "load_id", "load"),
        _key("service_revision", "superseded_by", "load"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_revision")),
    )
    op.create_index(op.f("ix_service_revision_service_id"), "service_revision", ["service_id"])
    op.create_index(op.f("ix_service_revision_superseded_by"), "service_revision", ["superseded_by"])
    op.create_table(
        "service_name",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=False),
        _key("service_name", "service_id", "service"),
        _key("service_name", "load_id", "load"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_name")),
        sa.UniqueConstraint("service_id", "name", name=op.f("uq_service_name_service_id_name")),
    )


def _numbers() -> None:
    op.create_table(
        "sum_of_children",
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("numerator", sa.Double(), nullable=True),
        sa.Column("denominator", sa.Double(), nullable=True),
        sa.Column("load_id", sa.Integer(), nullable=False),
        _key("sum_of_children", "indicator_id", "indicator"),
        _key("sum_of_children", "service_id", "service"),
        _key("sum_of_children", "category_id", "category"),
        _key("sum_of_children", "load_id", "load"),
        sa.PrimaryKeyConstraint(
            "indicator_id", "service_id", "category_id", "period_start", name=op.f("pk_sum_of_children")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "population_revision",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("count", sa.Double(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=False),
        _key("population_revision", "service_id", "service"),
        _key("population_revision", "category_id", "category"),
        _key("population_revision", "load_id", "load"),
        _key("population_revision", "superseded_by", "load"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_population_revision")),
    )
    op.create_index(
        "ix_population_revision_key", "population_revision", ["service_id", "category_id", "year"]
    )
    op.create_index(op.f("ix_population_revision_superseded_by"), "population_revision", ["superseded_by"])
    op.create_table(
        "event_coverage_revision",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("complete_from", sa.Date(), nullable=False),
        sa.Column("complete_to", sa.Date(), nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=False),
        _key("event_coverage_revision", "indicator_id", "indicator"),
        _key("event_coverage_revision", "service_id", "service"),
        _key("event_coverage_revision", "load_id", "load"),
        _key("event_coverage_revision", "superseded_by", "load"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_coverage_revision")),
    )
    op.create_index(
        "ix_event_coverage_revision_key", "event_coverage_revision", ["indicator_id", "service_id"]
    )
    op.create_index(
        op.f("ix_event_coverage_revision_superseded_by"), "event_coverage_revision", ["superseded_by"]
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
