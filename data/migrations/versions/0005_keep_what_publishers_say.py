"""Keep what publishers say about services and indicators, and what their words mean"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "publisher_note",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("about", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("heading", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("load_id", sa.Integer(), sa.ForeignKey("load.id"), nullable=False),
        sa.Column("superseded_by", sa.Integer(), sa.ForeignKey("load.id")),
    )
    op.create_index("ix_publisher_note_subject", "publisher_note", ["about", "subject"])


def downgrade() -> None:
    op.drop_table("publisher_note")
