"""Make the first tables"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "act",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=120), nullable=False),
        sa.Column("indicator", sa.String(length=64), nullable=True),
        sa.Column("service", sa.String(length=64), nullable=True),
        sa.Column("category", sa.String(length=130), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act")),
        sa.UniqueConstraint("hash", name=op.f("uq_act_hash")),
    )
    with op.batch_alter_table("act", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_act_kind"), ["kind"], unique=False)
        batch_op.create_index("ix_act_subject", ["indicator", "service", "category"], unique=False)

    op.create_table(
        "category",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("dimension", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("is_unknown", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
        sa.UniqueConstraint("dimension", "code", name=op.f("uq_category_dimension_code")),
    )
    op.create_table(
        "fact",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_fact")),
    )
    op.create_table(
        "indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint("code", name=op.f("uq_indicator_code")),
    )
    op.create_table(
        "load",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
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
        sa.Column("data_from", sa.Date(), nullable=True),
        sa.Column("data_to", sa.Date(), nullable=True),
        sa.CheckConstraint("status in ('done', 'refused')", name=op.f("ck_load_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_load")),
    )
    with op.batch_alter_table("load", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_load_source"), ["source"], unique=False)

    op.create_table(
        "definition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("first_used", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_definition_indicator_id_indicator")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_definition")),
        sa.UniqueConstraint(
            "indicator_id", "fingerprint", name=op.f("uq_definition_indicator_id_fingerprint")
        ),
    )
    op.create_table(
        "load_problem",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("column", sa.String(length=200), nullable=True),
        sa.Column("expected", sa.Text(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["load.id"], name=op.f("fk_load_problem_load_id_load")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_load_problem")),
    )
    with op.batch_alter_table("load_problem", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_load_problem_load_id"), ["load_id"], unique=False)

    op.create_table(
        "service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("opened", sa.Date(), nullable=True),
        sa.Column("closed", sa.Date(), nullable=True),
        sa.Column("successor_code", sa.String(length=64), nullable=True),
        sa.Column("load_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["load_id"], ["load.id"], name=op.f("fk_service_load_id_load")),
        sa.ForeignKeyConstraint(["parent_id"], ["service.id"], name=op.f("fk_service_parent_id_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("code", name=op.f("uq_service_code")),
    )
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_event_category_id_category")),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_event_indicator_id_indicator")
        ),
        sa.ForeignKeyConstraint(["load_id"], ["load.id"], name=op.f("fk_event_load_id_load")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_event_service_id_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(
            "ix_event_series", ["indicator_id", "service_id", "category_id", "happened_on"], unique=False
        )

    op.create_table(
        "observation",
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("numerator", sa.Double(), nullable=True),
        sa.Column("denominator", sa.Double(), nullable=True),
        sa.Column("is_immature", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("definition_id", sa.Integer(), nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("origin in ('loaded', 'rolled-up')", name=op.f("ck_observation_origin")),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_observation_category_id_category")
        ),
        sa.ForeignKeyConstraint(
            ["definition_id"], ["definition.id"], name=op.f("fk_observation_definition_id_definition")
        ),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_observation_indicator_id_indicator")
        ),
        sa.ForeignKeyConstraint(["load_id"], ["load.id"], name=op.f("fk_observation_load_id_load")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_observation_service_id_service")
        ),
        sa.PrimaryKeyConstraint(
            "indicator_id", "service_id", "category_id", "period_start", name=op.f("pk_observation")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "observation_revision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("numerator", sa.Double(), nullable=True),
        sa.Column("denominator", sa.Double(), nullable=True),
        sa.Column("is_immature", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("definition_id", sa.Integer(), nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_observation_revision_category_id_category")
        ),
        sa.ForeignKeyConstraint(
            ["definition_id"],
            ["definition.id"],
            name=op.f("fk_observation_revision_definition_id_definition"),
        ),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_observation_revision_indicator_id_indicator")
        ),
        sa.ForeignKeyConstraint(["load_id"], ["load.id"], name=op.f("fk_observation_revision_load_id_load")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_observation_revision_service_id_service")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by"], ["load.id"], name=op.f("fk_observation_revision_superseded_by_load")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation_revision")),
    )
    with op.batch_alter_table("observation_revision", schema=None) as batch_op:
        batch_op.create_index(
            "ix_observation_revision_series",
            ["indicator_id", "service_id", "category_id", "period_start"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_observation_revision_superseded_by"), ["superseded_by"], unique=False
        )

    op.create_table(
        "population",
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("count", sa.Double(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_population_category_id_category")
        ),
        sa.ForeignKeyConstraint(["load_id"], ["load.id"], name=op.f("fk_population_load_id_load")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_population_service_id_service")
        ),
        sa.PrimaryKeyConstraint("service_id", "category_id", "year", name=op.f("pk_population")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "series_status",
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("variation", sa.String(length=16), nullable=False),
        sa.Column("assurance", sa.String(length=16), nullable=False),
        sa.Column("rule_set", sa.String(length=48), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_series_status_category_id_category")
        ),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_series_status_indicator_id_indicator")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_series_status_service_id_service")
        ),
        sa.PrimaryKeyConstraint("indicator_id", "service_id", "category_id", name=op.f("pk_series_status")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("series_status", schema=None) as batch_op:
        batch_op.create_index("ix_series_status_service", ["service_id", "category_id"], unique=False)

    op.create_table(
        "signal",
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("first_period", sa.Date(), nullable=False),
        sa.Column("rule", sa.String(length=24), nullable=False),
        sa.Column("direction", sa.SmallInteger(), nullable=False),
        sa.Column("last_period", sa.Date(), nullable=False),
        sa.Column("points", sa.SmallInteger(), nullable=False),
        sa.Column("variation", sa.String(length=16), nullable=False),
        sa.Column("rule_set", sa.String(length=48), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_signal_category_id_category")
        ),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_signal_indicator_id_indicator")
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_signal_service_id_service")),
        sa.PrimaryKeyConstraint(
            "indicator_id",
            "service_id",
            "category_id",
            "first_period",
            "rule",
            "direction",
            name=op.f("pk_signal"),
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("signal", schema=None) as batch_op:
        batch_op.create_index("ix_signal_service", ["service_id", "last_period"], unique=False)

    # Everyone is category 0: the series that no dimension divides.
    category = sa.table(
        "category",
        sa.column("id", sa.Integer),
        sa.column("dimension", sa.String),
        sa.column("code", sa.String),
        sa.column("label", sa.String),
        sa.column("position", sa.SmallInteger),
        sa.column("is_unknown", sa.Boolean),
    )
    op.bulk_insert(
        category,
        [{"id": 0, "dimension": "", "code": "", "label": "Everyone", "position": 0, "is_unknown": False}],
    )


def downgrade() -> None:
    with op.batch_alter_table("signal", schema=None) as batch_op:
        batch_op.drop_index("ix_signal_service")

    op.drop_table("signal")
    with op.batch_alter_table("series_status", schema=None) as batch_op:
        batch_op.drop_index("ix_series_status_service")

    op.drop_table("series_status")
    op.drop_table("population")
    with op.batch_alter_table("observation_revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_observation_revision_superseded_by"))
        batch_op.drop_index("ix_observation_revision_series")

    op.drop_table("observation_revision")

    op.drop_table("observation")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("ix_event_series")

    op.drop_table("event")
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_service_parent_id"))

    op.drop_table("service")
    with op.batch_alter_table("load_problem", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_load_problem_load_id"))

    op.drop_table("load_problem")
    op.drop_table("definition")
    with op.batch_alter_table("load", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_load_source"))

    op.drop_table("load")
    op.drop_table("indicator")
    op.drop_table("fact")
    op.drop_table("category")
    with op.batch_alter_table("act", schema=None) as batch_op:
        batch_op.drop_index("ix_act_subject")
        batch_op.drop_index(batch_op.f("ix_act_kind"))

    op.drop_table("act")
