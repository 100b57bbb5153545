-- Shipments: notes that Brightpearl took back, what its order asks for now, what was seen around our writes, and notes that are
-- not ours.

-- +goose Up
alter table shipment add column gone text not null default '';           -- un-shipped | destroyed: it counts no more
alter table shipment add column gone_at bigint not null default 0;       -- when we learned of that
alter table shipment add column reason text not null default '';         -- why a person closed it
alter table shipment add column emailed text not null default '';        -- EKM's flag before and after the last writes, 0 or 1 each
alter table shipment add column writing text not null default '';        -- the call whose answer has not come yet
alter table shipment add column part boolean not null default false;     -- its order is shipped in part
update shipment set status_told = '' where state = 'superseded';         -- it was not we who told it

alter table orders add column ship_rows text not null default '';        -- the rows that need stock, as Brightpearl's order has them now
alter table orders add column ship_wanted bigint not null default -1;    -- their units; -1: not read yet
alter table orders add column ship_before text not null default '';      -- EKM's status before the first one that we told
update shipment set part = true where order_id in (select o.id from orders o where not o.shipped_all
  and o.wanted > (select sum(n.units) from shipment n where n.order_id = o.id));

alter table store add column notes_append boolean not null default false;   -- writing internal notes adds to them in this shop
alter table store add column tracking_short boolean not null default false; -- its tracking fields hold little
alter table store add column canary text not null default '';            -- what a test order showed about e-mails
alter table store add column canary_at bigint not null default 0;

create index shipment_part on shipment (shipped_at, kind, note_id, store_id) where part;
create index shipment_told on shipment (sent_at, state, store_id);
create index shipment_untracked on shipment (shipped_at, kind, note_id, store_id) where tracking = '';
create index shipment_kind on shipment (kind, shipped_at, note_id);
create index shipment_carrier on shipment (carrier, shipped_at, kind, note_id);
create index orders_called_off on orders (id) where upper(trim(ekm_status)) in ('CANCELLED', 'CANCELED', 'REFUNDED', 'DECLINED', 'FAILED');

-- Notes of orders on a store's channel that we did not make, for a while, so that each is counted once.
create table foreign_note (
  kind text not null,
  note_id bigint not null,
  store_id bigint not null,
  seen_at bigint not null,
  primary key (kind, note_id)
);
create index foreign_note_seen on foreign_note (store_id, seen_at);

-- +goose Down
drop table foreign_note;
drop index orders_called_off;
drop index shipment_carrier;
drop index shipment_kind;
drop index shipment_untracked;
drop index shipment_told;
drop index shipment_part;
alter table store drop column canary_at;
alter table store drop column canary;
alter table store drop column tracking_short;
alter table store drop column notes_append;
alter table orders drop column ship_before;
alter table orders drop column ship_wanted;
alter table orders drop column ship_rows;
alter table shipment drop column part;
alter table shipment drop column writing;
alter table shipment drop column emailed;
alter table shipment drop column reason;
alter table shipment drop column gone_at;
alter table shipment drop column gone;
