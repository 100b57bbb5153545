-- What Brightpearl says of an order as a whole, for orders whose own rows do not tell: bundles, and orders that staff changed.

-- +goose Up
alter table orders add column shipped_all boolean not null default false; -- everything that is left of it is shipped

-- +goose Down
alter table orders drop column shipped_all;
