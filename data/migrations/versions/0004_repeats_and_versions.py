"""Keep which loads later ones confirmed, and every indicator as its catalogue described it"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "load_repeat",
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.Column("repeated", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["load.id"], name=op.f("fk_load_repeat_load_id_load")),
        sa.ForeignKeyConstraint(["repeated"], ["load.id"], name=op.f("fk_load_repeat_repeated_load")),
        sa.PrimaryKeyConstraint("load_id", "repeated", name=op.f("pk_load_repeat")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "indicator_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("first_used", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_indicator_version_indicator_id_indicator")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_version")),
    )
    op.create_index(op.f("ix_indicator_version_indicator_id"), "indicator_version", ["indicator_id"])


def downgrade() -> None:
    op.drop_table("indicator_version")
    op.drop_table("load_repeat")
