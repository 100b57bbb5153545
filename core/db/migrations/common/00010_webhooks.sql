-- Wake-ups: the settings of the receiver, what the services subscribed us to, and hints that were not followed yet. The addresses
-- hold secrets and are made anew when they are needed: none is stored.

-- +goose Up
create table webhook_setting (
  id integer primary key,                  -- always 1
  enabled boolean not null,
  listen text not null,
  public_url text not null,
  changed_at bigint not null
);
create table webhook_source (
  store_id bigint primary key,             -- 0: Brightpearl
  owner text not null default '',          -- whom its calls name: the shop's account name as EKM has it
  received bigint not null default 0,
  last_at bigint not null default 0,
  checked_at bigint not null default 0,    -- when its subscriptions were last looked at
  refused text not null default ''         -- why the service does not let us subscribe
);
create table webhook_topic (
  store_id bigint not null,
  topic text not null,
  remote_id text not null default '',      -- '' until the service named one
  state text not null,                     -- on | off | disabled | refused
  reason text not null default '',
  primary key (store_id, topic)
);
create table webhook_trust (
  store_id bigint not null,
  kind text not null,                      -- orders | stock | notes
  confirmed bigint not null default 0,     -- news of a poll that a wake-up had told
  missed bigint not null default 0,        -- and that none had
  primary key (store_id, kind)
);
create table hint (
  store_id bigint not null,
  topic text not null,
  entity bigint not null,                  -- 0: everything of the topic
  rev bigint not null,                     -- counts commits: a hint that came again is followed again
  times bigint not null default 1,
  first_at bigint not null,
  last_at bigint not null,
  primary key (store_id, topic, entity)
);
create index hint_rev on hint (store_id, topic, rev);
create index shipment_news on shipment (seen_at); -- what a poll found is compared with what wake-ups told

-- +goose Down
drop index shipment_news;
drop table hint;
drop table webhook_trust;
drop table webhook_topic;
drop table webhook_source;
drop table webhook_setting;
