"""The audience at memory speed: people packed in columns, kept in one mapped file, selected without a database."""
