"""Keep every load that met another name of a service, not only the first"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ONE = "uq_service_name_service_id_name"
_EACH = "uq_service_name_service_id_name_load_id"


def upgrade() -> None:
    with op.batch_alter_table("service_name") as table:
        table.drop_constraint(op.f(_ONE), type_="unique")
        table.create_unique_constraint(op.f(_EACH), ["service_id", "name", "load_id"])


def downgrade() -> None:
    first = "SELECT min(id) FROM service_name GROUP BY service_id, name"
    op.execute(sa.text(f"DELETE FROM service_name WHERE id NOT IN ({first})"))
    with op.batch_alter_table("service_name") as table:
        table.drop_constraint(op.f(_EACH), type_="unique")
        table.create_unique_constraint(op.f(_ONE), ["service_id", "name"])
