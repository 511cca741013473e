-- What residents are told and by which channels; decision 25. A notice itself is a Communication.

-- What was written that somebody may have to be told of: noted with it, gone once it was told.
create table notice_event (
  bucket        integer  not null,             -- of the resource
  n             bigint   not null,             -- a number that grows: the order of telling
  key           bigint   not null,             -- key of the resource
  type          smallint not null,
  version       integer  not null,
  failures      smallint not null default 0,   -- how often telling failed
  primary key (bucket, n, key)
);
create index notice_event_n on notice_event (n);

-- One row for each notice, channel and target: nothing goes twice, and what went can be shown.
create table notice_delivery (
  bucket        integer  not null,             -- of the Communication
  notice        bigint   not null,             -- key of the Communication
  channel       smallint not null,             -- 1 web push 2 text message
  target        uuid     not null,             -- push_subscription, or account
  id            text     collate "C" not null, -- id of the Communication
  code          text     not null,             -- its category
  account       uuid     not null,
  n             bigint   not null,             -- the order of telling
  until         bigint   not null,             -- of no use later; milliseconds since 1970
  state         smallint not null,             -- 1 waiting 2 sent 3 given up
  failures      integer  not null,             -- how often in a row sending failed
  due           bigint   not null,             -- not before
  leased        bigint   not null,             -- until then one server is at it
  ended         bigint,                        -- when it was sent or given up
  primary key (bucket, notice, channel, target)
);
create index notice_delivery_due on notice_delivery (due) where state = 1;
create index notice_delivery_order on notice_delivery (channel, target, n) where state = 1;
create index notice_delivery_ended on notice_delivery (ended) where state <> 1;

-- Browsers that are told: the address at their push service and their keys are secrets.
create table push_subscription (
  id            uuid     primary key,
  account       uuid     not null references account on delete cascade,
  hash          text     not null unique collate "C", -- keyed hash of the address
  service       text     not null,             -- host of the push service
  sealed        text     not null,             -- address and keys as JSON
  created       bigint   not null              -- milliseconds since 1970
);
create index push_subscription_account on push_subscription (account);

-- Which channels a resident wants; without a row all.
create table notice_preference (
  account       uuid     primary key references account on delete cascade,
  push          smallint not null,             -- 1 wanted, 0 not
  sms           smallint not null
);

-- The pair of keys by which push services know this house (VAPID), made once.
create table notice_key (
  name          text     primary key collate "C",
  public        text     not null,
  secret        text     not null,             -- sealed
  created       bigint   not null
);
