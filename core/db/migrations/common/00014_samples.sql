-- How the stores stood hour by hour, for charts of what no other table remembers, and the version of a store's settings.

-- +goose Up
create table hour_sample (
  hour bigint not null,                    -- since 1970
  store_id bigint not null,                -- 0: all stores together
  units bigint not null,                   -- shown to shoppers beyond what should be shown: the most of the hour
  money bigint not null,                   -- the same in the store's currency, or that of most stores
  rate bigint not null,                    -- thousandths of units an hour that are sold of what is listed beyond what is free
  order_ms bigint not null,                -- the 95th percentile of delays over 24 hours; 0: nothing was posted or written
  stock_ms bigint not null,
  primary key (hour, store_id)
);
alter table store add column settings_rev bigint not null default 1;
create trigger store_settled after update of settings on store when old.settings <> new.settings
begin
  update store set settings_rev = store.settings_rev + 1 where id = new.id;
end;

-- +goose Down
drop trigger store_settled;
alter table store drop column settings_rev;
drop table hour_sample;
