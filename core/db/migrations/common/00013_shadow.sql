-- Stores that run in shadow: their orders are read and worked through without a write, beside the sales orders that staff type. Of a
-- person nothing is kept but the keyed hash that orders have too.

-- +goose Up
create table shadow (
  store_id bigint primary key,
  running boolean not null,
  since bigint not null,                   -- orders placed from then on
  ekm_at bigint not null default 0,        -- EKM's clock at the last reading of orders
  typed_at bigint not null default 0,      -- Brightpearl's clock at the last reading of sales orders
  far_at bigint not null default 0,        -- when both were last read far back
  read_at bigint not null default 0,
  reads bigint not null default 0,         -- requests that were made
  cause_code text not null default '',     -- why the comparison is behind
  cause_text text not null default '',
  cause_fix text not null default ''
);
create table shadow_order (
  store_id bigint not null,
  ekm_id bigint not null,
  number text not null,
  placed_at bigint not null,
  worked_at bigint not null,
  header text not null,                    -- hash of the row that EKM's list showed
  rules text not null,                     -- hash of the settings by which it was worked through
  result text not null,
  document text not null,                  -- JSON: what it would become, and what that is made of
  shopper text not null default '',        -- keyed hash
  sales_order_id bigint not null default 0, -- that staff typed
  differs bigint not null default 0,
  differences text not null default '',    -- JSON
  left_out boolean not null default false, -- it lies before the order from which the store went live
  primary key (store_id, ekm_id)
);
create unique index shadow_pair on shadow_order (sales_order_id) where sales_order_id > 0;
create index shadow_newest on shadow_order (store_id, placed_at);
create index shadow_shopper on shadow_order (shopper) where shopper <> '';

-- +goose Down
drop table shadow_order;
drop table shadow;
