-- What the connector needs in the source database, with the least rights that will do.
-- Run it in the database that is to be captured, as a superuser, any number of times.
-- Then give the role a password: ALTER ROLE debezium PASSWORD '...';

-- REPLICATION to make and read a slot; pg_read_all_data for snapshots, so that tables created
-- later can be read too. It can write nothing but signals.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'debezium') THEN
    CREATE ROLE debezium WITH LOGIN REPLICATION;
  END IF;
END
$$;
GRANT pg_read_all_data TO debezium;

-- All tables, also those created later. Stored generated columns are left out unless asked for
-- (PostgreSQL 18 and later). publish_via_partition_root stays off: with it on, TRUNCATE, DROP or
-- DETACH of a single partition is not told to anyone, and a mirror would differ without knowing.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_publication WHERE pubname = 'tidemark') THEN
    CREATE PUBLICATION tidemark FOR ALL TABLES WITH (publish_generated_columns = stored);
  END IF;
END
$$;

-- Housekeeping that the connector does not mirror (schema.exclude.list). A migration that makes
-- the same schema or table has to say IF NOT EXISTS.
CREATE SCHEMA IF NOT EXISTS tidemark;
CREATE TABLE IF NOT EXISTS tidemark.debezium_signal (
  id varchar(42) PRIMARY KEY,
  type varchar(32) NOT NULL,
  data varchar(2048)
);
GRANT USAGE ON SCHEMA tidemark TO debezium;
GRANT INSERT, DELETE ON tidemark.debezium_signal TO debezium;

-- PostgreSQL looks for, and creates, a table without a schema in the schema that has the user's
-- own name. A user called tidemark would put its tables among the housekeeping, unmirrored.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tidemark') THEN
    EXECUTE format('ALTER ROLE tidemark IN DATABASE %I SET search_path = public', current_database());
  END IF;
END
$$;
