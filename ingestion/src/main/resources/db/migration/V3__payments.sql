-- Simulated payments: a customer pays a merchant, from one account to another.

create table public.customers (
  customer_id uuid primary key,
  full_name text not null,
  email text not null,
  phone text,
  city text not null,
  country char(2) not null,
  created_at timestamptz not null
);

create table public.merchants (
  merchant_id uuid primary key,
  name text not null,
  category text not null,
  city text not null,
  country char(2) not null
);

-- An account belongs to a customer or to a merchant. A balance may be negative: credit.
create table public.accounts (
  account_id uuid primary key,
  customer_id uuid references public.customers on update cascade,
  merchant_id uuid references public.merchants on update cascade,
  currency char(3) not null,
  balance numeric(14, 2) not null,
  opened_at timestamptz not null,
  check (num_nonnulls(customer_id, merchant_id) = 1)
);

create index on public.accounts (customer_id) where customer_id is not null;
create index on public.accounts (merchant_id) where merchant_id is not null;

-- No foreign keys here: each would need an index of its own to let a customer or an account go,
-- and the two accounts are checked when the money moves.
create table public.transactions (
  transaction_id uuid primary key,
  user_id uuid not null,
  "timestamp" timestamptz not null,
  amount numeric(12, 2) not null check (amount > 0 and amount <> 'NaN'),
  currency char(3) not null,
  city text not null,
  country char(2) not null,
  merchant_name text not null,
  payment_method text not null,
  ip_address inet not null,
  voucher_code text,
  affiliate_id uuid,
  from_account uuid not null,
  to_account uuid not null,
  check (from_account <> to_account)
);

select tidemark.enable_audit('public.customers');
select tidemark.enable_audit('public.merchants');
select tidemark.enable_audit('public.accounts');
select tidemark.enable_audit('public.transactions');
