-- The index by e-mail holds every contact of the account, so that a known customer costs no search. It can be read anew at any
-- time, so the old one simply goes. Addresses and names are kept as keyed hashes only.

-- +goose Up
drop table contact;
create table contact (
  email_hash text not null,
  contact_id bigint not null,
  field integer not null default 1,        -- 1, 2 or 3: which of the addresses; 4: made for a name and postcode
  customer boolean not null default true,
  colleague boolean not null default false, -- a supplier or a member of staff
  surname_hash text not null default '',
  seen_at bigint not null,
  primary key (email_hash, contact_id)
);
create index contact_by_id on contact (contact_id);

-- People who asked to be erased: nothing is indexed under their address again.
create table forgotten (
  email_hash text primary key,
  at bigint not null
);

alter table problem add column order_id bigint not null default 0;   -- what it is about, when it is one order

alter table orders add column email_hash text not null default '';  -- names the shopper: hash of the address, or of name and postcode
alter table orders add column erased_at bigint not null default 0;  -- when the shopper was taken out of it
create index orders_email on orders (email_hash, placed_at) where email_hash <> '';
create index order_row_product on order_row (stocked_id) where stocked_id > 0;  -- who else wants a product
create index orders_contact on orders (contact_id, placed_at) where contact_id > 0;

-- +goose Down
drop index order_row_product;
drop index orders_contact;
drop index orders_email;
alter table problem drop column order_id;
alter table orders drop column erased_at;
alter table orders drop column email_hash;
drop table forgotten;
drop table contact;
create table contact (
  email_hash text not null,
  contact_id bigint not null,
  customer boolean not null default true,
  seen_at bigint not null,
  primary key (email_hash, contact_id)
);
