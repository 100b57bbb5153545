-- A million orders: what lists and figures ask for again and again is kept up to date by triggers, in the commit that changes it.
-- Triggers are written as SQLite has them; migrate_engine.go says them in PostgreSQL's words.

-- +goose Up
alter table orders add column country text not null default '';          -- of the delivery, as EKM sends it: two letters where it knows
alter table orders add column note boolean not null default false;       -- the shopper wrote one
alter table orders add column short bigint not null default 0;           -- units that Brightpearl could not reserve and owes
alter table orders add column changed boolean not null default false;    -- changed in EKM after it was posted, not judged yet
alter table orders add column skus text not null default '';             -- of its lines, one a line, to be searched
alter table orders add column taxes text not null default '';            -- tax codes of its rows, one a line, sorted
update orders set
-- +only sqlite
  country = case when json_valid(document) then coalesce(json_extract(document, '$.customer.delivery.country'), '') else '' end,
  note = case when json_valid(document) then coalesce(json_extract(document, '$.customer_note'), '') <> '' else false end,
  skus = coalesce((select string_agg(r.sku, char(10)) from order_row r where r.order_id = orders.id and r.sku <> ''), ''),
-- +only postgres
  country = coalesce(cast(document as json) -> 'customer' -> 'delivery' ->> 'country', ''),
  note = coalesce(cast(document as json) ->> 'customer_note', '') <> '',
  skus = coalesce((select string_agg(r.sku, chr(10) order by r.position) from order_row r where r.order_id = orders.id and r.sku <> ''), ''),
-- +both
  taxes = coalesce((select string_agg(c.tax_code, '
') from (select distinct r.tax_code from order_row r where r.order_id = orders.id and r.tax_code <> '' order by r.tax_code) c), ''),
  short = case when state = 'posted' and not shipped_all then coalesce((select sum(r.wanted - r.reserved) from order_row r
    where r.order_id = orders.id and not r.settled and r.stocked_id > 0), 0) else 0 end;
update orders set country = case when length(trim(country)) = 2 then upper(trim(country)) else trim(country) end
  where country <> trim(country) or length(trim(country)) = 2;
alter table orders add column todo boolean generated always as (state = 'held' or short > 0 or changed) virtual; -- needs a person
alter table orders add column held boolean generated always as (state = 'held') virtual; -- these two choose an index: by the state itself SQLite would
alter table orders add column unposted boolean generated always as (state in ('waiting', 'working', 'held') and not await_payment) virtual; -- take another

-- Counts of orders and their money, in pence. Rows are added up: writer is 0 in a file with one writer, and elsewhere the
-- connection that counted, so that two computers never wait for each other's counts.
create table order_tally (
  store_id bigint not null,
  state text not null,
  todo boolean not null,
  await_payment boolean not null,
  currency text not null,
  country text not null,
  writer bigint not null default 0,
  n bigint not null,
  money bigint not null,
  primary key (store_id, state, todo, await_payment, currency, country, writer)
);
insert into order_tally (store_id, state, todo, await_payment, currency, country, n, money)
  select store_id, state, todo, await_payment, currency, country, count(*), sum(total) from orders
  group by store_id, state, todo, await_payment, currency, country;

-- Orders by the day of placing (UTC), so that a scroll to the middle of a long list knows where to begin.
create table order_day (
  day bigint not null,                     -- placed_at / 86400000
  store_id bigint not null,
  state text not null,
  todo boolean not null,
  writer bigint not null default 0,
  n bigint not null,
  money bigint not null,
  tax bigint not null,
  primary key (day, store_id, state, todo, writer)
);
insert into order_day (day, store_id, state, todo, n, money, tax)
  select placed_at / 86400000, store_id, state, todo, count(*), sum(total), sum(tax) from orders group by placed_at / 86400000, store_id, state, todo;

create trigger order_counted after insert on orders
begin
  insert into order_tally (store_id, state, todo, await_payment, currency, country, writer, n, money)
    values (new.store_id, new.state, new.todo, new.await_payment, new.currency, new.country, this_writer(), 1, new.total)
    on conflict (store_id, state, todo, await_payment, currency, country, writer) do update set n = order_tally.n + 1, money = order_tally.money + excluded.money;
  insert into order_day (day, store_id, state, todo, writer, n, money, tax)
    values (new.placed_at / 86400000, new.store_id, new.state, new.todo, this_writer(), 1, new.total, new.tax)
    on conflict (day, store_id, state, todo, writer) do update set n = order_day.n + 1,
      money = order_day.money + excluded.money, tax = order_day.tax + excluded.tax;
end;
create trigger order_uncounted after delete on orders
begin
  insert into order_tally (store_id, state, todo, await_payment, currency, country, writer, n, money)
    values (old.store_id, old.state, old.todo, old.await_payment, old.currency, old.country, this_writer(), -1, -old.total)
    on conflict (store_id, state, todo, await_payment, currency, country, writer) do update set n = order_tally.n - 1, money = order_tally.money + excluded.money;
  insert into order_day (day, store_id, state, todo, writer, n, money, tax)
    values (old.placed_at / 86400000, old.store_id, old.state, old.todo, this_writer(), -1, -old.total, -old.tax)
    on conflict (day, store_id, state, todo, writer) do update set n = order_day.n - 1,
      money = order_day.money + excluded.money, tax = order_day.tax + excluded.tax;
end;
create trigger order_recounted after update of store_id, state, short, changed, await_payment, currency, country, total, tax, placed_at on orders
  when old.store_id <> new.store_id or old.state <> new.state or old.todo <> new.todo or old.await_payment <> new.await_payment
    or old.currency <> new.currency or old.country <> new.country or old.total <> new.total or old.tax <> new.tax or old.placed_at <> new.placed_at
begin
  insert into order_tally (store_id, state, todo, await_payment, currency, country, writer, n, money)
    values (old.store_id, old.state, old.todo, old.await_payment, old.currency, old.country, this_writer(), -1, -old.total)
    on conflict (store_id, state, todo, await_payment, currency, country, writer) do update set n = order_tally.n - 1, money = order_tally.money + excluded.money;
  insert into order_tally (store_id, state, todo, await_payment, currency, country, writer, n, money)
    values (new.store_id, new.state, new.todo, new.await_payment, new.currency, new.country, this_writer(), 1, new.total)
    on conflict (store_id, state, todo, await_payment, currency, country, writer) do update set n = order_tally.n + 1, money = order_tally.money + excluded.money;
  insert into order_day (day, store_id, state, todo, writer, n, money, tax)
    values (old.placed_at / 86400000, old.store_id, old.state, old.todo, this_writer(), -1, -old.total, -old.tax)
    on conflict (day, store_id, state, todo, writer) do update set n = order_day.n - 1,
      money = order_day.money + excluded.money, tax = order_day.tax + excluded.tax;
  insert into order_day (day, store_id, state, todo, writer, n, money, tax)
    values (new.placed_at / 86400000, new.store_id, new.state, new.todo, this_writer(), 1, new.total, new.tax)
    on conflict (day, store_id, state, todo, writer) do update set n = order_day.n + 1,
      money = order_day.money + excluded.money, tax = order_day.tax + excluded.tax;
end;

-- Orders by the tax codes of their rows: a merchant's orders know few combinations.
create table taxes_tally (
  store_id bigint not null,
  state text not null,
  todo boolean not null,
  taxes text not null,
  writer bigint not null default 0,
  n bigint not null,
  primary key (taxes, store_id, state, todo, writer)
);
insert into taxes_tally (store_id, state, todo, taxes, n) select store_id, state, todo, taxes, count(*) from orders group by store_id, state, todo, taxes;
create trigger taxes_counted after insert on orders
begin
  insert into taxes_tally (store_id, state, todo, taxes, writer, n) values (new.store_id, new.state, new.todo, new.taxes, this_writer(), 1)
    on conflict (taxes, store_id, state, todo, writer) do update set n = taxes_tally.n + 1;
end;
create trigger taxes_uncounted after delete on orders
begin
  insert into taxes_tally (store_id, state, todo, taxes, writer, n) values (old.store_id, old.state, old.todo, old.taxes, this_writer(), -1)
    on conflict (taxes, store_id, state, todo, writer) do update set n = taxes_tally.n - 1;
end;
create trigger taxes_recounted after update of store_id, state, short, changed, taxes on orders
  when old.store_id <> new.store_id or old.state <> new.state or old.todo <> new.todo or old.taxes <> new.taxes
begin
  insert into taxes_tally (store_id, state, todo, taxes, writer, n) values (old.store_id, old.state, old.todo, old.taxes, this_writer(), -1)
    on conflict (taxes, store_id, state, todo, writer) do update set n = taxes_tally.n - 1;
  insert into taxes_tally (store_id, state, todo, taxes, writer, n) values (new.store_id, new.state, new.todo, new.taxes, this_writer(), 1)
    on conflict (taxes, store_id, state, todo, writer) do update set n = taxes_tally.n + 1;
end;

-- Rows of goods in orders that wait, are under way or are held, by the code that they ask for.
create table asked_tally (
  store_id bigint not null,
  sku text not null,
  writer bigint not null default 0,
  n bigint not null,
  primary key (store_id, sku, writer)
);
insert into asked_tally (store_id, sku, n) select o.store_id, trim(r.sku), count(*) from orders o join order_row r on r.order_id = o.id
  where o.state in ('waiting', 'working', 'held') and r.kind = 'goods' and r.sku <> '' group by o.store_id, trim(r.sku);
create trigger order_row_asked after insert on order_row when new.kind = 'goods' and new.sku <> ''
begin
  insert into asked_tally (store_id, sku, writer, n) select o.store_id, trim(new.sku), this_writer(), 1 from orders o
    where o.id = new.order_id and o.state in ('waiting', 'working', 'held')
    on conflict (store_id, sku, writer) do update set n = asked_tally.n + 1;
end;
create trigger order_row_dropped after delete on order_row when old.kind = 'goods' and old.sku <> ''
begin
  insert into asked_tally (store_id, sku, writer, n) select o.store_id, trim(old.sku), this_writer(), -1 from orders o
    where o.id = old.order_id and o.state in ('waiting', 'working', 'held')
    on conflict (store_id, sku, writer) do update set n = asked_tally.n - 1;
end;
create trigger order_opened after update of state on orders
  when old.state not in ('waiting', 'working', 'held') and new.state in ('waiting', 'working', 'held')
begin
  insert into asked_tally (store_id, sku, writer, n) select new.store_id, trim(r.sku), this_writer(), count(*) from order_row r
    where r.order_id = new.id and r.kind = 'goods' and r.sku <> '' group by trim(r.sku)
    on conflict (store_id, sku, writer) do update set n = asked_tally.n + excluded.n;
end;
create trigger order_closed after update of state on orders
  when old.state in ('waiting', 'working', 'held') and new.state not in ('waiting', 'working', 'held')
begin
  insert into asked_tally (store_id, sku, writer, n) select new.store_id, trim(r.sku), this_writer(), -count(*) from order_row r
    where r.order_id = new.id and r.kind = 'goods' and r.sku <> '' group by trim(r.sku)
    on conflict (store_id, sku, writer) do update set n = asked_tally.n + excluded.n;
end;
create trigger order_unasked after delete on orders when old.state in ('waiting', 'working', 'held')
begin
  insert into asked_tally (store_id, sku, writer, n) select old.store_id, trim(r.sku), this_writer(), -count(*) from order_row r
    where r.order_id = old.id and r.kind = 'goods' and r.sku <> '' group by trim(r.sku)
    on conflict (store_id, sku, writer) do update set n = asked_tally.n + excluded.n;
end;

-- Links by store and state.
create table link_tally (
  store_id bigint not null,
  state text not null,
  writer bigint not null default 0,
  n bigint not null,
  primary key (store_id, state, writer)
);
insert into link_tally (store_id, state, n) select store_id, state, count(*) from sku_link group by store_id, state;
create trigger link_counted after insert on sku_link
begin
  insert into link_tally (store_id, state, writer, n) values (new.store_id, new.state, this_writer(), 1)
    on conflict (store_id, state, writer) do update set n = link_tally.n + 1;
end;
create trigger link_uncounted after delete on sku_link
begin
  insert into link_tally (store_id, state, writer, n) values (old.store_id, old.state, this_writer(), -1)
    on conflict (store_id, state, writer) do update set n = link_tally.n - 1;
end;
create trigger link_recounted after update of store_id, state on sku_link when old.store_id <> new.store_id or old.state <> new.state
begin
  insert into link_tally (store_id, state, writer, n) values (old.store_id, old.state, this_writer(), -1)
    on conflict (store_id, state, writer) do update set n = link_tally.n - 1;
  insert into link_tally (store_id, state, writer, n) values (new.store_id, new.state, this_writer(), 1)
    on conflict (store_id, state, writer) do update set n = link_tally.n + 1;
end;

-- Shipments by store and state.
create table shipment_tally (
  store_id bigint not null,
  state text not null,
  writer bigint not null default 0,
  n bigint not null,
  primary key (store_id, state, writer)
);
insert into shipment_tally (store_id, state, n) select store_id, state, count(*) from shipment group by store_id, state;
create trigger shipment_counted after insert on shipment
begin
  insert into shipment_tally (store_id, state, writer, n) values (new.store_id, new.state, this_writer(), 1)
    on conflict (store_id, state, writer) do update set n = shipment_tally.n + 1;
end;
create trigger shipment_uncounted after delete on shipment
begin
  insert into shipment_tally (store_id, state, writer, n) values (old.store_id, old.state, this_writer(), -1)
    on conflict (store_id, state, writer) do update set n = shipment_tally.n - 1;
end;
create trigger shipment_recounted after update of store_id, state on shipment when old.store_id <> new.store_id or old.state <> new.state
begin
  insert into shipment_tally (store_id, state, writer, n) values (old.store_id, old.state, this_writer(), -1)
    on conflict (store_id, state, writer) do update set n = shipment_tally.n - 1;
  insert into shipment_tally (store_id, state, writer, n) values (new.store_id, new.state, this_writer(), 1)
    on conflict (store_id, state, writer) do update set n = shipment_tally.n + 1;
end;

-- What happened, by store, kind and level.
create table activity_tally (
  store_id bigint not null,
  kind text not null,
  level text not null,
  writer bigint not null default 0,
  n bigint not null,
  primary key (store_id, kind, level, writer)
);
insert into activity_tally (store_id, kind, level, n) select store_id, kind, level, count(*) from activity group by store_id, kind, level;
create trigger activity_counted after insert on activity
begin
  insert into activity_tally (store_id, kind, level, writer, n) values (new.store_id, new.kind, new.level, this_writer(), 1)
    on conflict (store_id, kind, level, writer) do update set n = activity_tally.n + 1;
end;
create trigger activity_uncounted after delete on activity
begin
  insert into activity_tally (store_id, kind, level, writer, n) values (old.store_id, old.kind, old.level, this_writer(), -1)
    on conflict (store_id, kind, level, writer) do update set n = activity_tally.n - 1;
end;

-- A level knows what its listing shows: then drift, risk and exposure are told by its own row.
alter table level add column listed bigint;                              -- the listing's stock, null without a listing
alter table level add column sells bigint not null default 0;            -- of it, what shoppers can buy: 0 for a listing that is switched off
alter table level add column price bigint not null default 0;            -- the listing's
update level set listed = n.stock, price = n.price, sells = case when n.live and n.stock > 0 then n.stock else 0 end from listing n
  where n.store_id = level.store_id and n.product_id = level.product_id and n.variant_id = level.variant_id;
alter table level add column risky boolean generated always as (coalesce(listed > wanted, false)) virtual;
alter table level add column drifts boolean generated always as (state = 'idle' and sent_rev > 0 and coalesce(listed <> published, false)) virtual;
alter table level add column zero boolean generated always as (wanted = 0) virtual;
create table level_tally (
  store_id bigint not null,
  state text not null,
  zero boolean not null,
  risky boolean not null,
  drifts boolean not null,
  writer bigint not null default 0,
  n bigint not null,
  writes bigint not null,
  superseded bigint not null,
  primary key (store_id, state, zero, risky, drifts, writer)
);
insert into level_tally (store_id, state, zero, risky, drifts, n, writes, superseded)
  select store_id, state, zero, risky, drifts, count(*), sum(writes), sum(superseded) from level group by store_id, state, zero, risky, drifts;

create trigger level_counted after insert on level
begin
  insert into level_tally (store_id, state, zero, risky, drifts, writer, n, writes, superseded)
    values (new.store_id, new.state, new.zero, new.risky, new.drifts, this_writer(), 1, new.writes, new.superseded)
    on conflict (store_id, state, zero, risky, drifts, writer) do update set n = level_tally.n + 1,
      writes = level_tally.writes + excluded.writes, superseded = level_tally.superseded + excluded.superseded;
  update level set listed = n.stock, price = n.price, sells = case when n.live and n.stock > 0 then n.stock else 0 end from listing n
    where level.store_id = new.store_id and level.product_id = new.product_id and level.variant_id = new.variant_id
      and n.store_id = new.store_id and n.product_id = new.product_id and n.variant_id = new.variant_id;
end;
create trigger level_uncounted after delete on level
begin
  insert into level_tally (store_id, state, zero, risky, drifts, writer, n, writes, superseded)
    values (old.store_id, old.state, old.zero, old.risky, old.drifts, this_writer(), -1, -old.writes, -old.superseded)
    on conflict (store_id, state, zero, risky, drifts, writer) do update set n = level_tally.n - 1,
      writes = level_tally.writes + excluded.writes, superseded = level_tally.superseded + excluded.superseded;
end;
create trigger level_recounted after update of store_id, state, wanted, published, sent_rev, listed, writes, superseded on level
  when old.store_id <> new.store_id or old.state <> new.state or old.zero <> new.zero or old.risky <> new.risky or old.drifts <> new.drifts
    or old.writes <> new.writes or old.superseded <> new.superseded
begin
  insert into level_tally (store_id, state, zero, risky, drifts, writer, n, writes, superseded)
    values (old.store_id, old.state, old.zero, old.risky, old.drifts, this_writer(), -1, -old.writes, -old.superseded)
    on conflict (store_id, state, zero, risky, drifts, writer) do update set n = level_tally.n - 1,
      writes = level_tally.writes + excluded.writes, superseded = level_tally.superseded + excluded.superseded;
  insert into level_tally (store_id, state, zero, risky, drifts, writer, n, writes, superseded)
    values (new.store_id, new.state, new.zero, new.risky, new.drifts, this_writer(), 1, new.writes, new.superseded)
    on conflict (store_id, state, zero, risky, drifts, writer) do update set n = level_tally.n + 1,
      writes = level_tally.writes + excluded.writes, superseded = level_tally.superseded + excluded.superseded;
end;
create trigger listing_shown after insert on listing
begin
  update level set listed = new.stock, price = new.price, sells = case when new.live and new.stock > 0 then new.stock else 0 end
    where store_id = new.store_id and product_id = new.product_id and variant_id = new.variant_id;
end;
create trigger listing_changed after update of stock, price, live on listing
  when old.stock <> new.stock or old.price <> new.price or old.live <> new.live
begin
  update level set listed = new.stock, price = new.price, sells = case when new.live and new.stock > 0 then new.stock else 0 end
    where store_id = new.store_id and product_id = new.product_id and variant_id = new.variant_id;
end;
create trigger listing_gone after delete on listing
begin
  update level set listed = null, price = 0, sells = 0
    where store_id = old.store_id and product_id = old.product_id and variant_id = old.variant_id;
end;

-- What could be oversold, by Brightpearl product: units that the stores (store 0: all of them together) list beyond those that
-- are truly free, and their money at the dearest listing of a currency. Where stores have several currencies there is a row for
-- each, and only the lead counts the units.
create index level_exposed on level (bp_product_id, store_id, sells, price, on_hand, pending) where sells > 0;
create view exposed as
  select product_id, 0 as store_id, currency, lead, cast(units as bigint) as units, cast(units * price as bigint) as money from (
    select g.product_id, g.currency, g.price, g.currency = min(g.currency) over p as lead,
      sum(g.sells) over p - case when max(g.free) over p > 0 then max(g.free) over p else 0 end as units
    from (select v.bp_product_id as product_id, s.currency, max(v.price) as price, sum(v.sells) as sells, max(v.on_hand - v.pending) as free
      from level v join store s on s.id = v.store_id where v.sells > 0 group by v.bp_product_id, s.currency) g
    window p as (partition by g.product_id)) together where units > 0
  union all
  select product_id, store_id, currency, true, cast(units as bigint), cast(units * price as bigint) from (
    select v.bp_product_id as product_id, v.store_id, s.currency, max(v.price) as price,
      sum(v.sells) - case when max(v.on_hand - v.pending) > 0 then max(v.on_hand - v.pending) else 0 end as units
    from level v join store s on s.id = v.store_id where v.sells > 0 group by v.bp_product_id, v.store_id, s.currency) alone where units > 0;
create table exposure (
  product_id bigint not null,
  store_id bigint not null,
  currency text not null,
  lead boolean not null,
  units bigint not null,
  money bigint not null,
  primary key (product_id, store_id, currency)
);
insert into exposure (product_id, store_id, currency, lead, units, money) select product_id, store_id, currency, lead, units, money from exposed;
create table exposure_tally (
  store_id bigint not null,
  currency text not null,
  writer bigint not null default 0,
  n bigint not null,
  units bigint not null,
  money bigint not null,
  primary key (store_id, currency, writer)
);
insert into exposure_tally (store_id, currency, n, units, money)
  select store_id, currency, count(*) filter (where lead), coalesce(sum(units) filter (where lead), 0), sum(money) from exposure group by store_id, currency;
create trigger exposure_counted after insert on exposure
begin
  insert into exposure_tally (store_id, currency, writer, n, units, money)
    values (new.store_id, new.currency, this_writer(), case when new.lead then 1 else 0 end, case when new.lead then new.units else 0 end, new.money)
    on conflict (store_id, currency, writer) do update set n = exposure_tally.n + excluded.n, units = exposure_tally.units + excluded.units,
      money = exposure_tally.money + excluded.money;
end;
create trigger exposure_uncounted after delete on exposure
begin
  insert into exposure_tally (store_id, currency, writer, n, units, money)
    values (old.store_id, old.currency, this_writer(), case when old.lead then -1 else 0 end, case when old.lead then -old.units else 0 end, -old.money)
    on conflict (store_id, currency, writer) do update set n = exposure_tally.n + excluded.n, units = exposure_tally.units + excluded.units,
      money = exposure_tally.money + excluded.money;
end;
create trigger level_weighed after update of bp_product_id, sells, price, on_hand, pending on level
  when (old.sells > 0 or new.sells > 0) and (old.bp_product_id <> new.bp_product_id or old.sells <> new.sells or old.price <> new.price
    or old.on_hand - old.pending <> new.on_hand - new.pending)
begin
  delete from exposure where product_id in (old.bp_product_id, new.bp_product_id);
  insert into exposure (product_id, store_id, currency, lead, units, money)
    select product_id, store_id, currency, lead, units, money from exposed where product_id in (old.bp_product_id, new.bp_product_id);
end;
create trigger level_unweighed after delete on level when old.sells > 0
begin
  delete from exposure where product_id = old.bp_product_id;
  insert into exposure (product_id, store_id, currency, lead, units, money)
    select product_id, store_id, currency, lead, units, money from exposed where product_id = old.bp_product_id;
end;
create trigger store_repriced after update of currency on store when old.currency <> new.currency
begin
  delete from exposure;
  insert into exposure (product_id, store_id, currency, lead, units, money) select product_id, store_id, currency, lead, units, money from exposed;
end;

-- Search by any three letters in the middle of a word. Deleted words leave the index at once, with their bytes.
-- +only sqlite
create virtual table order_search using fts5(number, customer, skus, content='orders', content_rowid='id', tokenize='trigram');
insert into order_search (order_search, rank) values ('secure-delete', 1);
insert into order_search (order_search) values ('rebuild');
create trigger order_found after insert on orders
begin
  insert into order_search (rowid, number, customer, skus) values (new.id, new.number, new.customer, new.skus);
end;
create trigger order_lost after delete on orders
begin
  insert into order_search (order_search, rowid, number, customer, skus) values ('delete', old.id, old.number, old.customer, old.skus);
end;
create trigger order_renamed after update of number, customer, skus on orders
  when old.number <> new.number or old.customer <> new.customer or old.skus <> new.skus
begin
  insert into order_search (order_search, rowid, number, customer, skus) values ('delete', old.id, old.number, old.customer, old.skus);
  insert into order_search (rowid, number, customer, skus) values (new.id, new.number, new.customer, new.skus);
end;
-- Numbers in Brightpearl come late, for every order: on their own they cost no deletion. They name nobody.
create virtual table sales_search using fts5(sales_order_id, content='orders', content_rowid='id', tokenize='trigram');
insert into sales_search (sales_search) values ('rebuild');
create trigger sales_found after insert on orders when new.sales_order_id > 0
begin
  insert into sales_search (rowid, sales_order_id) values (new.id, new.sales_order_id);
end;
create trigger sales_lost after delete on orders when old.sales_order_id > 0
begin
  insert into sales_search (sales_search, rowid, sales_order_id) values ('delete', old.id, old.sales_order_id);
end;
create trigger sales_dropped after update of sales_order_id on orders when old.sales_order_id > 0 and old.sales_order_id <> new.sales_order_id
begin
  insert into sales_search (sales_search, rowid, sales_order_id) values ('delete', old.id, old.sales_order_id);
end;
create trigger sales_numbered after update of sales_order_id on orders when new.sales_order_id > 0 and old.sales_order_id <> new.sales_order_id
begin
  insert into sales_search (rowid, sales_order_id) values (new.id, new.sales_order_id);
end;

alter table listing add column word_id bigint not null default 0;        -- names a listing in the index of words
update listing set word_id = rowid;
create index listing_word on listing (word_id);
create virtual table listing_search using fts5(sku, name, content='listing', content_rowid='word_id', tokenize='trigram');
insert into listing_search (listing_search) values ('rebuild');
create trigger listing_found after insert on listing
begin
  update listing set word_id = (select coalesce(max(word_id), 0) + 1 from listing)
    where store_id = new.store_id and product_id = new.product_id and variant_id = new.variant_id;
  insert into listing_search (rowid, sku, name) select word_id, sku, name from listing
    where store_id = new.store_id and product_id = new.product_id and variant_id = new.variant_id;
end;
create trigger listing_lost after delete on listing
begin
  insert into listing_search (listing_search, rowid, sku, name) values ('delete', old.word_id, old.sku, old.name);
end;
create trigger listing_renamed after update of sku, name on listing when old.sku <> new.sku or old.name <> new.name
begin
  insert into listing_search (listing_search, rowid, sku, name) values ('delete', old.word_id, old.sku, old.name);
  insert into listing_search (rowid, sku, name) values (new.word_id, new.sku, new.name);
end;

create virtual table product_search using fts5(sku, name, content='product', content_rowid='id', tokenize='trigram');
insert into product_search (product_search) values ('rebuild');
create trigger product_found after insert on product
begin
  insert into product_search (rowid, sku, name) values (new.id, new.sku, new.name);
end;
create trigger product_lost after delete on product
begin
  insert into product_search (product_search, rowid, sku, name) values ('delete', old.id, old.sku, old.name);
end;
create trigger product_renamed after update of sku, name on product when old.sku <> new.sku or old.name <> new.name
begin
  insert into product_search (product_search, rowid, sku, name) values ('delete', old.id, old.sku, old.name);
  insert into product_search (rowid, sku, name) values (new.id, new.sku, new.name);
end;

alter table shipment add column word_id bigint generated always as (note_id * 2 + case when kind = 'drop_ship' then 1 else 0 end) virtual;
create unique index shipment_word on shipment (word_id);
create virtual table shipment_search using fts5(tracking, carrier, content='shipment', content_rowid='word_id', tokenize='trigram');
insert into shipment_search (shipment_search, rank) values ('secure-delete', 1);
insert into shipment_search (shipment_search) values ('rebuild');
create trigger shipment_found after insert on shipment
begin
  insert into shipment_search (rowid, tracking, carrier) values (new.word_id, new.tracking, new.carrier);
end;
create trigger shipment_lost after delete on shipment
begin
  insert into shipment_search (shipment_search, rowid, tracking, carrier) values ('delete', old.word_id, old.tracking, old.carrier);
end;
create trigger shipment_renamed after update of tracking, carrier on shipment when old.tracking <> new.tracking or old.carrier <> new.carrier
begin
  insert into shipment_search (shipment_search, rowid, tracking, carrier) values ('delete', old.word_id, old.tracking, old.carrier);
  insert into shipment_search (rowid, tracking, carrier) values (new.word_id, new.tracking, new.carrier);
end;
-- +only postgres
-- The same by an extension that most servers have. Without it, or without the right to add it, a search reads all rows.
-- +goose StatementBegin
do $$
declare home text;
begin
  begin
    create extension if not exists pg_trgm;
  exception when others then
    raise notice 'pg_trgm cannot be added: %', sqlerrm;
  end;
  select quote_ident(n.nspname) into home from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm';
  if home is null then
    return;
  end if;
  execute format('create index orders_words on orders using gin (lower(number || chr(10) || customer || chr(10) || skus || chr(10) || sales_order_id) %s.gin_trgm_ops)', home);
  execute format('create index shipment_words on shipment using gin (lower(tracking || chr(10) || carrier) %s.gin_trgm_ops)', home);
  execute format('create index listing_words on listing using gin (lower(sku || chr(10) || name) %s.gin_trgm_ops)', home);
  execute format('create index product_words on product using gin (lower(sku || chr(10) || name) %s.gin_trgm_ops)', home);
end
$$;
-- +goose StatementEnd
-- +both

-- Filters and figures; each is small, or holds all that its list asks for.
create index orders_todo on orders (placed_at, id, store_id, state, cause_code, total) where todo;
create index orders_short on orders (placed_at, id, store_id, state) where short > 0;
create index orders_changed on orders (placed_at, id, store_id, state) where changed;
create index orders_open on orders (store_id, placed_at) where unposted;       -- the oldest
create index orders_untied on orders (placed_at, id, store_id, state) where lines_tied < lines;
create index orders_unpaid on orders (placed_at, id, store_id, state) where not paid;
create index orders_note on orders (placed_at, id, store_id, state) where note;
create index orders_flag on orders (placed_at, id, store_id, state) where flags <> '';
create index orders_country on orders (country, placed_at, id, store_id, state);
create index orders_cause on orders (cause_code, placed_at, id, store_id, state) where cause_code <> '';
create index orders_taxes on orders (taxes, placed_at, id, store_id, state);
drop index orders_number;
create index orders_number on orders (number, placed_at, id);                  -- by the beginning of a number, newest first
drop index orders_count;
create index orders_count on orders (length(number), number, id);              -- with the id a scroll skips rows in the index alone
drop index orders_customer;
create index orders_customer on orders (lower(customer), id);
drop index orders_total;
create index orders_total on orders (total, id);
drop index orders_sales;
create index orders_sales on orders (sales_order_id, id);
drop index orders_money;
create index orders_money on orders (placed_at, id, store_id, state, total, tax); -- sales, today's figures, and filters by money, without the rows
drop index orders_posted;
create index orders_posted on orders (store_id, posted_at, placed_at);         -- delays, the last posted
create index level_risky on level (sku, store_id, product_id, variant_id) where risky;
create index level_drift on level (sku, store_id, product_id, variant_id) where drifts;
create index level_zero on level (sku, store_id, product_id, variant_id) where zero;
create index listing_gtin on listing (gtin);
create index product_barcode on product (barcode);
create index sku_link_only on sku_link (product_only) where product_only > 0;
-- +only sqlite
-- Cards group held orders by their words; PostgreSQL refuses index entries of that length.
create index orders_held on orders (store_id, cause_code, cause_text, cause_fix, total, seen_at, placed_at) where held;
-- +both

-- +goose Down
-- +only sqlite
drop index orders_held;
-- +both
drop index sku_link_only;
drop index product_barcode;
drop index listing_gtin;
drop index level_zero;
drop index level_drift;
drop index level_risky;
drop index orders_posted;
create index orders_posted on orders (posted_at, store_id, placed_at);
drop index orders_money;
create index orders_money on orders (placed_at, store_id, state, total, tax);
drop index orders_sales;
create index orders_sales on orders (sales_order_id);
drop index orders_total;
create index orders_total on orders (total);
drop index orders_customer;
create index orders_customer on orders (lower(customer));
drop index orders_count;
create index orders_count on orders (length(number), number);
drop index orders_number;
create index orders_number on orders (number);
drop index orders_taxes;
drop index orders_cause;
drop index orders_country;
drop index orders_flag;
drop index orders_note;
drop index orders_unpaid;
drop index orders_untied;
drop index orders_open;
drop index orders_changed;
drop index orders_short;
drop index orders_todo;
-- +only sqlite
drop trigger shipment_renamed;
drop trigger shipment_lost;
drop trigger shipment_found;
drop table shipment_search;
drop index shipment_word;
alter table shipment drop column word_id;
drop trigger product_renamed;
drop trigger product_lost;
drop trigger product_found;
drop table product_search;
drop trigger listing_renamed;
drop trigger listing_lost;
drop trigger listing_found;
drop table listing_search;
drop index listing_word;
alter table listing drop column word_id;
drop trigger sales_numbered;
drop trigger sales_dropped;
drop trigger sales_lost;
drop trigger sales_found;
drop table sales_search;
drop trigger order_renamed;
drop trigger order_lost;
drop trigger order_found;
drop table order_search;
-- +only postgres
drop index if exists product_words;
drop index if exists listing_words;
drop index if exists shipment_words;
drop index if exists orders_words;
-- +both
drop trigger store_repriced;
drop trigger level_unweighed;
drop trigger level_weighed;
drop trigger exposure_uncounted;
drop trigger exposure_counted;
drop table exposure_tally;
drop table exposure;
drop view exposed;
drop index level_exposed;
drop trigger listing_gone;
drop trigger listing_changed;
drop trigger listing_shown;
drop trigger level_recounted;
drop trigger level_uncounted;
drop trigger level_counted;
drop table level_tally;
alter table level drop column zero;
alter table level drop column drifts;
alter table level drop column risky;
alter table level drop column price;
alter table level drop column sells;
alter table level drop column listed;
drop trigger activity_uncounted;
drop trigger activity_counted;
drop table activity_tally;
drop trigger shipment_recounted;
drop trigger shipment_uncounted;
drop trigger shipment_counted;
drop table shipment_tally;
drop trigger link_recounted;
drop trigger link_uncounted;
drop trigger link_counted;
drop table link_tally;
drop trigger taxes_recounted;
drop trigger taxes_uncounted;
drop trigger taxes_counted;
drop table taxes_tally;
drop trigger order_unasked;
drop trigger order_closed;
drop trigger order_opened;
drop trigger order_row_dropped;
drop trigger order_row_asked;
drop table asked_tally;
drop trigger order_recounted;
drop trigger order_uncounted;
drop trigger order_counted;
drop table order_day;
drop table order_tally;
alter table orders drop column unposted;
alter table orders drop column held;
alter table orders drop column todo;
alter table orders drop column taxes;
alter table orders drop column skus;
alter table orders drop column changed;
alter table orders drop column short;
alter table orders drop column note;
alter table orders drop column country;
