-- Which order a person lets wait for a product that is short. It is a note for staff: nothing is written anywhere else.

-- +goose Up
create table shortfall_wait (
  product_id bigint not null,              -- Brightpearl
  order_id bigint not null,
  actor text not null,
  reason text not null default '',
  at bigint not null,
  primary key (product_id, order_id)
);

-- +goose Down
drop table shortfall_wait;
