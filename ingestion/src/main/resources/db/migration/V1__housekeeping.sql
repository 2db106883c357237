-- Tidemark's own schema: functions, the signal table, the list of runs. It is never mirrored.
-- The local stack may have made it, and the signal table, before the first migration.
create schema if not exists tidemark;

comment on schema tidemark is 'Functions and housekeeping tables of Tidemark; not mirrored';

-- Debezium reads its signals here (snapshots on demand). The shape is Debezium's.
create table if not exists tidemark.debezium_signal (
  id varchar(42) primary key,
  type varchar(32) not null,
  data varchar(2048)
);

-- Each run of seed and simulate has a number of its own. It goes into every key that the run
-- makes, so that a second run with the same random seed never meets the first one's keys.
create table tidemark.runs (
  run_number integer primary key,
  command text not null,
  random_seed bigint not null,
  started_at timestamptz not null default now(),
  started_by text not null default session_user,
  -- The simulated clock: payments of this run carry times in [payments_from, payments_until).
  payments_from timestamptz not null,
  payments_until timestamptz not null
);
