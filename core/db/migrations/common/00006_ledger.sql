-- The ledger: what became of every EKM id, orders that changed after they were downloaded, and a statement for each day.

-- +goose Up
alter table orders add column header text not null default '';             -- hash of the row that EKM's lists showed last, to skip what did not move
alter table orders add column shown text not null default '';              -- the order as EKM shows it then; '' while it is as posted
alter table orders add column shown_total bigint not null default 0;       -- its total, in pence
alter table orders add column judged text not null default '';             -- hash of the differences that a person has accepted or ignored
alter table orders add column settled bigint not null default 0;           -- pence that were settled by rounding
create index orders_ledger on orders (store_id, state, placed_at, total, settled); -- a day's outcomes, without the rows

-- How a shop's stamps relate to UTC: the milliseconds by which they run ahead, when that was seen last, and when a search was last
-- seen to reach as far back as it was asked to.
alter table store add column clock_shift bigint not null default 0;
alter table store add column clock_at bigint not null default 0;
alter table store add column reach_at bigint not null default 0;

-- Ids of EKM's run that are no orders here.
create table ekm_run (
  store_id bigint not null,
  ekm_id bigint not null,
  state text not null,                     -- open: nobody explains it | void: EKM says it does not exist | hidden: a check-out | earlier: before go-live
  near_at bigint not null default 0,       -- when its neighbour was placed
  found_at bigint not null,
  probes integer not null default 0,       -- times that EKM said that it does not exist
  first_at bigint not null default 0,      -- the first of them
  probed_at bigint not null default 0,
  primary key (store_id, ekm_id)
);
create index ekm_run_open on ekm_run (store_id, probes, ekm_id) where state = 'open';

-- Statements are only ever added; the newest of a day counts. hash covers the statement and the hash before it.
create table statement (
  store_id bigint not null,
  seq bigint not null,
  day text not null,                       -- 2026-11-23, in the zone of the computer that wrote it
  at bigint not null,
  checked_at bigint not null,              -- when it was last found to be still so; not covered by hash
  closed boolean not null,
  wrong integer not null,                  -- orders that do not add up
  wrong_pence bigint not null,
  document text not null,
  hash text not null,
  primary key (store_id, seq)
);
create index statement_day on statement (store_id, day, seq);

-- +goose Down
drop table statement;
drop table ekm_run;
alter table store drop column reach_at;
alter table store drop column clock_at;
alter table store drop column clock_shift;
drop index orders_ledger;
alter table orders drop column settled;
alter table orders drop column judged;
alter table orders drop column shown_total;
alter table orders drop column shown;
alter table orders drop column header;
