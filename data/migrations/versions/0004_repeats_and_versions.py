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
        sa.Column("load_id", sa.Integer(), sa.ForeignKey("load.id"), primary_key=True),
        sa.Column("repeated", sa.Integer(), sa.ForeignKey("load.id"), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "indicator_version",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("indicator_id", sa.Integer(), sa.ForeignKey("indicator.id"), nullable=False, index=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("first_used", sa.DateTime(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("indicator_version")
    op.drop_table("load_repeat")
