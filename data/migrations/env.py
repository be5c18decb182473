"""Alembic's entry. It is given a connection in a transaction, or an engine, so that a URL with a password is
never written down. All steps to the newest version are one transaction, on SQLite too: a program that is
killed among them leaves the tables as they were. What a step leaves without a name, as
keys and indexes, gets the one that the naming convention of the models gives it."""

from alembic import context

from data.models import Base

config = context.config


def run(connection):
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if (given := config.attributes.get("connection")) is not None:
    run(given)
else:
    with config.attributes["engine"].connect() as opened:
        run(opened)
        opened.commit()
