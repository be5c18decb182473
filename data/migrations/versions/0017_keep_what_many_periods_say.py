"""Keep beside each status what many periods say together

What is stored is derived: it is made again at the next start, since a status consists of more now.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("series_status", recreate="never") as table:
        table.add_column(sa.Column("moved_since", sa.Date()))
        table.add_column(sa.Column("accumulated", sa.Text()))


def downgrade() -> None:
    with op.batch_alter_table("series_status", recreate="never") as table:
        for name in ("moved_since", "accumulated"):
            table.drop_column(name)
