-- Who changed a row, when, and what: kept in three columns of the row itself, so that the
-- answer travels with every change event. One trigger function serves every table.

-- Fills modified_by, modified_at and change_info before a row is written.
-- Its arguments name columns whose values must not be repeated in change_info.
create function tidemark.audit() returns trigger
  language plpgsql as
$$
declare
  own constant text[] := array ['modified_by', 'modified_at', 'change_info'];
  withheld constant text[] := coalesce(tg_argv, '{}');
  app_user constant text := nullif(current_setting('tidemark.app_user', true), '');
  -- Not now(): of two changes to one row, the later must carry the later time.
  changed_at constant timestamptz := clock_timestamp();
  after_row jsonb := to_jsonb(new) - own;
  before_row jsonb;
  changes jsonb;
  hidden jsonb;
begin
  if tg_op = 'UPDATE' then
    before_row := to_jsonb(old) - own;
    if before_row = after_row then
      -- Nothing changed: the columns go on naming the last real change, whatever was written.
      new.modified_by := old.modified_by;
      new.modified_at := old.modified_at;
      new.change_info := old.change_info;
      return new;
    end if;
    if tg_nargs > 0 then
      hidden := (
        select jsonb_agg(key order by key) from jsonb_each(after_row)
        where key = any (withheld) and before_row -> key is distinct from value);
    end if;
    changes := (
      select jsonb_object_agg(
        key, jsonb_set(jsonb_set('{"old": null, "new": null}', '{old}', before_row -> key),
          '{new}', value))
      from jsonb_each(after_row - withheld)
      where before_row -> key is distinct from value);
  else
    if tg_nargs > 0 then
      hidden := (
        select jsonb_agg(key order by key) from jsonb_each(after_row)
        where key = any (withheld) and value <> 'null');
    end if;
    -- A column that stays NULL has not changed; there was no old value, not even NULL.
    changes := (
      select jsonb_object_agg(key, jsonb_build_object('new', value))
      from jsonb_each(after_row - withheld)
      where value <> 'null');
  end if;

  new.modified_by := coalesce(app_user, session_user);
  new.modified_at := changed_at;
  new.change_info := jsonb_build_object(
    'changes', coalesce(changes, '{}'),
    'db_user', session_user,
    'app_user', app_user,
    'at', changed_at);
  if hidden is not null then
    new.change_info := new.change_info || jsonb_build_object('withheld', hidden);
  end if;
  return new;
end
$$;

comment on function tidemark.audit() is
  'Trigger: fills modified_by, modified_at, change_info; arguments are columns to withhold';

-- Audits a table from now on: adds the three columns where they are missing, and the trigger.
-- Called again, it replaces the list of withheld columns.
create function tidemark.enable_audit(audited regclass, variadic withheld text[] default '{}')
  returns void
  language plpgsql as
$$
declare
  wanted record;
  found_type regtype;
  name text;
begin
  if not exists (select from pg_class where oid = audited and relkind in ('r', 'p')) then
    raise exception 'cannot audit "%": it is not a table', audited
      using hint = 'Audit the tables behind a view instead of the view.';
  end if;

  for wanted in
    select * from (values
      ('modified_by', 'text'::regtype),
      ('modified_at', 'timestamptz'::regtype),
      ('change_info', 'jsonb'::regtype)) as columns (name, type)
  loop
    select atttypid into found_type from pg_attribute
    where attrelid = audited and attname = wanted.name and not attisdropped;
    if not found then
      execute format('alter table %s add column %I %s', audited, wanted.name, wanted.type);
    elsif found_type <> wanted.type then
      raise exception 'cannot audit "%": its column "%" is of type %, not %',
        audited, wanted.name, found_type, wanted.type
        using hint = 'Rename that column; the audit needs its name.';
    end if;
  end loop;

  foreach name in array withheld loop
    if not exists (
      select from pg_attribute
      where attrelid = audited and attname = name and attnum > 0 and not attisdropped)
    then
      raise exception 'cannot withhold "%" from the audit of "%": there is no such column',
        name, audited;
    end if;
  end loop;

  -- Triggers fire in the order of their names; this one must see what the others made of the row.
  execute format(
    'create or replace trigger zz_tidemark_audit before insert or update on %s '
    'for each row execute function tidemark.audit(%s)',
    audited,
    (select coalesce(string_agg(quote_literal(w), ', '), '') from unnest(withheld) as w));
end
$$;

-- Ends the audit of a table. The columns stay, with what they hold.
create function tidemark.disable_audit(audited regclass) returns void
  language plpgsql as
$$
begin
  execute format('drop trigger if exists zz_tidemark_audit on %s', audited);
end
$$;
