-- Money: what was asked of whom for what, every movement of it, and what our books and those of the
-- payment providers do not agree about. Amounts are whole fen. Decision 24.

-- One row for each order. What is paid of it is the sum of its entries; status is derived from
-- them and from the refunds, and stands here to be found by.
create table payment_order (
  bucket       integer  not null,             -- of the patient: the id and the number carry it
  id           text     collate "C" not null, -- UUIDv8
  number       text     collate "C" not null, -- at the provider: the id without dashes
  request      text     collate "C" not null, -- key of who asked: asking twice is asking once
  subject      text     collate "C" not null, -- what is paid for: `Appointment/ID`, `Invoice/ID`
  patient      bigint   not null,             -- key of the Patient
  organization text     collate "C" not null, -- id of the Organization that is paid
  amount       bigint   not null,             -- fen
  channel      text     not null,
  status       text     not null,
  created      bigint   not null,             -- milliseconds since 1970, as every instant here
  expires      bigint   not null,             -- the provider takes no payment after
  paid         bigint,                        -- when, as the provider says
  closed       bigint,                        -- when we gave it up unpaid
  transaction  text     collate "C",          -- what the provider calls the payment
  due          bigint   not null,             -- when the provider is asked about it next
  primary key (bucket, id),
  unique (bucket, number),
  unique (bucket, request),
  check (amount > 0),
  check (channel in ('wechat', 'alipay')),
  check (status in ('created', 'paid', 'closed', 'refunding', 'refunded', 'partly-refunded'))
);
-- One thing is not offered for payment twice at a time.
create unique index payment_order_open on payment_order (bucket, subject) where status = 'created';
create index payment_order_subject on payment_order (bucket, subject);
create index payment_order_due on payment_order (due) where status = 'created';

-- Every movement of money. Rows are only ever added.
create table payment_entry (
  bucket    integer  not null,             -- of the order
  order_id  text     collate "C" not null,
  n         integer  not null,             -- 1, 2, 3 … within the order
  kind      text     not null,
  amount    bigint   not null,             -- fen: paid is above 0, given back below
  balance   bigint   not null,             -- of the order after this: the sum up to here
  reference text     collate "C" not null, -- the provider's transaction; our refund's number
  source    text     not null,             -- who told us: callback, query, answer
  at        bigint   not null,             -- when it moved, as the provider says
  recorded  bigint   not null,             -- when it was written down
  primary key (bucket, order_id, n),
  unique (bucket, order_id, kind, reference),
  -- Nothing is given back that was not paid, whatever the program does.
  check (balance >= 0),
  check (case kind when 'payment' then amount > 0 when 'refund' then amount < 0 end)
);
create index payment_entry_at on payment_entry (at);

-- What is to be given back: written down before the provider hears of it.
create table payment_refund (
  bucket    integer  not null,             -- of the order
  order_id  text     collate "C" not null,
  n         integer  not null,             -- 1, 2, 3 … within the order
  number    text     collate "C" not null, -- what the provider knows it by: the order's, R, n
  request   text     collate "C" not null, -- key of who asked: asking twice is asking once
  amount    bigint   not null,             -- fen
  reason    text     not null,
  status    text     not null,
  created   bigint   not null,
  settled   bigint,                        -- when it was done or failed
  due       bigint   not null,             -- when the provider is asked about it next
  primary key (bucket, order_id, n),
  unique (bucket, number),
  unique (bucket, order_id, request),
  check (amount > 0),
  check (status in ('asked', 'done', 'failed'))
);
create index payment_refund_due on payment_refund (due) where status = 'asked';

-- What we and a provider do not agree about, until a person has resolved it.
create table payment_difference (
  bucket       integer  not null,             -- of the order, or of the number's hash
  id           text     collate "C" not null, -- UUIDv8
  day          text     not null,             -- of the bill, or on which it was seen: 2026-11-26
  channel      text     not null,
  source       text     not null,             -- where it was seen: bill, callback, query, refund
  kind         text     not null,
  number       text     collate "C" not null, -- of the order, as the provider says it
  refund       text     collate "C" not null, -- number of the refund; empty for a payment
  ours         bigint,                        -- fen; null where we have nothing
  theirs       bigint,
  ours_says    text,                          -- our status, or our transaction
  theirs_says  text,
  found        bigint   not null,
  resolved     bigint,
  resolved_by  text     collate "C",          -- `Practitioner/ID`
  resolution   text,
  primary key (bucket, id),
  unique (bucket, day, channel, source, kind, number, refund),
  check ((resolved is null) = (resolved_by is null and resolution is null))
);
create index payment_difference_open on payment_difference (found, id) where resolved is null;
