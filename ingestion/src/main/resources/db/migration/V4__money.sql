-- A payment moves its amount between two accounts in the same database transaction; changing or
-- deleting the payment moves the difference. So the sum of all balances never changes, whoever
-- writes to public.transactions. (TRUNCATE forgets payments and leaves the balances as they are.)

-- Adds amounts[i] to the balance of account_ids[i]; the ids must be distinct. All writers lock
-- accounts in the order of their ids, so they can wait for each other but never deadlock.
create function tidemark.post_to_accounts(account_ids uuid[], amounts numeric[]) returns void
  language plpgsql as
$$
declare
  locked bigint;
begin
  perform from public.accounts
  where account_id = any (account_ids) order by account_id for no key update;
  get diagnostics locked = row_count;
  if locked <> cardinality(account_ids) then
    raise exception 'cannot move the money: account % does not exist',
      (select id from unnest(account_ids) as wanted (id)
       where not exists (select from public.accounts where account_id = id)
       order by id limit 1)
      using errcode = 'foreign_key_violation',
        hint = 'from_account and to_account must name rows of public.accounts.';
  end if;

  update public.accounts as a set balance = a.balance + posted.amount
  from unnest(account_ids, amounts) as posted (account_id, amount)
  where a.account_id = posted.account_id;
end
$$;

-- One statement, one posting: the amounts of all its rows are summed by account first.
create function tidemark.move_money() returns trigger
  language plpgsql as
$$
declare
  account_ids uuid[];
  amounts numeric[];
begin
  if tg_op = 'INSERT' then
    select array_agg(account_id), array_agg(amount)
    into account_ids, amounts
    from (
      select account_id, sum(posted.amount) as amount
      from added, lateral (values (to_account, amount), (from_account, -amount))
        as posted (account_id, amount)
      group by account_id having sum(posted.amount) <> 0) as net;
  elsif tg_op = 'DELETE' then
    select array_agg(account_id), array_agg(amount)
    into account_ids, amounts
    from (
      select account_id, sum(posted.amount) as amount
      from removed, lateral (values (from_account, amount), (to_account, -amount))
        as posted (account_id, amount)
      group by account_id having sum(posted.amount) <> 0) as net;
  else
    select array_agg(account_id), array_agg(amount)
    into account_ids, amounts
    from (
      select account_id, sum(amount) as amount
      from (
        select to_account as account_id, amount from added
        union all select from_account, -amount from added
        union all select from_account, amount from removed
        union all select to_account, -amount from removed) as posted
      group by account_id having sum(amount) <> 0) as net;
  end if;

  if account_ids is not null then
    perform tidemark.post_to_accounts(account_ids, amounts);
  end if;
  return null;
end
$$;

create trigger move_money_of_added after insert on public.transactions
  referencing new table as added
  for each statement execute function tidemark.move_money();

create trigger move_money_of_changed after update on public.transactions
  referencing new table as added old table as removed
  for each statement execute function tidemark.move_money();

create trigger move_money_of_removed after delete on public.transactions
  referencing old table as removed
  for each statement execute function tidemark.move_money();
