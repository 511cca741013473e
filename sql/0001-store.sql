-- The store: one row a living resource, its earlier versions, and the narrow indexes it is
-- found by. Every key holds bucket, the distribution column on Citus (ARCHITECTURE.md).

create table resource (
  bucket   integer  not null,             -- 16-bit hash that keeps one patient's resources together
  key      bigint   not null,             -- 64-bit hash of 'Type/id'
  type     smallint not null,             -- number of the resource type, model/resource-types.ts
  method   smallint not null,             -- how this version came: 1 POST, 2 PUT, 3 PATCH
  version  integer  not null,
  seq      bigint   not null,             -- creation order: ms since 2020 << 20 | counter; for good
  updated  bigint   not null,             -- meta.lastUpdated, milliseconds since 1970
  at       bigint,                        -- start of the clinical period, milliseconds since 1970
  until    bigint,                        -- its end
  patient  bigint,                        -- key of the patient in whose compartment it is
  id       text     not null collate "C",
  tokens   bigint[] not null,             -- hashes of (type, path, value): every equality
  body     text     not null,             -- the resource as JSON, as it is sent
  primary key (bucket, key)
) with (
  fillfactor = 90,
  autovacuum_vacuum_scale_factor = 0.05,
  autovacuum_analyze_scale_factor = 0.02
);
-- A short pending list: a search reads all of it (in kB).
create index resource_tokens on resource using gin (tokens) with (gin_pending_list_limit = 256);
create index resource_seq on resource (type, seq);
create index resource_updated on resource (type, updated);
create index resource_at on resource (type, at) where at is not null;
create index resource_patient on resource (patient, type, at) where patient is not null;
alter table resource alter column tokens set statistics 1000;

-- Earlier versions, and deletions (a row without a body). The current version is only in resource.
create table history (
  bucket   integer  not null,
  key      bigint   not null,
  version  integer  not null,
  type     smallint not null,
  updated  bigint   not null,
  seq      bigint   not null,             -- creation order, kept through deletion and re-creation
  method   smallint not null,             -- how the version came: 1 POST, 2 PUT, 3 PATCH, 4 DELETE
  id       text     not null collate "C",
  body     text,
  primary key (bucket, key, version)
);
create index history_updated on history (type, updated);

-- Dates, numbers and quantities other than the clinical period: one narrow row each.
create table ordered (
  bucket   integer  not null,
  key      bigint   not null,
  slot     bigint   not null,             -- hash of (type, path) or (type, composite, first token)
  n        smallint not null,             -- ordinal within the slot
  low      double precision not null,
  high     double precision not null,
  unit     integer  not null default 0,   -- 32-bit hash of the unit's system and code, 0 without
  label    integer  not null default 0,   -- 32-bit hash of the unit's code alone, 0 without
  primary key (bucket, key, slot, n)
);
create index ordered_low on ordered (slot, low, high);

-- Each distinct text once a path, with the token that stands for it in resource.tokens.
create table term (
  bucket   integer  not null,             -- low 16 bits of token
  token    bigint   not null,
  slot     bigint   not null,             -- hash of (type, path)
  value    text     not null collate "C", -- folded: lower case, no accents, single spaces
  primary key (bucket, token)
);
create index term_prefix on term (slot, value text_pattern_ops);

-- Where ids that a client chose live; ids from this server carry their bucket.
create table locator (
  bucket   integer  not null,             -- 16-bit hash of the key: where this row is
  key      bigint   not null,
  home     integer  not null,             -- bucket of the resource
  primary key (bucket, key)
);

-- Held inside a transaction by who creates on a condition, deleted before it commits: one
-- winner by constraint.
create table claim (
  bucket   integer  not null,
  hash     bigint   not null,
  primary key (bucket, hash)
);
