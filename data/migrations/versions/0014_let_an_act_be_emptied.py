"""Chain acts by a digest of what a person said, so that it can be taken out and the chain still holds

Every hash is made anew. The chain as it was is checked first: what was changed must not look whole after.
"""

import hashlib
import secrets

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ACT = sa.table(
    "act",
    *(sa.column(name) for name in ("id", "kind", "actor", "role", "indicator", "service", "category")),
    *(sa.column(name) for name in ("content", "previous_hash", "hash", "salt", "digest")),
    sa.column("at", sa.DateTime()),
)


def upgrade() -> None:
    connection = op.get_bind()
    plain = [column for column in ACT.c if column.name not in ("salt", "digest")]
    acts = connection.execute(sa.select(*plain).order_by(ACT.c.id)).all()
    before = ""
    for act in acts:
        if act.previous_hash != before or act.hash != _earlier(act):
            raise RuntimeError(
                f"Act {act.id} was changed, or the one before it was taken away. Expected: a record of acts "
                "in which each follows from the one before. Restore a backup in which `python -m loaders "
                "verify` finds nothing wrong, and start again. This step changed nothing."
            )
        before = act.hash
    with op.batch_alter_table("act") as table:
        table.add_column(sa.Column("salt", sa.String(length=32)))
        table.add_column(sa.Column("digest", sa.String(length=64), nullable=False, server_default=""))
    before = ""
    for act in acts:
        salt = secrets.token_hex(16)
        digest = _sha256(salt, act.actor, act.role, act.content)
        subject = (act.indicator or "", act.service or "", act.category or "")
        made = _sha256(before, act.kind, act.at.isoformat(), *subject, digest)
        new = {"salt": salt, "digest": digest, "previous_hash": before, "hash": made}
        connection.execute(ACT.update().where(ACT.c.id == act.id).values(new))
        before = made


def downgrade() -> None:
    connection = op.get_bind()
    acts = connection.execute(sa.select(ACT).order_by(ACT.c.id)).all()
    if any(act.salt is None for act in acts):
        raise RuntimeError(
            "Acts were emptied because they were old. An earlier version cannot check the rest."
        )
    before = ""
    for act in acts:
        made = _earlier(act, before)
        connection.execute(ACT.update().where(ACT.c.id == act.id).values(previous_hash=before, hash=made))
        before = made
    with op.batch_alter_table("act") as table:
        table.drop_column("digest")
        table.drop_column("salt")


def _earlier(act: sa.Row, before: str | None = None) -> str:
    """Return the hash of an act as it was made until now."""
    previous = act.previous_hash if before is None else before
    subject = (act.indicator or "", act.service or "", act.category or "")
    return _sha256(previous, act.kind, act.at.isoformat(), act.actor, act.role, *subject, act.content)


def _sha256(*fields: str) -> str:
    return hashlib.sha256("\x1f".join(fields).encode()).hexdigest()
