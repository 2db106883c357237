-- What really happened, kept by PostgreSQL itself: triggers write every change of a watched table
-- into one history, in the same transaction. What is rolled back is not in it.
create schema oracle;
create schema torture;
create extension hstore schema oracle;

-- The rows as PostgreSQL spells their values, and the columns of the primary key at that moment.
create table oracle.history (
  seq bigserial primary key,
  xid text not null default pg_current_xact_id()::text,
  table_name text not null,
  op text not null,
  key_columns text[] not null,
  old_row text,
  new_row text
);

create function oracle.record() returns trigger language plpgsql
set search_path = oracle, pg_catalog as $$
begin
  insert into oracle.history (table_name, op, key_columns, old_row, new_row) values (
    tg_table_name,
    tg_op,
    array(
      select a.attname::text
      from pg_index i
      cross join unnest(i.indkey) with ordinality k (attnum, place)
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
      where i.indrelid = tg_relid and i.indisprimary
      order by k.place),
    case when tg_op in ('UPDATE', 'DELETE') then hstore_to_json(hstore(old))::text end,
    case when tg_op in ('INSERT', 'UPDATE') then hstore_to_json(hstore(new))::text end);
  return null;
end
$$;

-- One event for each table that TRUNCATE names or that is a partition of it.
create function oracle.watch(watched regclass) returns void language plpgsql as $$
declare
  leaf regclass;
begin
  execute format('create trigger rows after insert or update or delete on %s'
    ' for each row execute function oracle.record()', watched);
  for leaf in
    select watched where (select relkind from pg_class where oid = watched) = 'r'
    union all
    select inhrelid::regclass from pg_inherits where inhparent = watched
  loop
    execute format('create trigger emptied after truncate on %s'
      ' for each statement execute function oracle.record()', leaf);
  end loop;
end
$$;
