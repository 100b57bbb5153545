-- Indexes of the reading side. Each serves a list or a figure named beside it; the lists say which one they use.

-- +goose Up
-- Four indexes of the base give way to wider ones that begin with the same columns and hold a list's whole order.
drop index orders_state;
create index orders_list on orders (store_id, state, placed_at, id);           -- queue of one store by state; counts
drop index orders_placed;
create index orders_newest on orders (placed_at, id);                          -- queue; a scroll skips rows in the index alone
drop index sku_link_state;
create index sku_link_list on sku_link (store_id, state, sku, product_id, variant_id, product_only); -- the same of links
drop index sku_link_sku;
create index sku_link_store on sku_link (store_id, sku, product_id, variant_id, product_only);

create index orders_state_placed on orders (state, placed_at, id);             -- queue by state, all stores
create index orders_store_placed on orders (store_id, placed_at, id);          -- queue of one store
create index orders_money on orders (placed_at, store_id, state, total, tax);  -- sales and today's figures, without the rows
create index orders_count on orders (length(number), number);                  -- numbers as people count: 999 before 1000
create index orders_customer on orders (lower(customer));
create index orders_total on orders (total);
create index orders_posted on orders (posted_at, store_id, placed_at);         -- delays

create index sku_link_all on sku_link (sku, store_id, product_id, variant_id, product_only);
create index sku_link_state_sku on sku_link (state, sku, store_id, product_id, variant_id, product_only);

create index level_all on level (sku, store_id, product_id, variant_id);
create index level_state on level (state, sku, store_id, product_id, variant_id);
create index level_written on level (written_at, store_id, delay_ms);          -- delays
create index level_figures on level (store_id, product_id, variant_id, state, sent_rev, wanted, published, bp_product_id, on_hand, pending);
create index listing_figures on listing (store_id, product_id, variant_id, stock, price, live); -- both: drift and exposure, without the rows

create index shipment_shipped on shipment (shipped_at, kind, note_id);
create index shipment_state on shipment (state, shipped_at, kind, note_id);
create index shipment_store on shipment (store_id, shipped_at, kind, note_id);

create index activity_store on activity (store_id, id);
create index activity_kind on activity (kind, id);

-- +goose Down
drop index activity_kind;
drop index activity_store;
drop index shipment_store;
drop index shipment_state;
drop index shipment_shipped;
drop index listing_figures;
drop index level_figures;
drop index level_written;
drop index level_state;
drop index level_all;
drop index sku_link_state_sku;
drop index sku_link_all;
drop index orders_posted;
drop index orders_total;
drop index orders_customer;
drop index orders_count;
drop index orders_money;
drop index orders_store_placed;
drop index orders_state_placed;
create index sku_link_sku on sku_link (store_id, sku);
drop index sku_link_store;
create index sku_link_state on sku_link (store_id, state);
drop index sku_link_list;
create index orders_placed on orders (placed_at);
drop index orders_newest;
create index orders_state on orders (store_id, state, placed_at);
drop index orders_list;
