"""Keep the newest visit of each person"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "visit",
        sa.Column("person_id", sa.String(length=200), primary_key=True),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("seen_load", sa.Integer(), nullable=False),
        sa.Column("seen_act", number, nullable=False),
        sa.Column("before_at", sa.DateTime()),
        sa.Column("before_load", sa.Integer()),
        sa.Column("before_act", number),
    )


def downgrade() -> None:
    op.drop_table("visit")
