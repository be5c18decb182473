"""Keep rare events with what they supersede, how far they are complete, and when a signal could be seen"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The default only fills the rows that are there: a new row always says its position.
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("position", sa.SmallInteger(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("opportunities", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("definition_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("superseded_by", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_event_definition_id_definition"), "definition", ["definition_id"], ["id"]
        )
        batch_op.create_foreign_key(op.f("fk_event_superseded_by_load"), "load", ["superseded_by"], ["id"])
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.alter_column("position", server_default=None)
    op.create_table(
        "event_coverage",
        sa.Column("indicator_id", sa.Integer(), sa.ForeignKey("indicator.id"), primary_key=True),
        sa.Column("service_id", sa.Integer(), sa.ForeignKey("service.id"), primary_key=True),
        sa.Column("complete_from", sa.Date(), nullable=False),
        sa.Column("complete_to", sa.Date(), nullable=False),
        sa.Column("load_id", sa.Integer(), sa.ForeignKey("load.id"), nullable=False),
        sqlite_with_rowid=False,
    )
    _make_signal(
        sa.Column("seen_period", sa.Date(), nullable=False),
        sa.Column("ended_period", sa.Date(), nullable=True),
    )


def _make_signal(*columns: sa.Column) -> None:
    """The table anew: it is derived, and filled again at the next start, since the judgement has another
    version."""
    op.drop_table("signal")
    op.create_table(
        "signal",
        sa.Column("indicator_id", sa.Integer(), sa.ForeignKey("indicator.id"), primary_key=True),
        sa.Column("service_id", sa.Integer(), sa.ForeignKey("service.id"), primary_key=True),
        sa.Column("category_id", sa.Integer(), sa.ForeignKey("category.id"), primary_key=True),
        sa.Column("first_period", sa.Date(), primary_key=True),
        sa.Column("rule", sa.String(length=24), primary_key=True),
        sa.Column("direction", sa.SmallInteger(), primary_key=True),
        sa.Column("last_period", sa.Date(), nullable=False),
        *columns,
        sa.Column("points", sa.SmallInteger(), nullable=False),
        sa.Column("variation", sa.String(length=16), nullable=False),
        sa.Column("rule_set", sa.String(length=48), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_signal_service", "signal", ["service_id", "last_period"])


def downgrade() -> None:
    _make_signal()
    op.drop_table("event_coverage")
    op.execute("DELETE FROM event WHERE superseded_by IS NOT NULL")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_event_superseded_by_load"), type_="foreignkey")
        batch_op.drop_constraint(op.f("fk_event_definition_id_definition"), type_="foreignkey")
        for name in ("superseded_by", "definition_id", "opportunities", "position"):
            batch_op.drop_column(name)
