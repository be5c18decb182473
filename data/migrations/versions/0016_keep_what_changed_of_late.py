"""Keep beside each status what its last points say against its own past

What is stored is derived: it is made again at the next start, since a status consists of more now.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

CHANGES = ("moved", "spread", "alike", "excess")


def upgrade() -> None:
    with op.batch_alter_table("series_status", recreate="never") as table:
        for name in CHANGES:
            table.add_column(sa.Column(name, sa.Double()))
        table.add_column(sa.Column("past", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("series_status", recreate="never") as table:
        for name in (*CHANGES, "past"):
            table.drop_column(name)
