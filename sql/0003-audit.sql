-- The audit log: events in blocks, the chain of SM3 hashes over the blocks, its signed seals, and
-- what retention has removed (docs/decisions/0011-audit-log.md).

create table audit_block (
  bucket   integer  not null,             -- of a write: of its first patient; else by lot
  id       bigint   not null,             -- ms since 2020 << 20 | counter
  at_first bigint   not null,             -- of the earliest event, milliseconds since 1970
  at_last  bigint   not null,             -- of the latest one, at most 1 s later
  count    integer  not null,             -- how many events
  keys     bigint[] not null,             -- hashes of whom and what the events name
  body     bytea    not null,             -- JSON lines by zstd: the callers, then one line an event
  primary key (bucket, id)
);
create index audit_block_keys on audit_block using gin (keys) with (gin_pending_list_limit = 1024);
create index audit_block_at on audit_block (at_last, id, bucket);
alter table audit_block alter column keys set statistics 1000;
-- A search in the order of time filters by keys: they stay with the row, the body goes out of it.
alter table audit_block alter column keys set storage main;
alter table audit_block alter column body set storage external;

-- Blocks that are committed and not yet in the chain: written with the block, gone when chained.
create table audit_waiting (
  bucket   integer  not null,
  id       bigint   not null,
  at_first bigint   not null,
  at_last  bigint   not null,
  count    integer  not null,
  digest   bytea    not null,             -- SM3 of the whole block
  primary key (bucket, id)
);

-- The chain: each link holds the blocks of about a second. On Citus local to the coordinator.
create table audit_link (
  n        bigint    not null primary key, -- 1, 2, 3, …
  at_first bigint    not null,
  at_last  bigint    not null,
  events   integer   not null,
  buckets  integer[] not null,             -- of its blocks, in order
  ids      bigint[]  not null,
  digests  bytea     not null,             -- 32 bytes a block
  hash     bytea     not null              -- SM3 of the previous hash and all of the above
);
create index audit_link_at on audit_link (at_last);

-- The head of the chain, signed at intervals.
create table audit_seal (
  number     bigint not null primary key,  -- 1, 2, 3, …
  n          bigint not null,              -- the link that was the head
  hash       bytea  not null,              -- its hash
  at         bigint not null,
  previous   bytea  not null,              -- SM3 of the seal before
  signer     text   not null,
  algorithm  text   not null,
  signature  text   not null,
  public_key text   not null
);

-- Where the chain begins after retention removed what was before: signed, kept for good.
create table audit_removal (
  number     bigint not null primary key,  -- 1, 2, 3, …
  first_n    bigint not null,              -- links removed
  last_n     bigint not null,
  hash       bytea  not null,              -- of the last link removed: what the next one builds on
  blocks     bigint not null,
  events     bigint not null,
  at_first   bigint not null,
  at_last    bigint not null,
  last_seal  bigint not null,              -- the last seal removed, 0 for none
  seal_hash  bytea  not null,              -- what the next seal builds on
  reason     text   not null,
  at         bigint not null,
  signer     text   not null,
  algorithm  text   not null,
  signature  text   not null,
  public_key text   not null
);

-- What verifications of the chain found.
create table audit_check (
  at       bigint  not null primary key,
  n        bigint  not null,              -- the head that was verified
  hash     bytea   not null,
  links    bigint  not null,
  blocks   bigint  not null,
  events   bigint  not null,
  findings integer not null,
  took     integer not null               -- milliseconds
);
