-- What a person decided for one order beside the rules: a view.OrderFix, empty when nothing. And the few orders that were posted
-- without a receipt, whose payment is looked for again.

-- +goose Up
alter table orders add column fix text not null default '';
create index orders_owing on orders (store_id, placed_at) where state = 'posted' and not paid;

-- +goose Down
drop index orders_owing;
alter table orders drop column fix;
