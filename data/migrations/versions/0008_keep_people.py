"""Keep people, who of them is signed in, and what is audited"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=200), primary_key=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("password", sa.String(length=200)),
        sa.Column("grants", sa.Text(), nullable=False),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("left_at", sa.DateTime()),
    )
    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(length=64), primary_key=True),
        sa.Column("person_id", sa.String(length=200), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_session_person_id", "session", ["person_id"])
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("person_id", sa.String(length=200), nullable=False),
        sa.Column("sent_from", sa.String(length=64), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
    )
    op.create_index("ix_audit_kind", "audit", ["kind", "person_id", "at"])


def downgrade() -> None:
    for table in ("audit", "session", "person"):
        op.drop_table(table)
