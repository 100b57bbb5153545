-- The whole base schema. Times are UTC milliseconds, 0 for "never"; money is pence; documents are JSON in text columns that
-- SQL never looks into. Work columns (state, due_at, attempts, last_error) sit on the domain rows: the rows are the queue.

-- +goose Up
create table installation (
  id integer primary key,
  uid text not null,                       -- names our entries in the keyring
  demo boolean not null default false,
  created_at bigint not null
);

create table brightpearl (
  id integer primary key,                  -- always 1: there is one account
  account text not null,
  api_url text not null,
  auth_kind text not null,                 -- private | oauth
  app_ref text not null default '',
  dev_ref text not null default '',
  client_id text not null default '',
  authorize_url text not null default '',
  token_url text not null default '',
  instance_id bigint not null default 0,
  base_currency text not null default '',
  state text not null default 'ok',        -- ok | sign_in
  options text not null default '{}',      -- channels, price lists ... as last read
  options_at bigint not null default 0,
  connected_at bigint not null,
  last_contact_at bigint not null default 0,
  requests_made bigint not null default 0,
  requests_throttled bigint not null default 0,
  requests_remaining bigint not null default 0
);

create table store (
  id bigint primary key,
  name text not null,
  name_key text not null unique,           -- lower case: two names that differ by case would be one to people
  username text not null,
  base_url text not null,
  token_url text not null default '',
  auth_kind text not null,                 -- oauth | token
  client_id text not null default '',
  shop_name text not null default '',
  domain text not null default '',
  currency text not null default '',
  state text not null default 'setup',
  orders_on boolean not null default false,
  stock_on boolean not null default false,
  shipments_on boolean not null default false,
  paused_until bigint not null default 0,
  settings text not null default '{}',
  options text not null default '{}',      -- EKM statuses, tax rates ... as last read
  options_at bigint not null default 0,
  amount_reading text not null default '', -- how this store's amounts were read the last time
  created_at bigint not null,
  live_since bigint not null default 0,
  last_contact_at bigint not null default 0,
  last_order_at bigint not null default 0,
  last_stock_at bigint not null default 0,
  login_until bigint not null default 0,
  requests_made bigint not null default 0,
  requests_throttled bigint not null default 0,
  emails_seen bigint not null default 0,   -- orders whose "emailed" flag flipped around one of our writes
  removed boolean not null default false
);

-- Where a poll stands. value is an id or a document, at a server time.
create table poll (
  name text primary key,
  value text not null default '',
  at bigint not null default 0,
  full_at bigint not null default 0,
  last_error text not null default '',
  ok_at bigint not null default 0
);

create table listing (
  store_id bigint not null,
  product_id bigint not null,              -- EKM product
  variant_id bigint not null default 0,    -- EKM variant, 0 for a simple product or a parent
  sku text not null,                       -- as EKM has it
  sku_key text not null,                   -- trimmed
  name text not null default '',
  choice text not null default '',
  gtin text not null default '',
  price bigint not null default 0,
  taxable boolean not null default true,
  tax_rate_id bigint not null default 0,
  live boolean not null default true,
  parent boolean not null default false,   -- has variants: never a stock target
  stock bigint not null default 0,
  scan bigint not null default 0,          -- number of the full read that saw it last
  seen_at bigint not null,
  primary key (store_id, product_id, variant_id)
);
create index listing_sku on listing (store_id, sku_key);

create table product (
  id bigint primary key,                   -- Brightpearl product
  sku text not null,
  sku_key text not null,
  loose text not null default '',          -- folded for suggestions
  name text not null default '',
  barcode text not null default '',
  stock_tracked boolean not null default true,
  status text not null default 'LIVE',
  bundle boolean not null default false,
  components text not null default '',
  scan bigint not null default 0,
  seen_at bigint not null
);
create index product_sku on product (sku_key);
create index product_loose on product (loose);

create table availability (
  product_id bigint not null,
  warehouse_id bigint not null,
  in_stock bigint not null default 0,
  allocated bigint not null default 0,
  on_hand bigint not null default 0,
  at bigint not null,
  primary key (product_id, warehouse_id)
);

-- One row a listing; and one a product that the store does not list (product_only = product id, listing ids 0).
create table sku_link (
  store_id bigint not null,
  product_id bigint not null,              -- EKM
  variant_id bigint not null default 0,
  product_only bigint not null default 0,
  sku text not null default '',
  state text not null,
  bp_product_id bigint not null default 0,
  suggestion_id bigint not null default 0,
  suggestion text not null default '',
  reason text not null default '',
  since bigint not null,
  primary key (store_id, product_id, variant_id, product_only)
);
create index sku_link_state on sku_link (store_id, state);
create index sku_link_product on sku_link (bp_product_id);
create index sku_link_sku on sku_link (store_id, sku);

create table ignored_sku (
  store_id bigint not null,
  sku text not null,
  reason text not null default '',
  at bigint not null,
  primary key (store_id, sku)
);

create table orders (
  id bigint primary key,
  store_id bigint not null,
  ekm_id bigint not null,
  number text not null default '',
  state text not null,
  stage text not null default 'received',
  placed_at bigint not null,
  ekm_updated_at bigint not null default 0,
  seen_at bigint not null,
  posted_at bigint not null default 0,
  due_at bigint not null default 0,        -- meaningful for waiting and working orders
  priority integer not null default 3,
  attempts integer not null default 0,
  last_error text not null default '',
  cause_code text not null default '',
  cause_text text not null default '',
  cause_fix text not null default '',
  await_payment boolean not null default false,
  ekm_status text not null default '',
  payment_status text not null default '',
  customer text not null default '',       -- name for the queue
  currency text not null default '',
  total bigint not null default 0,
  tax bigint not null default 0,
  lines integer not null default 0,
  lines_tied integer not null default 0,
  wanted bigint not null default 0,        -- units to reserve
  reserved bigint not null default 0,
  contact_id bigint not null default 0,
  contact_note text not null default '',
  sales_order_id bigint not null default 0,
  payment_id bigint not null default 0,
  paid boolean not null default false,
  receipt boolean not null default false,
  flags text not null default '',          -- one a line
  money_note text not null default '',
  intent text not null default '',         -- the write that was begun and whose answer is not stored yet
  intent_at bigint not null default 0,
  hash text not null default '',           -- of what EKM sent, to notice changes
  document text not null,                  -- the order as read from EKM
  unique (store_id, ekm_id)
);
create index orders_due on orders (priority, due_at, placed_at) where state in ('waiting', 'working');
create index orders_state on orders (store_id, state, placed_at);
create index orders_placed on orders (placed_at);
create index orders_number on orders (number);
create index orders_sales on orders (sales_order_id);

-- The rows of an order as they were decided. Units that are wanted and not reserved are deducted from what stores show.
create table order_row (
  order_id bigint not null,
  position integer not null,
  kind text not null,                      -- goods | delivery | custom | rounding
  line_id bigint not null default 0,       -- EKM line
  sku text not null default '',
  name text not null default '',
  quantity bigint not null default 1,
  product_id bigint not null default 0,    -- Brightpearl, 0 for a free-text row
  stocked_id bigint not null default 0,    -- product whose stock it needs, 0 when none
  net bigint not null default 0,
  tax bigint not null default 0,
  tax_code text not null default '',
  tax_rule text not null default '',
  row_id bigint not null default 0,        -- Brightpearl order row
  wanted bigint not null default 0,
  reserved bigint not null default 0,
  settled boolean not null default false,  -- Brightpearl has taken what it could: no longer deducted by us
  note text not null default '',
  primary key (order_id, position)
);
create index order_row_pending on order_row (stocked_id) where not settled;

-- Which contact owns an address. The address itself is not kept, only a keyed hash of its normal form.
create table contact (
  email_hash text not null,
  contact_id bigint not null,
  customer boolean not null default true,
  seen_at bigint not null,
  primary key (email_hash, contact_id)
);

create table level (
  store_id bigint not null,
  product_id bigint not null,              -- EKM
  variant_id bigint not null default 0,
  bp_product_id bigint not null,
  sku text not null,
  wanted bigint not null default 0,
  rev bigint not null default 1,
  published bigint not null default 0,
  sent_rev bigint not null default 0,      -- 0: never written
  state text not null default 'idle',
  priority integer not null default 3,
  due_at bigint not null default 0,
  attempts integer not null default 0,
  last_error text not null default '',
  cause_code text not null default '',
  cause_text text not null default '',
  cause_fix text not null default '',
  on_hand bigint not null default 0,
  pending bigint not null default 0,
  buffer bigint not null default 0,
  cap bigint not null default 0,
  superseded bigint not null default 0,
  writes bigint not null default 0,
  changed_at bigint not null,
  written_at bigint not null default 0,
  read_back_at bigint not null default 0,
  delay_ms bigint not null default 0,      -- of the last write, from learning the change
  primary key (store_id, product_id, variant_id)
);
create index level_due on level (store_id, priority, due_at, changed_at) where state = 'due';
create index level_product on level (bp_product_id);
create index level_sku on level (store_id, sku);

create table shipment (
  kind text not null,                      -- goods_out | drop_ship
  note_id bigint not null,
  store_id bigint not null,
  order_id bigint not null,
  sales_order_id bigint not null,
  ekm_id bigint not null,
  state text not null,
  method_id bigint not null default 0,
  carrier text not null default '',
  tracking text not null default '',
  units bigint not null default 0,
  rows text not null default '',           -- units by Brightpearl order row
  shipped_at bigint not null,
  seen_at bigint not null,
  due_at bigint not null default 0,
  attempts integer not null default 0,
  last_error text not null default '',
  cause_code text not null default '',
  cause_text text not null default '',
  cause_fix text not null default '',
  hash text not null default '',           -- of tracking and method: a later edit makes it due again
  told text not null default '',           -- what was last written to EKM
  sent_at bigint not null default 0,
  status_told text not null default '',
  primary key (kind, note_id)
);
create index shipment_due on shipment (store_id, due_at) where state = 'waiting';
create index shipment_order on shipment (order_id);

create table problem (
  key text primary key,
  code text not null,
  severity text not null,                  -- error | attention
  store_id bigint not null default 0,
  title text not null,
  text text not null,
  fix text not null,
  since bigint not null,
  healed_at bigint not null default 0
);
create index problem_open on problem (since) where healed_at = 0;

create table activity (
  id bigint primary key,
  at bigint not null,
  level text not null,
  store_id bigint not null default 0,
  kind text not null,
  subject text not null default '',
  ref text not null default '',
  text text not null,
  result text not null default '',
  actor text not null default 'Stockbridge'
);
create index activity_at on activity (at);
create index activity_ref on activity (ref, id);

-- Each API budget has one owner at a time.
create table lane (
  name text primary key,
  owner text not null default '',
  epoch bigint not null default 0,
  expires_at bigint not null default 0,
  not_before bigint not null default 0,
  last_error text not null default ''
);

-- +goose Down
drop table lane;
drop table activity;
drop table problem;
drop table shipment;
drop table level;
drop table contact;
drop table order_row;
drop table orders;
drop table ignored_sku;
drop table sku_link;
drop table availability;
drop table product;
drop table listing;
drop table poll;
drop table store;
drop table brightpearl;
drop table installation;
