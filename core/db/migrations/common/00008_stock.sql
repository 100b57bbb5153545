-- Stock: decisions about links, freezes and buffers by SKU, the brake's list, and what every figure was at any moment.

-- +goose Up
-- What changed in either catalogue since the links were decided: the rest need not be looked at again. Store 0 means all.
alter table listing add column loose text not null default '';           -- the code, folded for suggestions
create index listing_loose on listing (store_id, loose);
create table relink (
  store_id bigint not null,
  field text not null,                     -- code | loose | barcode | product | all
  value text not null,
  times bigint not null default 1,         -- noted; what is noted again while it is followed is followed again
  primary key (store_id, field, value)
);
insert into relink (store_id, field, value) values (0, 'all', '');       -- the folded codes above are yet to be made
create trigger listing_relinked after insert on listing
begin
  insert into relink (store_id, field, value) values (new.store_id, 'code', new.sku_key) on conflict (store_id, field, value) do update set times = relink.times + 1;
end;
create trigger listing_unlinked after delete on listing
begin
  insert into relink (store_id, field, value) values (old.store_id, 'code', old.sku_key) on conflict (store_id, field, value) do update set times = relink.times + 1;
end;
create trigger listing_recoded after update of sku, sku_key, gtin, parent, loose on listing
  when old.sku <> new.sku or old.sku_key <> new.sku_key or old.gtin <> new.gtin or old.parent <> new.parent or old.loose <> new.loose
begin
  insert into relink (store_id, field, value) values (old.store_id, 'code', old.sku_key) on conflict (store_id, field, value) do update set times = relink.times + 1;
  insert into relink (store_id, field, value) values (new.store_id, 'code', new.sku_key) on conflict (store_id, field, value) do update set times = relink.times + 1;
end;
create trigger product_relinked after insert on product
begin
  insert into relink (store_id, field, value) values (0, 'product', cast(new.id as text)) on conflict (store_id, field, value) do update set times = relink.times + 1;
  insert into relink (store_id, field, value) values (0, 'code', new.sku_key) on conflict (store_id, field, value) do update set times = relink.times + 1;
  insert into relink (store_id, field, value) values (0, 'loose', new.loose) on conflict (store_id, field, value) do update set times = relink.times + 1;
  insert into relink (store_id, field, value) values (0, 'barcode', new.barcode) on conflict (store_id, field, value) do update set times = relink.times + 1;
end;
create trigger product_unlinked after delete on product
begin
  insert into relink (store_id, field, value) values (0, 'product', cast(old.id as text)) on conflict (store_id, field, value) do update set times = relink.times + 1;
  insert into relink (store_id, field, value) values (0, 'code', old.sku_key) on conflict (store_id, field, value) do update set times = relink.times + 1;
  insert into relink (store_id, field, value) values (0, 'loose', old.loose) on conflict (store_id, field, value) do update set times = relink.times + 1;
  insert into relink (store_id, field, value) values (0, 'barcode', old.barcode) on conflict (store_id, field, value) do update set times = relink.times + 1;
end;
create trigger product_recoded after update of sku, sku_key, loose, barcode, stock_tracked, status, bundle on product
  when old.sku <> new.sku or old.sku_key <> new.sku_key or old.loose <> new.loose or old.barcode <> new.barcode
    or old.stock_tracked <> new.stock_tracked or old.status <> new.status or old.bundle <> new.bundle
begin
  insert into relink (store_id, field, value) values (0, 'product', cast(new.id as text)) on conflict (store_id, field, value) do update set times = relink.times + 1;
  insert into relink (store_id, field, value) values (0, 'code', old.sku_key) on conflict (store_id, field, value) do update set times = relink.times + 1;
  insert into relink (store_id, field, value) values (0, 'code', new.sku_key) on conflict (store_id, field, value) do update set times = relink.times + 1;
  insert into relink (store_id, field, value) values (0, 'loose', old.loose) on conflict (store_id, field, value) do update set times = relink.times + 1;
  insert into relink (store_id, field, value) values (0, 'loose', new.loose) on conflict (store_id, field, value) do update set times = relink.times + 1;
  insert into relink (store_id, field, value) values (0, 'barcode', old.barcode) on conflict (store_id, field, value) do update set times = relink.times + 1;
  insert into relink (store_id, field, value) values (0, 'barcode', new.barcode) on conflict (store_id, field, value) do update set times = relink.times + 1;
end;

alter table sku_link add column kind text not null default '';           -- how the suggestion is alike
alter table sku_link add column was_id bigint not null default 0;        -- of a changed product: the one that it was matched to before
create index sku_link_kind on sku_link (kind, store_id, sku, product_id, variant_id, product_only) where kind <> '';
create index sku_link_suggested on sku_link (suggestion_id) where suggestion_id > 0;

-- Which bundles a product is a part of.
create table bundle_part (
  part_id bigint not null,
  bundle_id bigint not null,
  primary key (part_id, bundle_id)
);
create index bundle_part_of on bundle_part (bundle_id);
-- +only sqlite
insert into bundle_part (part_id, bundle_id) select distinct json_extract(j.value, '$.product_id'), p.id from product p, json_each(p.components) j
  where p.bundle and p.components <> '';
-- +only postgres
insert into bundle_part (part_id, bundle_id) select distinct (j.value->>'product_id')::bigint, p.id from product p,
  jsonb_array_elements(p.components::jsonb) j where p.bundle and p.components <> '';
-- +both
create trigger product_unbundled after delete on product when old.bundle
begin
  delete from bundle_part where bundle_id = old.id;
end;

-- What a person has decided about a code: it means a product, or it does not mean it. For one listing, or (0) for all with the code.
create table link_rule (
  store_id bigint not null,
  sku text not null,
  listing_id bigint not null default 0,
  variant_id bigint not null default 0,
  verdict text not null,                   -- means | not
  product_id bigint not null,
  reason text not null default '',
  actor text not null default '',
  at bigint not null,
  primary key (store_id, sku, listing_id, variant_id, verdict, product_id)
);

-- Units that a reading left out together with most others of the warehouse. They are kept, and believed to be gone only when a
-- person says so; the next reading that names them settles it.
alter table availability add column doubtful boolean not null default false;

-- What a person has said about the stock of a SKU in a store (0: in all), or ('') of all SKUs of the store.
create table stock_rule (
  store_id bigint not null,
  sku text not null,
  buffer text not null default '',         -- units, or a percentage; '' is the store's
  cap bigint not null default -1,          -- -1 is the store's
  frozen text not null default '',         -- hold | zero
  until bigint not null default 0,         -- when the freeze ends by itself
  reason text not null default '',
  actor text not null default '',
  at bigint not null,
  primary key (store_id, sku)
);
create index stock_rule_until on stock_rule (until) where frozen <> '' and until > 0;
create table sku_tag (
  sku text not null,
  tag text not null,
  primary key (sku, tag)
);
create index sku_tag_tag on sku_tag (tag, sku);

alter table level add column moved_at bigint not null default 0;         -- when the figure last moved; changed_at is when it began to wait
update level set moved_at = changed_at;
alter table level add column risk bigint not null default 0;             -- orders the writes of a priority, the greatest first
alter table level add column stop boolean not null default false;        -- frozen at zero
alter table level add column buffer_from text not null default '';       -- sku | tag NAME | delay; '' is the store's setting
alter table level add column zeroed_at bigint not null default 0;        -- when the figure last fell to zero
alter table level add column patrol_at bigint not null default 0;        -- when it is to be read back again
alter table level add column misses integer not null default 0;          -- times that it was read back wrong since it was last right
alter table level add column drift_at bigint not null default 0;         -- when the store was last found to show something else
alter table level add column drift_shown bigint not null default 0;      -- what it showed
alter table level add column agreed_at bigint not null default 0;        -- when it had last been seen to agree before that
alter table level add column frozen boolean generated always as (stop or state = 'held' and cause_code = 'SB-STK-510') virtual; -- by a person
create index level_new on level (bp_product_id) where rev = 0;
create index availability_turn on availability (at, product_id) where warehouse_id = 0;
create trigger level_astray after update of listed on level when new.drifts and not old.drifts
begin
  update level set patrol_at = -1 where store_id = new.store_id and product_id = new.product_id and variant_id = new.variant_id;
end;
create index level_frozen on level (sku, store_id, product_id, variant_id) where frozen;
create index level_cause on level (cause_code, sku, store_id, product_id, variant_id) where cause_code <> '';
drop index level_due;
create index level_due on level (store_id, priority, risk desc, changed_at) where state = 'due';
create index level_wait on level (store_id, due_at) where state = 'due';
create index level_patrol on level (store_id, patrol_at, published) where state = 'idle' and sent_rev > 0;
create index level_unread on level (store_id, written_at) where written_at > read_back_at;
create index level_zeroed on level (store_id, zeroed_at) where zeroed_at > 0;
create index level_drifted on level (drift_at, store_id) where drift_at > 0;
update level set read_back_at = written_at;                              -- until now the answer to the write counted

-- The figure and its parts at every moment at which one of them moved.
create table level_past (
  store_id bigint not null,
  product_id bigint not null,
  variant_id bigint not null,
  at bigint not null,
  event text not null,                     -- reckoned | written | agreed | read | drift | frozen | failed
  on_hand bigint not null,
  pending bigint not null,
  buffer bigint not null,
  cap bigint not null,
  stop boolean not null,
  wanted bigint not null,
  published bigint not null,
  listed bigint not null,                  -- what the store showed, as far as was known
  state text not null,
  primary key (store_id, product_id, variant_id, at)
);
create index level_past_at on level_past (at);

-- What the brake has stopped: figures that were reckoned and not asked for. One row a listing; the card is the store's problem.
create table brake (
  store_id bigint primary key,
  at bigint not null,
  why text not null,                       -- zero | wild | short | units
  shown integer not null                   -- SKUs that showed something then
);
create table braked (
  store_id bigint not null,
  product_id bigint not null,
  variant_id bigint not null,
  bp_product_id bigint not null,
  sku text not null,
  wanted bigint not null,
  on_hand bigint not null,
  pending bigint not null,
  buffer bigint not null,
  cap bigint not null,
  stop boolean not null,
  why text not null,                       -- zero | wild | short | '' (moved with the rest)
  primary key (store_id, product_id, variant_id)
);
create index braked_sku on braked (store_id, sku, product_id, variant_id);

-- Units sold by hour, and when a code was last sold: rates of sale, and which missing codes cost money.
create table sold_hour (
  store_id bigint not null,
  sku text not null,
  hour bigint not null,                    -- since 1970
  writer bigint not null default 0,
  units bigint not null,
  primary key (store_id, sku, hour, writer)
);
insert into sold_hour (store_id, sku, hour, units) select o.store_id, trim(r.sku), o.placed_at / 3600000, sum(r.quantity)
  from orders o join order_row r on r.order_id = o.id where r.kind = 'goods' and r.sku <> '' group by o.store_id, trim(r.sku), o.placed_at / 3600000;
create table sold_last (
  store_id bigint not null,
  sku text not null,
  at bigint not null,
  primary key (store_id, sku)
);
insert into sold_last (store_id, sku, at) select o.store_id, trim(r.sku), max(o.placed_at)
  from orders o join order_row r on r.order_id = o.id where r.kind = 'goods' and r.sku <> '' group by o.store_id, trim(r.sku);
create index sold_last_at on sold_last (at, store_id, sku);
create trigger order_row_sold after insert on order_row when new.kind = 'goods' and new.sku <> ''
begin
  insert into sold_hour (store_id, sku, hour, writer, units) select o.store_id, trim(new.sku), o.placed_at / 3600000, this_writer(), new.quantity
    from orders o where o.id = new.order_id
    on conflict (store_id, sku, hour, writer) do update set units = sold_hour.units + excluded.units;
  insert into sold_last (store_id, sku, at) select o.store_id, trim(new.sku), o.placed_at from orders o where o.id = new.order_id
    on conflict (store_id, sku) do update set at = excluded.at where excluded.at > sold_last.at;
end;
create trigger order_row_unsold after delete on order_row when old.kind = 'goods' and old.sku <> ''
begin
  insert into sold_hour (store_id, sku, hour, writer, units) select o.store_id, trim(old.sku), o.placed_at / 3600000, this_writer(), -old.quantity
    from orders o where o.id = old.order_id
    on conflict (store_id, sku, hour, writer) do update set units = sold_hour.units + excluded.units;
end;

-- +goose Down
drop trigger order_row_unsold;
drop trigger order_row_sold;
drop table sold_last;
drop table sold_hour;
drop table braked;
drop table brake;
drop table level_past;
drop index level_drifted;
drop index level_zeroed;
drop index level_unread;
drop index level_patrol;
drop index level_wait;
drop index level_due;
create index level_due on level (store_id, priority, due_at, changed_at) where state = 'due';
drop index level_cause;
drop index level_frozen;
drop trigger level_astray;
drop index availability_turn;
drop index level_new;
alter table level drop column frozen;
alter table level drop column agreed_at;
alter table level drop column drift_shown;
alter table level drop column drift_at;
alter table level drop column misses;
alter table level drop column patrol_at;
alter table level drop column zeroed_at;
alter table level drop column buffer_from;
alter table level drop column stop;
alter table level drop column risk;
alter table level drop column moved_at;
drop table sku_tag;
drop table stock_rule;
alter table availability drop column doubtful;
drop table link_rule;
drop trigger product_unbundled;
drop table bundle_part;
drop index sku_link_suggested;
drop index sku_link_kind;
alter table sku_link drop column was_id;
alter table sku_link drop column kind;
drop trigger product_recoded;
drop trigger product_unlinked;
drop trigger product_relinked;
drop trigger listing_recoded;
drop trigger listing_unlinked;
drop trigger listing_relinked;
drop table relink;
drop index listing_loose;
alter table listing drop column loose;
