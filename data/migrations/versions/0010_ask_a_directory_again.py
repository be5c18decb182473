"""Ask a directory again about whom it let in, keep links to set a password, audit the service"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "directory_session",
        sa.Column(
            "token_hash",
            sa.String(length=64),
            sa.ForeignKey("session.token_hash", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("sid", sa.String(length=200)),
        sa.Column("tokens", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("tried_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_directory_session_sid", "directory_session", ["sid"])
    op.create_table(
        "used_token",
        sa.Column("token_hash", sa.String(length=64), primary_key=True),
        sa.Column("until", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "password_link",
        sa.Column("token_hash", sa.String(length=64), primary_key=True),
        sa.Column("person_id", sa.String(length=200), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
    )
    op.add_column("audit", sa.Column("service", sa.String(length=64)))
    op.create_index("ix_audit_service", "audit", ["service", "id"])
    # Nothing is kept of these that the directory could be asked with: they sign in once more.
    op.execute("DELETE FROM session WHERE person_id LIKE 'directory:%'")


def downgrade() -> None:
    op.drop_index("ix_audit_service", "audit")
    op.drop_column("audit", "service")
    for table in ("password_link", "used_token", "directory_session"):
        op.drop_table(table)
