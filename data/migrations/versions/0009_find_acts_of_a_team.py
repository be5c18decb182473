"""Find the acts of a team, and the newest of them, without a look at all others"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_act_service", "act", ["service", "id"])


def downgrade() -> None:
    op.drop_index("ix_act_service", "act")
