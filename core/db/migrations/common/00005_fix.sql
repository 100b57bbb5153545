-- What a person decided for one order beside the rules: a view.OrderFix, empty when nothing.

-- +goose Up
alter table orders add column fix text not null default '';

-- +goose Down
alter table orders drop column fix;
